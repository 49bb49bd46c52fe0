"""A small benchmark with made-up results: one task, two contestants beside constant and cosine, two seeds."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Record

Values = dict[tuple[str, float], tuple[float, float]]
"""Final measure of both seeds by baseline and multiplier; averaged weights are 10 % better."""

VALUES: Values = {
    ("constant", 0.1): (0.9, 0.9),
    ("constant", 1.0): (0.4, 0.4),
    ("constant", 10.0): (float("nan"), 0.5),
    ("cosine", 0.1): (0.8, 0.8),
    ("cosine", 1.0): (0.22, 0.18),
    ("cosine", 10.0): (0.3, 0.3),
    ("aware", 0.01): (0.36, 0.36),
    ("aware", 1.0): (0.2, 0.2),
    ("aware", 30.0): (0.2, float("inf")),
}


@pytest.fixture
def plan() -> Plan:
    selection = Selection(
        tasks=("digits",), baselines=("aware", "cosine"), protocols=("wrong_lr", "default"), scale="tiny", seeds=(0, 1)
    )
    return make_plan(selection)


@pytest.fixture
def records(plan: Plan, make_record: Callable[..., Record]) -> list[Record]:
    def made() -> Iterator[Record]:
        for cell in plan.cells:
            value = _value(cell)
            yield make_record(cell, last=value, averaged=0.9 * value, key=f"{cell.label:>24}"[-24:])

    return list(made())


def _value(cell: Cell) -> float:
    return VALUES.get((cell.baseline, cell.multiplier), (1.0, 1.0))[cell.seed]


@pytest.fixture
def without_last(records: list[Record]) -> list[Record]:
    """Return the records without AwareLR's at x1 with seed 1."""
    return [
        record for record in records if replace(record.cell, multiplier=1.0, baseline="aware", seed=1) != record.cell
    ]
