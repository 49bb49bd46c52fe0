"""Losses as loops hand them over, until a decision needs their mean."""

import math
import weakref
from collections.abc import Sequence
from typing import SupportsFloat, SupportsIndex, final

import torch
from torch import Tensor

from awarelr.errors import ReadingError
from awarelr.sensors.contract import Sum

__all__ = ["LossMeter", "scalar"]


@final
class LossMeter:
    """Collects the losses of one optimizer step: one, several micro-batches, or none.

    A tensor on an accelerator is not read here, so that the accelerator is not waited for.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._total: Tensor | float = 0.0
        self._count: Tensor | int = 0
        self._last: object = None

    def add(self, loss: "Tensor | float | None") -> None:
        """Take in the loss of a micro-batch; None is no loss, and the same object again is the same loss again.

        Some frameworks call `Scheduler.step` once per process: a loss counted four times would leak into the next step.

        Raises:
            ReadingError: the loss is not one number.
        """
        if loss is None:
            return
        value = scalar(loss)
        last = self._last() if isinstance(self._last, weakref.ref) else self._last
        if last is not loss:
            self._total = self._total + value
            self._count += 1
            self._last = weakref.ref(loss) if isinstance(loss, Tensor) else loss

    def forget(self) -> None:
        """Drop what was collected: it must not pass for another step's."""
        self._total, self._count = 0.0, 0

    def forget_faults(self) -> None:
        """Drop what was collected if it is not finite and no step was made with it, as where a loop leaves such out.

        Where it was a micro-batch of a step to come, the gradient will tell.
        """
        if isinstance(self._total, Tensor):
            finite = torch.isfinite(self._total)
            self._total = torch.where(finite, self._total, torch.zeros_like(self._total))
            self._count = torch.where(finite, self._count, 0)
        elif not math.isfinite(self._total):
            self.forget()

    def expect_another(self) -> None:
        """Say that the optimizer steps: what comes next is another loss, even if it is the same object."""
        self._last = None

    def empty_into(self, sums: Tensor) -> None:
        """Write sum and count into a vector of sums, then start empty."""
        for place, value in ((Sum.LOSS, self._total), (Sum.LOSSES, self._count)):
            if isinstance(value, Tensor):
                sums[place] = value
            else:  # assigned, a plain number would have to be sent to the accelerator, and waited for
                sums[place].fill_(value)
        self.forget()

    def save(self) -> list[float]:
        """Return sum and count, as plain numbers."""
        return [float(self._total), float(self._count)]

    def load(self, data: Sequence[float]) -> None:
        """Take over what `save` returned."""
        self._total, self._count = float(data[0]), int(data[1])


def scalar(loss: object) -> "Tensor | float":
    """Return a loss as a number, or as a tensor of no dimensions if it is on an accelerator.

    Args:
        loss: what a loop handed over: a number, a tensor of one element, or something else by mistake.

    Raises:
        ReadingError: the loss is not one number.
    """
    if isinstance(loss, Tensor):
        if loss.numel() != 1 or loss.is_complex():
            message = (
                f"loss must be a scalar, got a tensor of shape {tuple(loss.shape)} and type {loss.dtype}. "
                f"Pass loss.mean() or the number that backward() was called on."
            )
            raise ReadingError(message)
        detached = loss.detach().reshape(())
        if detached.device.type == "cpu":
            return float(detached)
        return detached.float() if detached.device.type == "mps" else detached.double()
    try:
        if not isinstance(loss, (SupportsFloat, SupportsIndex)):
            raise TypeError  # noqa: TRY301 - text such as "0.5" would pass for a number
        return float(loss.item() if hasattr(loss, "item") else loss)  # which takes an array of one, too
    except (TypeError, ValueError, OverflowError) as error:
        message = (
            f"loss must be a scalar: a number or a tensor of one element, got {loss!r} of type {type(loss).__name__}. "
            f"Pass the loss itself, or nothing if there is none."
        )
        raise ReadingError(message) from error
