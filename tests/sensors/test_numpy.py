"""What only the NumPy sensor promises."""

from typing import Any

import numpy as np

from awarelr.sensors import Sum
from awarelr.sensors.numpy import NumpySensor


def test_the_arrays_are_copied_not_kept() -> None:
    weights = np.array([1.0, 2.0])
    sensor = NumpySensor([weights])
    weights += 1.0
    assert sensor.read([weights], [np.array([1.0, 0.0])], clock=1)[Sum.SS] == 2.0


def test_narrow_and_strided_arrays_are_measured_in_float64() -> None:
    rng = np.random.default_rng(0)
    wide: list[Any] = [rng.normal(size=(4, 6)), rng.normal(size=5)]
    narrow: list[Any] = [wide[0].astype(np.float32), wide[1].astype(np.float16)]
    strided: list[Any] = [np.asfortranarray(each) for each in narrow]
    gradients: list[Any] = [np.ones((4, 6), np.float32), np.ones(5, np.int64)]
    one, other = NumpySensor(narrow), NumpySensor(strided)
    moved = [each + each.dtype.type(0.5) for each in narrow]
    sums = one.read(moved, gradients, clock=1)
    assert sums.dtype == np.float64
    np.testing.assert_array_equal(sums, other.read([np.asfortranarray(each) for each in moved], gradients, clock=1))
    assert sums[Sum.GG] == 29.0


def test_no_parameters_measure_nothing() -> None:
    sensor = NumpySensor([])
    assert sensor.read([], [], clock=1).tolist() == [0.0] * len(Sum)
    sensor.absorb([], clock=1)
