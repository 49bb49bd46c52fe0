"""Adam with an estimate of the distance to the solution."""

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

__all__ = ["ProdigyBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ProdigyBaseline:
    """Prodigy with a cosine, Adam's step on every task; `DAdaptationBaseline`, its elder, knows SGD too.

    **Always Adam's step**, on tasks under SGD too: there is no other Prodigy. Followed: LR 1; a cosine over the whole
    budget, without warm-up, so that no safeguard is needed against one; Adam's bias correction, off by default and
    advised for diffusion models: torch's Adam, for which it stands here, has it, and of the ways that the authors
    describe this one did best (docs/decisions/0040). Betas and the kind of weight decay are the task's. The LR recorded
    is d times the cosine, bias correction left out.

    Args:
        name: key in the registry.
        lr_free: it takes no LR.

    Source: Mishchenko and Defazio, "Prodigy", 2023; package prodigyopt, 1.1.2.
    """

    name: str = "prodigy"
    lr_free: bool = True

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> PlannedControl:
        """Return the control of one run.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from prodigyopt import Prodigy  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("prodigyopt", "bench", "The baseline prodigy") from error
        given = inherit(optimizer)
        with redirect_stdout(StringIO()):  # it prints
            own = Prodigy(
                given.parameters,
                betas=given.betas,
                eps=given.eps,
                weight_decay=given.weight_decay,
                decouple=given.decoupled,
                use_bias_correction=True,
            )
        group = own.param_groups[0]
        return PlannedControl(
            model=model,
            optimizer=own,
            factor=cosine_over(total_steps, 0.0),
            rate=lambda: float(group["d"] * group["lr"]),
        )
