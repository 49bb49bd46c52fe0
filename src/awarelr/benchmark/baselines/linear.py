"""Warm-up, then a straight line down to zero over a known budget."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.annealing import warmup_steps
from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["LinearBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LinearBaseline:
    """What transformers' Trainer does unless told otherwise; `CosineBaseline` falls later and ends flatter.

    As in the package, the first step has an LR of 0; beyond the budget it stays there. Warm-up over 5 % of the budget.

    Source: ``get_linear_schedule_with_warmup`` in transformers, 5.24.0.
    """

    name: str = "linear"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:
        """Return the control of one run.

        Raises:
            MissingExtraError: transformers is absent.
        """
        try:
            from transformers.optimization import get_linear_schedule_with_warmup  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("transformers", "bench", "The baseline linear") from error
        schedule = get_linear_schedule_with_warmup(optimizer, warmup_steps(total_steps), total_steps)
        return SteeredControl(model=model, optimizer=optimizer, heed=lambda _loss: schedule.step())
