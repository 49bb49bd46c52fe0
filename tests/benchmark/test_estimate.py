"""The time left follows from what is done."""

from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.estimate import Forecast
from awarelr.benchmark.record import Record

pytestmark = pytest.mark.torch


def test_nothing_is_said_before_anything_is_done(cell: Cell) -> None:
    assert Forecast([cell], []).left(10.0) is None


def test_time_left_follows_from_the_pace(cell: Cell, make_record: Callable[..., Record]) -> None:
    cells = [replace(cell, seed=seed) for seed in range(4)]
    forecast = Forecast(cells, [])
    forecast.finished(replace(make_record(cells[0]), steps=60))
    assert forecast.left(6.0) == pytest.approx(18.0)


def test_two_workers_need_half_the_time(cell: Cell, make_record: Callable[..., Record]) -> None:
    cells = [replace(cell, seed=seed) for seed in range(4)]
    forecast = Forecast(cells, [])
    for each in cells[:2]:
        forecast.finished(replace(make_record(each), steps=60))
    assert forecast.left(3.0) == pytest.approx(3.0)


def test_what_is_recorded_already_tells_how_dear_a_task_is(cell: Cell, make_record: Callable[..., Record]) -> None:
    dear = replace(cell, task="gpt")
    known = [replace(make_record(dear), steps=60, seconds=29.0), replace(make_record(cell), steps=60)]
    forecast = Forecast([dear, cell], known)
    forecast.finished(replace(make_record(cell), steps=60))
    assert forecast.left(3.0) == pytest.approx(30.0)
