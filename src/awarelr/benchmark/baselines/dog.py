"""The step is the farthest distance so far over the root of all squared gradients."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.optim import Optimizer

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["DogBaseline"]

_FIRST_MOVE = 1e-6
_FIRST_MOVE_BATCH_NORM = 1e-4


@final
class _PolynomialAverage:
    """The package's own average, of which its authors say that DoG must be combined with it; BatchNorm's too."""

    def __init__(self, averager: Any) -> None:  # noqa: ANN401 - the package has no types
        self._averager = averager

    def update(self) -> None:
        self._averager.step()

    @contextmanager
    def in_place(self) -> Iterator[None]:
        model = self._averager.base_model
        kept = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(self._averager.averaged_model.state_dict())
        try:
            yield
        finally:
            model.load_state_dict(kept)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DogBaseline:
    """Distance over gradients, SGD's step on every task; `DowgBaseline` weights the gradients by distance.

    **Always SGD's step, without momentum**, on tasks under Adam too: there is no other DoG. Followed: the defaults, a
    first move of 1e-6, with BatchNorm 1e-4, and averaging by the package's own polynomial decay. Weight decay is the
    task's, coupled. The LR recorded is that of the step before.

    Args:
        name: key in the registry.
        lr_free: it takes no LR.

    Source: Ivgi, Hinder and Carmon, "DoG is SGD's best friend", 2023; package dog-optimizer, 1.0.3.
    """

    name: str = "dog"
    lr_free: bool = True

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from dog import DoG, PolynomialDecayAverager  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("dog", "bench", "The baseline dog") from error
        given = inherit(optimizer)
        normalised = any(isinstance(module, _BatchNorm) for module in model.modules())
        own = DoG(
            given.parameters,
            reps_rel=_FIRST_MOVE_BATCH_NORM if normalised else _FIRST_MOVE,
            weight_decay=given.weight_decay,
        )
        group = own.param_groups[0]
        return SteeredControl(
            model=model,
            optimizer=own,
            rate=lambda: float(group["eta"][0]) if "eta" in group else 0.0,
            average=_PolynomialAverage(PolynomialDecayAverager(model)),
        )
