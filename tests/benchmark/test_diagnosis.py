"""The measure of understanding: halves that share nothing, verdicts by hand, and a slice that really trains."""

import json
import math
from pathlib import Path

import pytest
from benchmarks.diagnosis.__main__ import made, plan_of
from benchmarks.diagnosis.causes import CAUSES, HALVES, Cause, Run, healthy, planted
from benchmarks.diagnosis.matrix import confusion
from benchmarks.diagnosis.plan import Course, Onset
from benchmarks.diagnosis.store import Store
from benchmarks.diagnosis.verdict import Verdict, alarms, judged

pytestmark = pytest.mark.torch

KNOWN = Onset(earliest=101, latest=101)
BY_NAME = {cause.name: cause for cause in CAUSES}


def course(*names: tuple[str, int], before: float = 1.0, after: float = 1.0) -> Course:
    listed = tuple(name for name, count in names for _ in range(count))
    return Course(names=listed, sentences=(), exact={}, validation={}, before=before, after=after)


def run(cause: str) -> Run:
    return next(each for each in planted("tune") if each.cause == cause and each.combination.network == "linear")


def test_the_halves_share_neither_seed_nor_combination() -> None:
    names = [name for combinations, _ in HALVES.values() for name in combinations]
    assert len(names) == len(set(names))
    seeds = [{each.seed for each in planted(half) + healthy(half)} for half in HALVES]
    assert sum(map(len, seeds)) == len(set().union(*seeds))


def test_there_are_a_hundred_runs_of_each_kind() -> None:
    assert sum(len(planted(half)) for half in HALVES) >= 100
    for kind in ("healthy", "healthy, steered"):
        assert sum(each.cause == kind for half in HALVES for each in healthy(half)) >= 100


@pytest.mark.parametrize(
    ("cause", "names", "fault"),
    [
        ("NaN", [("RAISING", 100), ("NON_FINITE", 1), ("RAISING", 99)], ""),
        ("NaN", [("RAISING", 150), ("NON_FINITE", 1)], ""),
        ("NaN", [("RAISING", 151), ("NON_FINITE", 1)], "not named"),
        ("NaN", [("RAISING", 100), ("NON_FINITE", 1), ("DRIFTED", 1)], "wrong alarm: DRIFTED"),
        ("abrupt drift", [("RAISING", 101), ("DIVERGED", 1), ("PROBING", 1), ("DRIFTED", 1)], ""),
        ("abrupt drift", [("RAISING", 101), ("DIVERGED", 1), ("PROBING", 2), ("HOLDING", 10)], "not named"),
        ("frozen layers", [("RAISING", 110), ("FROZEN", 25), ("RAISING", 25)], ""),
        ("frozen layers", [("RAISING", 110), ("FROZEN", 24), ("RAISING", 27)], "does not stand"),
        ("slow drift", [("LOWERING", 110), ("RAISING", 90)], ""),
        ("slow drift", [("LOWERING", 60), ("RAISING", 140)], "named before"),
    ],
)
def test_a_verdict_by_hand(cause: str, names: list[tuple[str, int]], fault: str) -> None:
    assert judged(BY_NAME[cause], course(*names), KNOWN, 1000).fault == fault


@pytest.mark.parametrize(("after", "fault"), [(1.2, ""), (1.05, "wrong alarm: DIVERGED")])
def test_damage_by_a_corrupted_batch_is_a_right_name_only_where_the_loss_did_rise(after: float, fault: str) -> None:
    names = course(("RAISING", 101), ("DIVERGED", 1), ("PROBING", 2), ("HOLDING", 10), after=after)
    assert judged(BY_NAME["corrupted batch"], names, KNOWN, 1000).fault == fault


@pytest.mark.parametrize(("begins", "fault"), [(80, "named before"), (95, ""), (120, "")])
def test_overfitting_may_be_named_from_the_least_validation_loss_on(begins: int, fault: str) -> None:
    names = course(("RAISING", begins), ("OVERFITTING", 200))
    onset = Onset(earliest=90, latest=101)
    assert judged(BY_NAME["overfitting"], names, onset, 1000).fault == fault


def test_a_cause_that_did_not_come_about_is_a_fault() -> None:
    assert judged(BY_NAME["noise floor"], course(("RAISING", 9)), None, 1000).fault == "the cause did not come about"


def test_the_matrix_counts_first_names_and_faults() -> None:
    rows = {"NaN": [Verdict(first="NON_FINITE", named={}, fault=""), Verdict(first="-", named={}, fault="not named")]}
    assert "| NaN | 1 of 2 | 1 | 1 | 1 not named |" in confusion(rows)
    assert "Named right: 1 of 2 (50%)." in confusion(rows)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda each: each.name)
def test_every_planted_training_makes_a_step(cause: Cause) -> None:
    each = next(each for each in planted("tune") if each.cause == cause.name)
    plan = plan_of(each)
    plan.before(1)
    loss = plan.loss(1)
    assert math.isfinite(loss.item())
    assert math.isfinite(plan.exact())


def test_a_slice_trains_and_is_judged_alike_when_it_is_read_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "runs.jsonl")
    for name in ("NaN", "LR too small"):
        each = run(name)
        store.add(each.key, *made(each))
    again = Store(tmp_path / "deep" / "runs.jsonl")
    for name in ("NaN", "LR too small"):
        found, onset = again.course(run(name).key)
        assert judged(BY_NAME[name], found, onset, 1000).fault == ""
        assert ("NON_FINITE" in alarms(found)) == (name == "NaN")


def test_a_torn_line_and_one_of_other_code_are_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "runs.jsonl"
    store = Store(path)
    for key in ("whole", "old", "torn"):
        store.add(key, course(("RAISING", 3)), None)
    lines = path.read_text(encoding="utf-8").splitlines()
    old = json.dumps(json.loads(lines[1]) | {"code": "other"})
    path.write_text("\n".join([lines[0], old, lines[2][:-9]]), encoding="utf-8")
    store = Store(path)
    assert [key in store for key in ("whole", "old", "torn")] == [True, False, False]
    assert "cannot be read" in caplog.text
