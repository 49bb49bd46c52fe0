"""An invented benchmark: every contestant on every task, good and bad, without training anything."""

import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Curve, Evaluation
from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.report import Gathered, gather

HOSTILE = "<script>document.title = 'owned'</script><img src=x onerror=alert(1)> & \"quoted\""
MOMENTS = 16


def invented(cell: Cell, make_record: Callable[..., Record], *, points: int = 40) -> Record:
    """Return a run whose end follows from its cell: each contestant has an LR that suits it, and a tolerance."""
    chance = [zlib.crc32(f"{word}{cell.task}{cell.baseline}".encode()) / 2**32 for word in ("a", "b", "c")]
    tolerance = 30.0 if cell.baseline.startswith("aware") else 1.0 + 3.0 * chance[0]
    off = abs(math.log10(cell.multiplier) - 0.5 + chance[1]) / tolerance
    end = (0.05 + 0.02 * chance[2] + 0.003 * cell.seed) * math.exp(1.2 * off) / math.sqrt(cell.length)
    end = end * 4.0 if cell.damage else end
    record = make_record(cell, key=f"{zlib.crc32(cell.label.encode()):024x}", last=end)
    if cell.multiplier >= 30.0 and (cell.baseline == "constant" or chance[0] < 0.15):
        return replace(record, evaluations=(), curve=Curve(), fault=Fault(words=HOSTILE, trace=f"Traceback: {HOSTILE}"))
    if cell.multiplier >= 10.0 and tolerance < 2.0:
        end = math.nan
    steps = tuple(round(600 * cell.length * (each + 1) / points) for each in range(points))
    way = [end + (2.0 - end) * math.exp(-6.0 * (each + 1) / points) for each in range(points)]
    wave = [0.02 * math.sin(12.9898 * each * (1 + cell.seed)) for each in range(points)]
    lr = 1e-3 * cell.multiplier
    moments = [points * each // MOMENTS for each in range(1, MOMENTS + 1)]
    return replace(
        record,
        steps=steps[-1],
        lr=lr,
        evaluations=(
            Evaluation(step=0, last=2.3, averaged=2.3),
            *(Evaluation(step=steps[at - 1], last=way[at - 1], averaged=0.97 * way[at - 1]) for at in moments),
        ),
        curve=Curve(
            steps=steps,
            loss=tuple(float(f"{a * (1 + b):.6g}") for a, b in zip(way, wave, strict=True)),
            lr=tuple(float(f"{lr * (1 + math.cos(math.pi * each / points)) / 2 + 1e-9:.6g}") for each in range(points)),
        ),
        notices=(HOSTILE,) if chance[1] < 0.01 else (),
    )


@pytest.fixture(scope="session")
def small_plan() -> Plan:
    return make_plan(
        Selection(tasks=("digits", "linreg", "drift"), baselines=("aware", "constant", "cosine"), scale="tiny")
    )


@pytest.fixture
def invent(make_record: Callable[..., Record]) -> Callable[[Plan], Iterator[Record]]:
    """Return what yields an invented run for every cell of a plan."""

    def runs(plan: Plan, points: int = 40) -> Iterator[Record]:
        for cell in plan.cells:
            yield invented(cell, make_record, points=points)

    return runs


@pytest.fixture
def gathered(small_plan: Plan, invent: Callable[[Plan], Iterator[Record]]) -> Gathered:
    return gather(small_plan, invent(small_plan), made="2026-01-01T00:00:00+00:00", command="awarelr bench report")
