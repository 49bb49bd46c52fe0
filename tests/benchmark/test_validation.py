"""The script that tells AwareLR of a validation loss: what is handed over, what is counted, and its tables."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from dataclasses import replace

from tests.benchmark.scripts import FOLDER, load

from awarelr.benchmark.course import Conditions, Course, follow
from awarelr.benchmark.curve import Curve, Evaluation
from awarelr.benchmark.tasks import TASKS, Task, Workload
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for name in ("law_cells", "law_score", "validation_table"):  # which it imports
        load(name)
    return load("validation")


@pytest.fixture
def quick(script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script on ten steps of one task and one seed, with a file of its own for the rivals' checkpoints."""
    monkeypatch.setitem(script.TASKS, "digits", TASKS["digits"].within(10))
    monkeypatch.setattr(script, "TIMES", 5)
    monkeypatch.setattr(script, "SEEDS", (0,))
    monkeypatch.setattr(script, "CHECKPOINTS", tmp_path / "tuned_checkpoints.json")
    return script


def measured_by(task: Task, losses: Iterator[float]) -> Task:
    """Return the task with a measure that is read from a list, whatever the weights."""

    def build(seed: int) -> Workload:
        return replace(task.build(seed), metric=lambda _model: next(losses))

    return replace(task, build=build)


