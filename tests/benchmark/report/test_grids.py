"""Tables of ratios pool what they say they pool."""

import math

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report import Gathered
from awarelr.benchmark.report.grids import by_condition, by_task
from awarelr.benchmark.report.pairs import pairs
from awarelr.benchmark.score.weights import Weights

pytestmark = pytest.mark.torch


def test_a_cell_is_the_geometric_mean_over_its_conditions(gathered: Gathered) -> None:
    grid = by_task(gathered.sheet, pairs(gathered.sheet.contests), "wrong_lr")
    row = next(each for each in grid.rows if each.name == "digits")
    spot = row.spots[grid.columns.index("cosine")]
    ratios = [
        each.ratio
        for each in gathered.sheet.contests
        if (each.protocol, each.task, each.baseline, each.weights) == ("wrong_lr", "digits", "cosine", Weights.LAST)
    ]
    assert spot is not None
    assert spot.contests == len(ratios) == 3
    assert spot.last.ratio == pytest.approx(math.prod(ratios) ** (1 / 3))


def test_columns_stand_in_the_order_of_the_league(gathered: Gathered) -> None:
    for protocol in gathered.sheet.protocols:
        grid = by_condition(gathered.sheet, pairs(gathered.sheet.contests), protocol)
        lines = [line.baseline for line in gathered.sheet.standings if line.protocol == protocol]
        assert grid.columns == tuple(dict.fromkeys(lines))


def test_every_contest_is_in_both_tables(gathered: Gathered) -> None:
    found = pairs(gathered.sheet.contests)
    for protocol in gathered.sheet.protocols:
        count = sum(pair.last.protocol == protocol for pair in found)
        for table in (by_task, by_condition):
            rows = table(gathered.sheet, found, protocol).rows
            assert sum(spot.contests for row in rows for spot in row.spots if spot is not None) == count


def test_a_disaster_is_counted(gathered: Gathered) -> None:
    found = pairs(gathered.sheet.contests)
    expected = sum(pair.last.disaster for pair in found if pair.last.protocol == "wrong_lr")
    rows = by_condition(gathered.sheet, found, "wrong_lr").rows
    assert expected > 0
    assert sum(spot.last.disasters for row in rows for spot in row.spots if spot is not None) == expected
