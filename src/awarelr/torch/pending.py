"""A reading that has been measured but not decided on yet."""

from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor

from awarelr.core.reading import Reading
from awarelr.sensors.contract import Sum, reading_from_sums

__all__ = ["Pending"]


@final
@dataclass(slots=True, kw_only=True)
class Pending:
    """What one optimizer step left behind, still on its device.

    Args:
        sums: the vector of sums.
        path_seen: True if gradients were there to be measured.
        probe: True if the optimizer was kept from stepping, to evaluate the snapshot's weights.
        undone: True if a rollback has undone the weights.
        set_aside: True if the parameters were set aside as a candidate for the snapshot.
        lr_found: LR that somebody else wrote.
        validation: validation loss handed over since the reading before.
    """

    sums: Tensor
    path_seen: bool
    probe: bool = False
    undone: bool = False
    set_aside: bool = False
    lr_found: float | None = None
    validation: float | None = None

    @classmethod
    def unseen(cls, *, probe: bool = False, undone: bool = False) -> "Pending":
        """Return a reading without gradients."""
        sums = torch.zeros(len(Sum), dtype=torch.float64)
        return cls(sums=sums, path_seen=False, probe=probe, undone=undone)

    def reading(self, row: list[float], t: int, *, undone: bool) -> Reading:
        """Turn the numbers of ``sums`` into the reading number ``t``."""
        if not (self.path_seen or self.probe or self.undone or undone):
            loss = row[Sum.LOSS] / row[Sum.LOSSES] if row[Sum.LOSSES] else None
            return Reading(
                t=t, loss=loss, set_aside=self.set_aside, validation=self.validation, lr_found=self.lr_found
            )
        return reading_from_sums(
            row,
            t=t,
            probe=self.probe,
            undone=self.undone or undone,
            set_aside=self.set_aside,
            validation=self.validation,
            lr_found=self.lr_found,
        )

    def save(self) -> dict[str, Any]:
        """Return tensors and plain types, the arguments of the class."""
        return {name: getattr(self, name) for name in self.__slots__}
