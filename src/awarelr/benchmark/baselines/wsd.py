"""Warm-up, a long plateau, and a decay at the end of a known budget."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.annealing import warmup_steps
from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["WsdBaseline"]

_DECAY = 0.2


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WsdBaseline:
    """Warm-up, stable, decay: full LR for most of the run; `CosineBaseline` falls from the beginning.

    Followed: a decay over the last 20 % shaped 1 - sqrt, the length and the shape that Hagele et al. found to match a
    cosine. Warm-up over 5 % of the budget; as in the package, the first step has an LR of 0. Beyond the budget it stays
    at 0.

    Source: Hu et al., "MiniCPM", 2024; Hagele et al., "Scaling laws and compute-optimal training beyond fixed training
    durations", 2024; ``get_wsd_schedule`` in transformers, 5.24.0.
    """

    name: str = "wsd"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:
        """Return the control of one run.

        Raises:
            MissingExtraError: transformers is absent.
        """
        try:
            from transformers.optimization import get_wsd_schedule  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("transformers", "bench", "The baseline wsd") from error
        schedule = get_wsd_schedule(
            optimizer,
            num_warmup_steps=warmup_steps(total_steps),
            num_decay_steps=round(_DECAY * total_steps),
            num_training_steps=total_steps,
            decay_type="1-sqrt",
        )
        return SteeredControl(model=model, optimizer=optimizer, heed=lambda _loss: schedule.step())
