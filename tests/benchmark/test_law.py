"""The law's script: its arithmetic by hand, and its cells run once and resume."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.benchmark.scripts import FOLDER, load

pytestmark = pytest.mark.torch


cells = load("law_cells")
score = load("law_score")

TUNED: Any = {
    "constant": {
        "last": {"0.1": [4.0, 5.0, 6.0], "1.0": [2.0, 2.0, 5.0], "10.0": [0.5, 0.5, "nan"]},
        "averaged": {"0.1": [4.0, 4.0, 4.0], "1.0": [2.0, 2.0, 2.0], "10.0": [0.5, 0.5, "nan"]},
    },
    "cosine": {"last": {"1.0": [2.5, 2.5, 2.5]}, "averaged": {"1.0": [3.0, 3.0, 3.0]}},
}
RECORDED: Any = {
    "tuned": {"cosine": {"last": {"value": 2.0}, "averaged": {"value": 2.5}}},
    "prototype": {"1.0": 2.6, "30.0": 3.0},
}


def test_the_tuned_best_is_the_best_mean_over_the_seeds_and_never_one_that_diverged() -> None:
    best = score.best(TUNED)
    assert (best.value, best.baseline, best.weights, best.multiplier) == (2.0, "constant", "averaged", "1.0")


def test_a_row_by_hand() -> None:
    row = score.row("toy", 1.0, [2.0, 2.0, 5.0], 2.0, RECORDED)
    assert (row.mean, row.median, row.ratio) == (3.0, 2.0, 1.5)
    assert row.error == pytest.approx(1.0)  # standard deviation sqrt(3) over sqrt(3)
    assert (row.prototype, row.prototype_ratio) == (2.6, 1.3)
    assert row.verdict == "level"  # 0.4 apart, one standard error is 1


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([2.0, 2.0, 2.0], "better"),
        ([2.65, 2.65, 2.65], "level"),
        ([3.0, 3.0, 3.1], "worse"),
        ([1, 1, math.nan], "diverged"),
    ],
)
def test_a_row_says_how_it_stands_beside_the_prototype(values: list[float], verdict: str) -> None:
    assert score.row("toy", 1.0, values, 2.0, RECORDED).verdict == verdict


def test_the_table_sums_up_and_a_diverged_cell_counts_as_the_worst_and_is_named() -> None:
    rows = [
        score.row("toy", 1.0, [2.0, 2.0, 2.0], 2.0, RECORDED),  # 1, theirs 1.3
        score.row("toy", 30.0, [1.0, math.inf, 1.0], 2.0, RECORDED),  # 100, theirs 1.5
    ]
    lines = list(score.table(rows))
    # geo-mean sqrt(1 * 100) = 10, median 50.5, one of two within 5 %, one of two worse than 2 x
    assert "| this | 10.000 | 10.000 | 50.500 | 100 | 50% | 50% |" in lines
    # geo-mean sqrt(1.3 * 1.5) = 1.396
    assert "| prototype | 1.396 | 1.396 | 1.400 | 1.5 | 0% | 0% |" in lines
    assert lines[-1] == "Diverged, counted as 100 x the tuned best: toy x30"


def test_the_spread_over_the_starting_rates_is_that_of_the_median_task() -> None:
    figures = {"even": (1.0, 1.1), "odd": (1.0, 3.0), "middle": (2.0, 2.5)}
    rows = [
        score.row(name, lr, [mean] * 3, 1.0, None) for name, means in figures.items() for lr, mean in enumerate(means)
    ]
    wanted = "LR0 sensitivity, worst over best mean of a task: 1.25 in the median task, 3.00 at most (odd)."
    assert wanted in list(score.table(rows))
    assert not any(line.startswith("LR0 sensitivity") for line in score.table(rows[:1]))


def test_a_task_that_the_prototype_never_saw_is_scored_without_it() -> None:
    unseen = score.row("new", 1.0, [3.0, 3.0, 3.0], 2.0, None)
    assert (unseen.ratio, unseen.prototype, unseen.verdict) == (1.5, None, "-")
    lines = list(score.table([unseen]))
    assert "| new | x1 | 3 ± 0 | 3 | 1.500 | - | - | - |" in lines
    assert not any(line.startswith("| prototype |") for line in lines)


def test_the_prototype_is_summed_up_beside_the_same_cells_of_the_law() -> None:
    seen = score.row("toy", 1.0, [2.0, 2.0, 2.0], 2.0, RECORDED)
    far = score.row("new", 1.0, [8.0, 8.0, 8.0], 2.0, None)  # 4 x the tuned best
    lines = list(score.table([seen, far]))
    assert "| this | 2.000 | 2.000 | 2.500 | 4 | 50% | 50% |" in lines
    assert "| this, where the prototype has figures | 1.000 | 1.000 | 1.000 | 1 | 100% | 0% |" in lines
    assert "| prototype | 1.300 | 1.300 | 1.300 | 1.3 | 0% | 0% |" in lines


def test_the_recorded_figures_hold_every_task_at_every_multiplier() -> None:
    recorded = json.loads((FOLDER / "prototype.json").read_text())["tasks"]
    assert set(recorded) == set(cells.RECORDED_NAMES)
    for entry in recorded.values():
        assert set(entry["prototype"]) == {"0.0001", "0.01", "1.0", "30.0"}
        assert set(entry["tuned"]) == {"constant", "cosine"}


def test_the_tuned_figures_hold_the_whole_grid_of_every_task() -> None:
    tuned = json.loads((FOLDER / "tuned.json").read_text())["tasks"]
    assert set(tuned) == set(cells.TASK_NAMES)
    grids = [grid for task in tuned.values() for by_weights in task.values() for grid in by_weights.values()]
    assert len(grids) == len(cells.TASK_NAMES) * 2 * 2
    for grid in grids:
        assert [float(multiplier) for multiplier in grid] == list(cells.GRID)
        assert {len(values) for values in grid.values()} == {3}


def test_the_tuned_best_is_that_of_the_recorded_figures_within_the_noise_of_three_seeds() -> None:
    tuned = json.loads((FOLDER / "tuned.json").read_text())["tasks"]
    recorded = json.loads((FOLDER / "prototype.json").read_text())["tasks"]
    for name, entry in recorded.items():
        theirs = min(each["value"] for by_weights in entry["tuned"].values() for each in by_weights.values())
        assert score.best(tuned[name]).value == pytest.approx(theirs, rel=0.15), name


def test_the_tuned_best_of_a_wider_task_lies_inside_the_grid() -> None:
    tuned = json.loads((FOLDER / "tuned.json").read_text())["tasks"]
    edges = {str(cells.GRID[0]), str(cells.GRID[-1])}
    assert [name for name in cells.WIDER_NAMES if score.best(tuned[name]).multiplier in edges] == []


def test_a_damaged_cell_runs_again_and_only_a_cell_of_this_code_counts_as_done(tmp_path: Path) -> None:
    folder = tmp_path / "logreg" / "constant"
    folder.mkdir(parents=True)
    (folder / "x1-seed1.json").write_text("{")
    command = [sys.executable, str(FOLDER / "law.py"), "run", "--scheduler", "constant", "--tasks", "logreg"]
    command += ["--multipliers", "1", "--workers", "2", "--results", str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own script
    assert "cannot be read" in told
    assert "0 of 3 cells are done, 3 to run" in told

    ours = cells.cells(("constant",), ("logreg",), (1.0,))
    found = [cells.recorded(cell, tmp_path) for cell in ours]
    assert [round(figures["last"], 2) for figures in found] == [0.08, 0.08, 0.08]
    other = ours[0].path(tmp_path)
    other.write_text(other.read_text().replace(ours[0].code(), "0" * 16))
    assert cells.recorded(ours[0], tmp_path) is None
