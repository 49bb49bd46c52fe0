"""Averaging in place of a schedule: Schedule-Free SGD and AdamW."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.optim import Optimizer

from awarelr.benchmark.baselines.annealing import warmup_steps
from awarelr.benchmark.baselines.inherited import inherit
from awarelr.errors import MissingExtraError

__all__ = ["ScheduleFreeBaseline", "ScheduleFreeControl"]


@final
class ScheduleFreeControl:
    """Swaps between the weights that gradients are taken at and those that are judged.

    `SteeredControl` is for optimizers that know only one kind of weights.

    Args:
        model: what is trained.
        optimizer: one of the package's.
    """

    def __init__(self, model: nn.Module, optimizer: Any) -> None:  # noqa: ANN401 - the package has no types
        """Switch to training."""
        self._model = model
        self._optimizer = optimizer
        optimizer.train()

    @property
    def lr(self) -> float:
        """LR in force at the next step, warm-up included."""
        group = self._optimizer.param_groups[0]
        done = float(group["k"] + 1) / float(max(1, group["warmup_steps"]))
        return float(group["lr"]) * min(1.0, done)

    def advance(self, loss: Tensor, /) -> None:  # noqa: ARG002 - the optimizer looks at gradients alone
        """Make the step."""
        self._optimizer.step()

    @contextmanager
    def measured(self, replay: Callable[[], None]) -> Iterator[None]:
        """Put the method's own average in place; where there is BatchNorm, with statistics taken at it.

        Afterwards weights and statistics are bitwise what they were: the package swaps back by arithmetic, whose
        rounding would make a training that is measured often another one.
        """
        held = [*self._model.parameters(), *self._model.buffers()]
        kept = [each.detach().clone() for each in held]
        self._optimizer.eval()
        try:
            if any(isinstance(module, _BatchNorm) for module in self._model.modules()):
                replay()
            yield
        finally:
            self._optimizer.train()
            with torch.no_grad():
                for each, value in zip(held, kept, strict=True):
                    each.copy_(value)

    def averaged(self) -> AbstractContextManager[object]:
        """Leave it at that: the weights in place are the average."""
        return nullcontext()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFreeBaseline:
    """Schedule-Free SGD or AdamW, as the task's optimizer is; `ConstantBaseline` averages without interpolating.

    Followed: warm-up (over 5 % of the budget, all that it learns of it), the swap to the averaged weights before
    measuring, BatchNorm's statistics from 50 batches at them, the momentum of 0.9 as default (an interpolation, not
    the task's momentum), "10x - 50x larger" LRs for SGD, which we read as the LR without momentum's amplification: 10 x
    where the task has a momentum of 0.9, 1 x where it has none; 1 x for AdamW, of "1x - 10x". Beta 2 and weight decay
    are the task's. Last and averaged weights are the same.

    Source: Defazio et al., "The Road Less Scheduled", 2024; package schedulefree, 1.4.1.
    """

    name: str = "schedule_free"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> ScheduleFreeControl:
        """Return the control of one run.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from schedulefree import AdamWScheduleFree, SGDScheduleFree  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("schedulefree", "bench", "The baseline schedule_free") from error
        given = inherit(optimizer)
        warmup = warmup_steps(total_steps)
        own = (
            AdamWScheduleFree(
                given.parameters,
                lr=given.lr,
                betas=given.betas,
                eps=given.eps,
                weight_decay=given.weight_decay,
                warmup_steps=warmup,
            )
            if given.adam
            else SGDScheduleFree(
                given.parameters, lr=given.undamped_lr, weight_decay=given.weight_decay, warmup_steps=warmup
            )
        )
        return ScheduleFreeControl(model, own)
