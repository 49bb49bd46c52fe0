"""What a training is, before it runs, and what it came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer

STEPS = 1000
"""Steps of a run (*ours*): 5 % of it are 50."""


def nothing(_step: int) -> None:
    """Do nothing."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a run came to.

    Args:
        names: name of the situation at each step, from step 1.
        sentences: what was said at each step.
        exact: step to exact training loss, from step 0, the start.
        validation: step to validation loss.
        before: exact loss right before the onset's step; NaN without one.
        after: exact loss right after it.
    """

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    exact: Mapping[int, float]
    validation: Mapping[int, float]
    before: float
    after: float


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When a cause began.

    Args:
        earliest: step before which its name would be false.
        latest: step from which the window counts.
    """

    earliest: int
    latest: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A training with what is planted in it; every callback is given the step, from 1.

    Args:
        model: the network at its start.
        optimizer: makes the steps.
        loss: training loss of a step, ready for ``backward``.
        exact: the same over all examples and without noise.
        onset: first step that the cause touches; None if only hindsight can tell, or nothing is planted.
        watching: True if AwareLR only watches; False if it steers.
        before: called before the forward pass.
        gradients: called after the backward pass.
        stepped: called after the optimizer's step, before AwareLR's.
        decided: called after AwareLR's step.
        validation: what is handed over every ten steps; None for nothing.
        hindsight: tells the onset of a finished run; None if it did not come about.
        steps: steps of the run.
    """

    model: nn.Module
    optimizer: Optimizer
    loss: Callable[[int], Tensor]
    exact: Callable[[], float]
    onset: int | None = None
    watching: bool = True
    before: Callable[[int], None] = nothing
    gradients: Callable[[int], None] = nothing
    stepped: Callable[[int], None] = nothing
    decided: Callable[[int], None] = nothing
    validation: Callable[[], float] | None = None
    hindsight: Callable[[Course], Onset | None] | None = None
    steps: int = field(default=STEPS)
