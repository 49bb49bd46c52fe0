"""SGD or Adam with a lower bound of the distance to the solution."""

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.annealing import cosine_over
from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.planned import PlannedControl
from awarelr.errors import MissingExtraError

__all__ = ["DAdaptationBaseline"]

_LEAST = 1e-9


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DAdaptationBaseline:
    """D-Adaptation of SGD or Adam, as the task's optimizer is; `ProdigyBaseline` is its younger, bolder kin.

    Followed: LR 1; the schedule that one would use anyway, which here is the cosine with warm-up; decoupled weight
    decay where the task has it; Adam's bias correction, off by default, since torch's Adam, for which it stands here,
    has it, and it does much better with it (docs/decisions/0040). Momentum, betas and weight decay are the task's. The
    LR recorded is d times the cosine, for SGD divided by the norm of the first gradient. The cosine ends at 1e-9: at
    exactly 0 the package's SGD raises.

    Args:
        name: key in the registry.
        lr_free: it takes no LR.

    Source: Defazio and Mishchenko, "Learning-Rate-Free Learning by D-Adaptation", 2023; package dadaptation, 3.2.
    """

    name: str = "d_adaptation"
    lr_free: bool = True

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> PlannedControl:
        """Return the control of one run.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from dadaptation import DAdaptAdam, DAdaptSGD  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("dadaptation", "bench", "The baseline d_adaptation") from error
        given = inherit(optimizer)
        with redirect_stdout(StringIO()):  # it prints
            own = (
                DAdaptAdam(
                    given.parameters,
                    betas=given.betas,
                    eps=given.eps,
                    weight_decay=given.weight_decay,
                    decouple=given.decoupled,
                    use_bias_correction=True,
                )
                if given.adam
                else DAdaptSGD(given.parameters, momentum=given.momentum, weight_decay=given.weight_decay)
            )
        group = own.param_groups[0]
        cosine = cosine_over(total_steps)
        return PlannedControl(
            model=model,
            optimizer=own,
            factor=lambda step: max(cosine(step), _LEAST),
            rate=lambda: float(group["d"] * group["lr"] / group.get("g0_norm", 1.0)),
        )
