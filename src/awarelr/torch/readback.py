"""Bringing vectors of sums from an accelerator to the host without waiting for it."""

from typing import final

import torch
from torch import Tensor

from awarelr.torch.ranks import Ranks

__all__ = ["Readback"]


@final
class Readback:
    """A copy of several vectors under way to the host.

    Args:
        vectors: vectors of sums, on one device.
        ranks: those who read the same step; None if there is only this one.
    """

    def __init__(self, vectors: list[Tensor], ranks: Ranks | None = None) -> None:
        """Start the copy; on the host there is nothing to wait for."""
        stacked = torch.stack(vectors)
        if ranks is not None:
            stacked = ranks.mean(stacked)
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
        return rows