def test_what_is_handed_over_is_the_loss_of_the_averaged_weights_each_time(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[float] = []
    monkeypatch.setattr(AwareLR, "validate", lambda _self, loss: heard.append(loss))
    task = TASKS["digits"].within(160)
    courses = {}
    for told in (False, True):
        listener = script.Listener(told=told)
        conditions = Conditions(lr=task.lr, seed=0, told=160, evaluations=5)
        courses[told] = follow(listener.overheard(task), listener, conditions)
        assert len(listener.lrs) == 160
    evaluations = courses[True].evaluations[1:]
    assert heard == [each.averaged for each in evaluations]
    assert any(each.averaged != each.last for each in evaluations)
    assert [each.averaged for each in courses[False].evaluations[1:]] == heard


@pytest.mark.parametrize(("told", "names"), [(True, True), (False, False)])
def test_overfitting_is_counted_where_it_was_told_and_named(script: ModuleType, *, told: bool, names: bool) -> None:
    falling_then_rising = [abs(step - 10.0) / 10.0 + 1.0 for step in range(26)]
    both_weights = iter([falling_then_rising[0], *(each for each in falling_then_rising[1:] for _ in range(2))])
    task = TASKS["digits"].within(100)
    listener = script.Listener(told=told)
    conditions = Conditions(lr=task.lr, seed=0, told=100, evaluations=25)
    follow(listener.overheard(measured_by(task, both_weights)), listener, conditions)
    assert bool(listener.named) == names
    assert all(step > 10 * 4 for step in listener.named)  # the least loss is that of the tenth of 25 measurements


@pytest.mark.parametrize("told", [False, True])
def test_the_best_of_a_told_run_is_that_of_the_weights_which_the_scheduler_gives_back(
    script: ModuleType, *, told: bool
) -> None:
    task = TASKS["noisy"].within(100)
    listener = script.Listener(told=told)
    conditions = Conditions(lr=30.0 * task.lr, seed=0, told=100, evaluations=10)
    counted = script.summed_up(follow(listener.overheard(task), listener, conditions), 100)
    judged = listener.judged(replace(counted, best=1.001 * counted.best, best_at=0))
    if told:
        assert judged.best == pytest.approx(counted.best, rel=1e-5)
        assert judged.best_at == counted.best_at
        assert not judged.kept_least
        assert listener.judged(counted).kept_least
        assert counted.best_at < 100  # so that it is not what is in place anyway
    else:
        assert judged.best == 1.001 * counted.best


def test_the_best_of_a_course_is_never_one_that_is_no_number(script: ModuleType) -> None:
    def course(*averaged: float) -> Course:
        evaluations = [Evaluation(step=step, last=value + 1.0, averaged=value) for step, value in enumerate(averaged)]
        return Course(evaluations=tuple(evaluations), curve=Curve(), final_lr=1, seconds=1, building=1, measuring=1)

    run = script.summed_up(course(0.1, 3.0, math.nan, 2.0, 2.5), 4)  # the first is before step 1
    assert (run.best, run.best_at, run.best_last, run.averaged, run.last) == (2.0, 3, 3.0, 2.5, 3.5)
    assert math.isnan(script.summed_up(course(0.1, math.nan), 1).best)


def test_a_rivals_grid_is_climbed_until_its_best_lies_inside(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def valley(job: Any) -> Any:
        height = 1.0 + abs(math.log10(job.multiplier))  # best at x1
        return script.Run(last=9, averaged=9, best_last=height, best=height, best_at=1, steps=1)

    monkeypatch.setattr(script, "perform", valley)
    grid = script.climbed(("vit", "cosine"))  # best at the end: x30
    assert list(map(float, grid["last"])) == [10.0, 30.0, 3.0, 1.0, 0.3]
    assert grid["averaged"]["1.0"] == [1.0, 1.0, 1.0]


def test_rivals_are_written_as_found_and_then_set_beside_the_best_checkpoint(
    quick: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick.CHECKPOINTS.write_text(json.dumps({"tasks": {"vit": {"constant": {}}}}))
    quick.tune(["digits"], 1)
    written = json.loads(quick.CHECKPOINTS.read_text())["tasks"]
    assert list(written) == ["digits", "vit"]  # the order of the tasks, and what was there is kept
    multipliers = list(map(float, written["digits"]["constant"]["averaged"]))
    assert multipliers == sorted(multipliers)
    monkeypatch.setattr(quick, "STARTS", (1.0,))
    (cell,) = quick.cells(["digits"], 1)
    assert cell.checkpoint.value == quick.best(written["digits"]).value
    assert cell.same  # ten steps: nothing has been named yet, so that nothing could answer
    assert "digits x1, not told: " in capsys.readouterr().out


def test_the_recorded_best_of_25_is_never_above_the_end_and_its_best_lr_lies_inside_or_ends_the_grid(
    script: ModuleType,
) -> None:
    final = json.loads((FOLDER / "tuned.json").read_text())["tasks"]
    checkpoints = json.loads((FOLDER / "tuned_checkpoints.json").read_text())["tasks"]
    assert tuple(checkpoints) == script.TASK_NAMES
    for task, by_baseline in checkpoints.items():
        assert set(by_baseline) == set(script.PLANNED), task
        for baseline, by_weights in by_baseline.items():
            for weights, by_multiplier in by_weights.items():
                tried = list(map(float, by_multiplier))
                top = float(script.best({baseline: {weights: by_multiplier}}).multiplier)
                inside = {each for each in (*tried[1:-1], script.GRID[0], script.GRID[-1]) if each in tried}
                assert top in inside, (task, baseline, weights)
                for multiplier, values in by_multiplier.items():
                    ends = map(float, final[task][baseline][weights][multiplier])
                    for value, end in zip(map(float, values), ends, strict=True):
                        assert value <= end * (1.0 + 1e-4) or math.isnan(end), (task, baseline, weights, multiplier)


@pytest.fixture
def a_cell(script: ModuleType) -> Callable[..., Any]:
    def made_up(*told: float, untold: float, named: tuple[int, ...] = ()) -> Any:
        def run(value: float) -> Any:
            return script.Run(
                last=2.0 * value,
                averaged=value,
                best_last=value,
                best=0.5 * value,
                best_at=30,
                named=named if value == told[0] else (),
                kept_least=value == told[0],
                steps=100,
                trace=(value, math.nan),
            )

        final = load("law_score").Best(value=2.0, baseline="constant", weights="last", multiplier="3.0")
        return script.Cell(
            task="toy",
            start=0.01,
            told=tuple(map(run, told)),
            untold=tuple(run(untold) for _ in told),
            final=final,
            checkpoint=replace(final, value=1.0),
        )

    return made_up


def test_a_cell_by_hand(script: ModuleType, a_cell: Callable[..., Any]) -> None:
    lines = list(script.table([a_cell(3.0, 5.0, untold=4.0, named=(40, 41, 99))]))
    assert "| toy | 2 (constant x3, last) | 1 (constant x3, last) |" in lines
    # means of told and not 4, and 2 of the best: over 2, and over 1; 0.75 and 1.25 seed by seed
    row = (
        "| toy | x0.01 | 4.000 | 2.000 | 2.000 | 1.000 | 2.000 | 1.000 ± 0.250 | 30% 30% | 1, from 40%; 0 to the end |"
    )
    assert row in lines
    assert "| averaged | 2.000 | 2.000 | 2.00 | 0% | 100% |" in lines
    assert lines[-3:] == [
        "Rows whose trainings are the same to the last bit, told or not: 0 of 1.",
        "Runs in which overfitting was named: 1 of 2.",
        "Runs in which best() gave back the least of all: 1 of 2.",
    ]


def test_a_training_that_the_telling_left_alone_is_called_the_same(
    script: ModuleType, a_cell: Callable[..., Any]
) -> None:
    lines = list(script.table([a_cell(4.0, 4.0, untold=4.0), replace(a_cell(4.0, untold=4.0), checkpoint=None)]))
    assert lines[-3].endswith("told or not: 2 of 2.")
    assert "| toy | x0.01 | 4.000 | 2.000 | 2.000 | 1.000 | - | same | 30% | 0 |" in lines
    assert not any(line.startswith("| best of 25 / rivals' best of 25 |") for line in lines)


def test_a_cell_with_a_run_that_diverged_counts_as_the_worst(script: ModuleType, a_cell: Callable[..., Any]) -> None:
    lines = list(script.table([a_cell(4.0, math.nan, untold=4.0)]))
    assert any(line.startswith("| toy | x0.01 | 100.000 | 100.000 | 2.000 |") for line in lines)
