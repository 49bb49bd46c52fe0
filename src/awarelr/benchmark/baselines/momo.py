"""Polyak's step from a model of the loss, below a cap."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["MomoBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MomoBaseline:
    """MoMo or MoMo-Adam, as the task's optimizer is, with the LR given as the cap; `DogBaseline` needs no cap.

    Followed: a constant LR; 0 as the lower bound of the loss, as is the default, and true of every task; the task's
    momentum or betas and weight decay. MoMo's momentum is an average, so that its LR is in units without momentum's
    amplification (its authors' 1 is SGD's 0.1 at a momentum of 0.9). The LR recorded is the cap; the package does not
    tell the step below it.

    Source: Schaipp et al., "MoMo", 2023; package momo-opt, 0.1.0.
    """

    name: str = "momo"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from momo import Momo, MomoAdam  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("momo", "bench", "The baseline momo") from error
        given = inherit(optimizer)
        own = (
            MomoAdam(given.parameters, lr=given.lr, betas=given.betas, eps=given.eps, weight_decay=given.weight_decay)
            if given.adam
            else Momo(given.parameters, lr=given.undamped_lr, beta=given.momentum, weight_decay=given.weight_decay)
        )
        return SteeredControl(model=model, optimizer=own, update=lambda loss: own.step(loss=loss))
