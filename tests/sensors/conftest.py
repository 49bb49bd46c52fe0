"""One table of checks for every sensor: a sensor seen through the same few calls."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from awarelr.sensors.numpy import NumpySensor

Arrays = Sequence[NDArray[np.float64]]


class Sensor(Protocol):
    """A sensor on float64 arrays, whatever framework is behind it."""

    def read(self, parameters: Arrays, gradients: Arrays, clock: int) -> list[float]: ...
    def absorb(self, parameters: Arrays, clock: int) -> None: ...
    def rebase_all(self, parameters: Arrays) -> None: ...
    def rebase_long(self) -> None: ...
    def mark_snapshot(self, parameters: Arrays) -> None: ...
    def save(self) -> Any: ...
    def load(self, rows: Any) -> None: ...


class ThroughNumpy:
    """The NumPy sensor."""

    def __init__(self, parameters: Arrays, **options: Any) -> None:
        self.sensor = NumpySensor(parameters, **options)

    def read(self, parameters: Arrays, gradients: Arrays, clock: int) -> list[float]:
        return list(map(float, self.sensor.read(parameters, gradients, clock)))

    def absorb(self, parameters: Arrays, clock: int) -> None:
        self.sensor.absorb(parameters, clock)

    def rebase_all(self, parameters: Arrays) -> None:
        self.sensor.rebase_all(parameters)

    def rebase_long(self) -> None:
        self.sensor.rebase_long()

    def mark_snapshot(self, parameters: Arrays) -> None:
        self.sensor.mark_snapshot(parameters)

    def save(self) -> Any:
        return self.sensor.save()

    def load(self, rows: Any) -> None:
        self.sensor.load(rows)


class ThroughTorch:
    """The torch sensor, its parameters set to the arrays before each call."""

    def __init__(self, parameters: Arrays, **options: Any) -> None:
        import torch  # noqa: PLC0415 - only where its tests run

        from awarelr.sensors.torch import TorchSensor  # noqa: PLC0415 - as torch

        self.torch = torch
        self.parameters = [torch.nn.Parameter(torch.from_numpy(each.copy())) for each in parameters]
        self.sensor = TorchSensor(self.parameters, **options)

    def put(self, arrays: Arrays) -> None:
        with self.torch.no_grad():
            for parameter, array in zip(self.parameters, arrays, strict=True):
                parameter.copy_(self.torch.from_numpy(array))

    def read(self, parameters: Arrays, gradients: Arrays, clock: int) -> list[float]:
        del clock
        self.put(parameters)
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter.grad = self.torch.from_numpy(gradient.copy())
        sums: list[float] = self.sensor.read().tolist()
        return sums

    def absorb(self, parameters: Arrays, clock: int) -> None:
        self.put(parameters)
        self.sensor.absorb(clock)

    def rebase_all(self, parameters: Arrays) -> None:
        self.put(parameters)
        self.sensor.rebase_all()

    def rebase_long(self) -> None:
        self.sensor.rebase_long()

    def mark_snapshot(self, parameters: Arrays) -> None:
        self.sensor.mark_snapshot([self.torch.from_numpy(each.copy()) for each in parameters])

    def save(self) -> Any:
        return self.sensor.save()

    def load(self, rows: Any) -> None:
        self.sensor.load(rows)


@pytest.fixture(params=[ThroughNumpy, pytest.param(ThroughTorch, marks=pytest.mark.torch)], ids=["numpy", "torch"])
def make_sensor(request: pytest.FixtureRequest) -> Callable[..., Sensor]:
    """Return the constructor of each sensor in turn."""
    maker: Callable[..., Sensor] = request.param
    return maker


@pytest.fixture(scope="session")
def both() -> tuple[Callable[..., Sensor], Callable[..., Sensor]]:
    """Return the constructors of the NumPy and the torch sensor."""
    return ThroughNumpy, ThroughTorch
