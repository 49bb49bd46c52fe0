"""A reading that has been measured but not decided on yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, final

from torch import Tensor

from awarelr.core.reading import Reading
from awarelr.sensors.contract import Sum, reading_from_sums, telling_square
from awarelr.sensors.torch import TorchSensor
from awarelr.torch.snapshot import Training

__all__ = ["Pending", "measured"]


@final
@dataclass(slots=True, kw_only=True)
class Pending:
    """What one optimizer step left behind, still on its device.

    Args:
        sums: the vector of sums.
        lr: LR that the step used.
        path_seen: True if gradients were there to be measured.
        probe: True if the optimizer was kept from stepping, to evaluate the snapshot's weights.
        undone: True if a rollback has undone the weights.
        withheld: True if the optimizer was kept from this step, whose gradient is not finite.
        set_aside: True if the parameters were set aside, or need not be, so that the reading may become the snapshot.
        lr_found: LR that somebody else wrote.
        validation: validation loss handed over since the reading before.
    """

    sums: Tensor
    lr: float
    path_seen: bool = False
    probe: bool = False
    undone: bool = False
    withheld: bool = False
    set_aside: bool = False
    lr_found: float | None = None
    validation: float | None = None

    @property
    def resting(self) -> bool:
        """True if the optimizer must not move at this reading."""
        return self.probe or self.undone or self.withheld

    def reading(self, row: list[float], t: int, *, undone: bool, usual: float) -> Reading:
        """Turn the numbers of ``sums`` into the reading number ``t``, of parameters of a ``usual`` squared norm."""
        if not (self.path_seen or self.resting or undone):
            loss = row[Sum.LOSS] / row[Sum.LOSSES] if row[Sum.LOSSES] else None
            return Reading(t=t, loss=loss, set_aside=self.set_aside, validation=self.validation, lr_found=self.lr_found)
        row[Sum.TT] = telling_square(row[Sum.TT], usual, row[Sum.COORDINATES])
        reading = reading_from_sums(
            row,
            t=t,
            probe=self.probe,
            undone=self.undone or undone,
            set_aside=self.set_aside,
            validation=self.validation,
            lr_found=self.lr_found,
        )
        return replace(reading, withheld=True) if self.withheld else reading

    def save(self) -> dict[str, Any]:
        """Return tensors and plain types, the arguments of the class."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"sums": self.sums.clone()}

    @classmethod
    def load(cls, data: Mapping[str, Any], like: Tensor) -> "Pending":
        """Return the reading that `save` wrote, where ``like`` is."""
        return cls(**{**data, "sums": data["sums"].to(like, copy=True)})


def measured(training: Training, sensor: TorchSensor | None, unseen: Callable[[], Tensor], lr: float) -> Pending:
    """Measure parameters and gradients as they are, and what a loss scaler has made of them.

    Args:
        training: whose they are.
        sensor: what measures; None for a schedule that reads the loss alone.
        unseen: makes the vector of sums of a reading at which nothing was measured.
        lr: LR that the step will use.
    """
    optimizer = training.optimizer
    scale, found_inf = getattr(optimizer, "grad_scale", None), getattr(optimizer, "found_inf", None)
    if sensor is not None and any(each.grad is not None for each in training.parameters()):
        sums = sensor.read(scale, found_inf, maximize=training.maximizes)
        return Pending(sums=sums, lr=lr, path_seen=True)
    sums = unseen()
    if found_inf is not None:
        sums[Sum.SKIPPED] = found_inf.to(sums)
    return Pending(sums=sums, lr=lr)
