"""What a loss scaler did: a step that it skipped reaches no hook of the optimizer."""

from typing import final

import torch
from torch import Tensor

from awarelr.render.notices import Notices
from awarelr.torch.losses import LossMeter
from awarelr.torch.snapshot import Training

__all__ = ["ScaleWatch"]


@final
class ScaleWatch:
    """Tells a step that the loss scaler skipped from a call of the scheduler without any step.

    After a skipped step the scale is lower than before. Without a scaler at hand the gradients are looked at: they are
    not finite then.

    Args:
        training: optimizer and loss scaler.
    """

    def __init__(self, training: Training) -> None:
        """Look at the scale for the first time."""
        self._training = training
        scaler = training.scaler
        self._scaler = scaler if scaler is not None and scaler.is_enabled() else None
        self._scale: Tensor | float = 0.0 if self._scaler is None else self._scaler.get_scale()

    def skipped(self) -> bool:
        """True if the optimizer did not step because the gradients overflowed; asked where no step was seen."""
        if self._scaler is not None:
            return bool(self._now() < self._scale)
        gradients = [each.grad for each in self._training.parameters() if each.grad is not None]
        return any(not bool(torch.isfinite(each.detach().sum())) for each in gradients)

    def without_step(self, losses: LossMeter, notices: Notices) -> None:
        """Answer a call of the scheduler before which no optimizer step was seen.

        Args:
            losses: what was handed over; the loss of a step that was skipped must not pass for the next one's.
            notices: where it is said.
        """
        if self.skipped():
            losses.forget()
            notices.skipped()
        else:
            losses.forget_faults()
            notices.called_without_step()

    def remember(self) -> None:
        """Note the scale; on an accelerator nothing is waited for."""
        if self._scaler is not None:
            self._scale = self._now()

    def _now(self) -> Tensor:
        scaler = self._scaler
        one = torch.ones((), device=self._training.parameters()[0].device)
        return one if scaler is None else scaler.scale(one)
