"""The script of short and long runs: what it measures of one run, and its tables."""

import math
from types import ModuleType

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from tests.benchmark.scripts import load

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def script() -> ModuleType:
    load("law_score")  # which it imports
    return load("lengths")


@pytest.mark.parametrize(
    ("baseline", "multiplier", "writes"), [("aware", 1.0, True), ("aware", 30.0, False), ("constant", 1.0, False)]
)
def test_a_run_is_measured_early_and_late_and_only_one_writes_a_journal(
    script: ModuleType, baseline: str, multiplier: float, *, writes: bool
) -> None:
    run = script.long_run(script.Job(task="linreg", baseline=baseline, multiplier=multiplier, seed=0, steps=100))
    assert math.isfinite(run.last)
    assert math.isfinite(run.averaged)
    assert min(*run.memory, *run.step) > 0.0
    assert (run.journal > 0.0) == writes
    assert (run.end == pytest.approx(1.0)) == (baseline == "constant")


def test_a_short_run_is_told_beside_the_best_of_both_grids(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    script.short(["linreg"], 5)
    printed = capsys.readouterr().out
    assert "| task, 5 steps |" in printed
    assert "| linreg |" in printed
    assert "from x30, told the budget: geo-mean" in printed


def test_a_long_table_counts_alarms_over_the_seeds(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def run(value: float, alarms: int) -> object:
        return script.Long(
            last=2.0 * value,
            averaged=value,
            memory=(100.0, 101.0),
            step=(200.0, 210.0),
            alarms=alarms,
            before=1,
            end=5.0,
            journal=0.0,
        )

    def job(baseline: str, multiplier: float, seed: int) -> object:
        return script.Job(task="linreg", baseline=baseline, multiplier=multiplier, seed=seed, steps=1)

    done = {job(name, 10.0, seed): run(1.0, 0) for name in ("constant", "cosine") for seed in (0, 1)}
    done |= {job("aware", start, seed): run(1.5, seed) for start in script.STARTS for seed in (0, 1)}
    script._tell("linreg", done)
    printed = capsys.readouterr().out
    assert "linreg: best constant 1 (x10, averaged)" in printed
    assert "| x0.01 | 1.500 | 3.000 | x5 | 2, 1 | 1 | 200, 210 | 0 |" in printed
