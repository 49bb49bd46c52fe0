"""One table of checks for every sensor: a sensor seen through the same few calls."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from awarelr.sensors.contract import windows_at
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


class ThroughJax:
    """The JAX sensor, in double precision, and the rows that its caller keeps."""

    def __init__(self, parameters: Arrays, **options: Any) -> None:
        jax = pytest.importorskip("jax")
        from awarelr.sensors.jax import JaxSensor  # noqa: PLC0415 - only where its tests run

        self.double: Callable[[], AbstractContextManager[Any]] = partial(jax.enable_x64, True)  # noqa: FBT003 - JAX's
        self.sensor = JaxSensor([each.size for each in parameters], **options)
        with self.double():
            self.rows = self.sensor.start(self.put(parameters))

    def put(self, arrays: Arrays) -> list[Any]:
        import jax.numpy as jnp  # noqa: PLC0415 - as above

        return [jnp.asarray(each) for each in arrays]

    def read(self, parameters: Arrays, gradients: Arrays, clock: int) -> list[float]:
        del clock
        with self.double():
            sums: list[float] = self.sensor.read(self.rows, self.put(parameters), self.put(gradients)).tolist()
        return sums

    def absorb(self, parameters: Arrays, clock: int) -> None:
        windows = windows_at(clock)
        with self.double():
            shares = 1.0 / np.array([windows.short, windows.medium, windows.long])
            self.rows = self.sensor.absorb(self.rows, self.put(parameters), self.put([shares])[0])

    def rebase_all(self, parameters: Arrays) -> None:
        with self.double():
            self.rows = self.sensor.rebase_all(self.rows, self.put(parameters))

    def rebase_long(self) -> None:
        with self.double():
            self.rows = self.sensor.rebase_long(self.rows)

    def mark_snapshot(self, parameters: Arrays) -> None:
        with self.double():
            self.rows = self.sensor.mark_snapshot(self.rows, self.put(parameters))

    def save(self) -> Any:
        return np.array(self.rows[0])

    def load(self, rows: Any) -> None:
        with self.double():
            self.sensor.check([rows])
            self.rows = self.put([rows])


@pytest.fixture(
    params=[ThroughNumpy, pytest.param(ThroughTorch, marks=pytest.mark.torch), ThroughJax],
    ids=["numpy", "torch", "jax"],
)
def make_sensor(request: pytest.FixtureRequest) -> Callable[..., Sensor]:
    """Return the constructor of each sensor in turn."""
    maker: Callable[..., Sensor] = request.param
    return maker


@pytest.fixture(scope="session")
def both() -> tuple[Callable[..., Sensor], Callable[..., Sensor]]:
    """Return the constructors of the NumPy and the torch sensor."""
    return ThroughNumpy, ThroughTorch
