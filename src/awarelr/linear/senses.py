"""The NumPy sensor in the units of a geometry."""

from typing import final

import numpy as np

from awarelr.linear.arrays import Array
from awarelr.linear.geometry import PLAIN, Geometry
from awarelr.sensors.contract import Sum
from awarelr.sensors.numpy import NumpySensor

__all__ = ["Senses"]

_EVERYTHING = 2**62
_DIGITS = 2.0**30


@final
class Senses:
    """Watches weights in the units in which they are stepped: there the LR means the same for every column.

    For weights in their own units use `awarelr.sensors.numpy.NumpySensor`, which is inside.

    Args:
        theta: weights with the intercept in the last row; copied.
    """

    def __init__(self, theta: Array) -> None:
        """Start the averages at ``theta``, in plain units."""
        self._sensor = NumpySensor([theta], sample_above=_EVERYTHING)
        self._shape = theta.shape
        self._geometry = PLAIN
        self._factors: Array | None = None
        self._inverse: Array | None = None
        self._coordinates, self._slopes = np.empty(theta.shape), np.empty(theta.shape)

    def read(self, theta: Array, gradient: Array, loss: "float | None", clock: int) -> Array:
        """Return the sensor's sums for weights, the gradient with respect to them and a loss, to 30 binary digits.

        The order in which rows are summed, or another machine's way to sum them, must not decide anything.
        """
        scaled = gradient if self._inverse is None else np.multiply(gradient, self._inverse, out=self._slopes)
        sums = self._sensor.read([self._scaled(theta)], [scaled], clock)
        if loss is not None:
            sums[Sum.LOSS], sums[Sum.LOSSES] = loss, 1.0
        digits, exponents = np.frexp(sums)
        rounded: Array = np.ldexp(np.rint(digits * _DIGITS) / _DIGITS, exponents)
        return rounded

    def absorb(self, theta: Array, clock: int) -> None:
        """Let the averages take in the weights."""
        self._sensor.absorb([self._scaled(theta)], clock)

    def rebase_all(self, theta: Array) -> None:
        """Set all averages to the weights."""
        self._sensor.rebase_all([self._scaled(theta)])

    def rebase_long(self) -> None:
        """Set the long average to the medium one."""
        self._sensor.rebase_long()

    def mark_snapshot(self, theta: Array) -> None:
        """Measure displacements from these weights on."""
        self._sensor.mark_snapshot([self._scaled(theta)])

    def averaged(self) -> Array:
        """Return the weights averaged over the medium window."""
        return self._unscaled(self._sensor.medium())

    def reshape(self, geometry: Geometry) -> None:
        """Go on in other units: what is remembered stays where it is, only its coordinates change."""
        rows = [self._unscaled(row) for row in self._sensor.save()]
        for row in rows:
            row[-1] += geometry.offset(row) - self._geometry.offset(row)
        self._geometry = geometry
        self._factors = geometry.factors(rows[0])
        with np.errstate(divide="ignore"):
            self._inverse = None if self._factors is None else np.where(self._factors > 0.0, 1.0 / self._factors, 0.0)
        self._sensor.load(np.stack([self._scaled(row).reshape(-1).copy() for row in rows]))

    def _scaled(self, theta: Array) -> Array:
        """Return the coordinates of weights; the next call overwrites them."""
        return theta if self._factors is None else np.multiply(theta, self._factors, out=self._coordinates)

    def _unscaled(self, row: Array) -> Array:
        row = row.reshape(self._shape)
        return row if self._inverse is None else row * self._inverse
