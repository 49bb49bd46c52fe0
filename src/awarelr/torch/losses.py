"""Losses as loops hand them over, until a decision needs their mean."""

from typing import final

from torch import Tensor

from awarelr.errors import ReadingError
from awarelr.sensors.contract import Sum

__all__ = ["LossMeter", "scalar"]


@final
class LossMeter:
    """Collects the losses of one optimizer step: one, several micro-batches, or none.

    A tensor is not read here, so that an accelerator is not waited for.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._total: Tensor | float = 0.0
        self._count = 0

    def add(self, loss: "Tensor | float | None") -> None:
        """Take in the loss of a micro-batch; None is no loss.

        Raises:
            ReadingError: the loss is not one number.
        """
        if loss is None:
            return
        self._total = self._total + scalar(loss)
        self._count += 1

    def empty_into(self, sums: Tensor) -> None:
        """Write sum and count into a vector of sums, then start empty."""
        sums[Sum.LOSS] = self._total
        sums[Sum.LOSSES] = self._count
        self._total, self._count = 0.0, 0

    def save(self) -> list[float]:
        """Return sum and count, as plain numbers."""
        return [float(self._total), float(self._count)]

    def load(self, data: list[float]) -> None:
        """Take over what `save` returned."""
        self._total, self._count = data[0], int(data[1])


def scalar(loss: "Tensor | float") -> "Tensor | float":
    """Return a loss as a number, or as a tensor of no dimensions if it is on an accelerator.

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
        detached = loss.detach().reshape(()).double() if loss.device.type != "mps" else loss.detach().reshape(()).float()
        return detached.item() if detached.device.type == "cpu" else detached
    try:
        return float(loss)
    except (TypeError, ValueError, OverflowError) as error:
        message = (
            f"loss must be a scalar: a number or a tensor of one element, got {loss!r} of type {type(loss).__name__}. "
            f"Pass the loss itself, or nothing if there is none."
        )
        raise ReadingError(message) from error
