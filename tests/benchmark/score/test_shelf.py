"""A measure is read at the moment that is asked for."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("torch")

from awarelr.benchmark.curve import Evaluation
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.shelf import value_at
from awarelr.benchmark.score.weights import Weights

pytestmark = pytest.mark.torch


def test_a_moment_is_read_from_the_measurement_nearest_to_it(make_record: Callable[..., Record]) -> None:
    evaluations = tuple(Evaluation(step=step, last=float(step), averaged=-float(step)) for step in (0, 13, 25, 50, 100))
    record = replace(make_record(), evaluations=evaluations)
    assert value_at(record, Weights.LAST, 0.125) == 13.0
    assert value_at(record, Weights.AVERAGED, 0.25) == -25.0
    assert value_at(record, Weights.LAST, 1.0) == 100.0


def test_a_run_without_result_has_no_value(make_record: Callable[..., Record]) -> None:
    assert math.isnan(value_at(replace(make_record(), evaluations=()), Weights.LAST, 1.0))
