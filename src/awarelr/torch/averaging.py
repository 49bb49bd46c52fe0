"""The averaged weights, and putting them in place for an evaluation."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, final

import torch
from torch import Tensor

from awarelr.core.averaging import refresh_share, usual_window
from awarelr.sensors.torch_pieces import piece

__all__ = ["WeightAverage", "alike", "put", "swapped"]


@final
class WeightAverage:
    """The moving average of every parameter over the last steps of the run: what is evaluated and saved.

    It is shorter than the sensor's medium one, which asks where the path leads and may lag behind.

    Args:
        parameters: the parameters.
    """

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        """Start at the parameters."""
        self._parameters: list[Tensor] = []
        self._averages: list[Tensor] = []
        self._waiting = 0
        self.absorbed = 0
        """Steps taken in since the average last started afresh."""
        self.window: float | None = None
        """Steps that it spans from now on, 1 or more; None for the usual ones."""
        self.add(parameters)

    @torch.no_grad()
    def add(self, parameters: Iterable[Tensor]) -> None:
        """Take in more parameters, where they are now."""
        for parameter in parameters:
            self._parameters.append(parameter)
            self._averages.append(_wide(piece(parameter)))

    @torch.no_grad()
    def absorb(self, clock: int) -> None:
        """Take in the parameters after the step of the reading at ``clock``."""
        self.absorbed += 1
        window = usual_window(clock) if self.window is None else self.window
        self._waiting += 1
        share = refresh_share(window, self._waiting)
        if share > 0.0:
            self._lerp(share)
            self._waiting = 0

    @torch.no_grad()
    def restart(self) -> None:
        """Start afresh at the parameters now in place."""
        self.absorbed = self._waiting = 0
        for average, parameter in zip(self._averages, self._parameters, strict=True):
            average.copy_(piece(parameter))

    def refilled(self, clock: int) -> bool:
        """True once the average spans the usual window again."""
        return self.absorbed >= usual_window(clock)

    def pairs(self) -> list[tuple[Tensor, Tensor]]:
        """Return every parameter, or the piece of it that is here, with its average."""
        return list(zip(map(piece, self._parameters), self._averages, strict=True))

    def save(self) -> dict[str, Any]:
        """Return tensors and plain types."""
        return {
            "averages": [each.clone() for each in self._averages],
            "waiting": self._waiting,
            "window": self.window,
            "absorbed": self.absorbed,
        }

    def check(self, data: Mapping[str, Any]) -> None:
        """Raise an error if `load` could not take this over."""
        theirs = [each.shape for each in data["averages"]]
        if theirs != [each.shape for each in self._averages] or int(data["waiting"]) < 0 or int(data["absorbed"]) < 0:
            message = (
                f"{len(self._averages)} averages were expected, {len(theirs)} of other shapes or counts were found"
            )
            raise ValueError(message)

    @torch.no_grad()
    def load(self, data: Mapping[str, Any]) -> None:
        """Take over what `save` returned."""
        self._waiting, self.absorbed = data["waiting"], data["absorbed"]
        self.window = data.get("window")  # states older than decision 0078 have none
        for average, value in zip(self._averages, data["averages"], strict=True):
            average.copy_(value)

    def _lerp(self, share: float) -> None:
        sources = [piece(each).detach() for each in self._parameters]
        if all(source.dtype == average.dtype for source, average in zip(sources, self._averages, strict=True)):
            torch._foreach_lerp_(self._averages, sources, share)
            return
        for average, source in zip(self._averages, sources, strict=True):
            average.lerp_(source.to(average.dtype), share)


def alike(pairs: list[tuple[Tensor, Tensor]]) -> bool:
    """True if all values have the shapes of the parameters that they are for."""
    return all(parameter.shape == value.shape for parameter, value in pairs)


@contextmanager
def swapped(pairs: list[tuple[Tensor, Tensor]]) -> Iterator[None]:
    """Put other values into parameters for the block; afterwards they are bitwise what they were."""
    saved = [(parameter, parameter.detach().clone()) for parameter, _ in pairs]
    try:
        put(pairs)
        yield
    finally:
        put(saved)


@torch.no_grad()
def put(pairs: list[tuple[Tensor, Tensor]]) -> None:
    """Put other values into tensors."""
    for parameter, value in pairs:
        parameter.copy_(value)


def _wide(parameter: Tensor) -> Tensor:
    """Copy at float32 at least: a half-precision average would not move."""
    narrow = parameter.dtype in (torch.float16, torch.bfloat16)
    return parameter.detach().to(torch.float32, copy=True) if narrow else parameter.detach().clone()
