"""Bringing vectors of sums from an accelerator to the host without waiting for it."""

from typing import final

import torch

from awarelr.torch.pending import Pending
from awarelr.torch.ranks import Ranks

__all__ = ["Readback"]


@final
class Readback:
    """A copy of several readings' sums under way to the host.

    Where several ranks made them, they become the mean of all ranks' first, and so do validation losses: only what is
    the same everywhere may decide.

    Args:
        readings: readings whose sums are on one device.
        ranks: those who read the same steps; None if there is only this one.
    """

    def __init__(self, readings: list[Pending], ranks: Ranks | None = None) -> None:
        """Start the copy; on the host there is nothing to wait for."""
        stacked = torch.stack([each.sums for each in readings])
        self._met = [] if ranks is None else readings
        if ranks is not None:
            validated = [[each.validation or 0.0, float(each.validation is not None)] for each in readings]
            beside = torch.tensor(validated, dtype=stacked.dtype, device=stacked.device)
            stacked = ranks.mean(torch.cat([stacked, beside], dim=1))
            for reading, sums in zip(readings, stacked, strict=True):
                reading.sums = sums[:-2]  # a state saved now holds what all of them will decide on
        self._event: torch.cuda.Event | None = None
        if stacked.device.type == "cuda":
            self._host = torch.empty(stacked.shape, dtype=stacked.dtype, pin_memory=True)
            self._host.copy_(stacked, non_blocking=True)
            self._event = torch.cuda.Event()  # type: ignore[no-untyped-call]
            self._event.record()
        else:
            self._host = stacked

    def rows(self) -> list[list[float]]:
        """Return the numbers, waiting for them if need be."""
        if self._event is not None:
            self._event.synchronize()
        rows: list[list[float]] = self._host.tolist()
        for reading, row in zip(self._met, rows, strict=False):
            count, total = row.pop(), row.pop()
            reading.validation = total / count if count else None
        return rows
