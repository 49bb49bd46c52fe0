"""AwareLR beside a single rival is ahead, level or behind, as worked by hand."""

import math
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.judge import judge
from awarelr.benchmark.score.rivalry import ADVISED, FIXED_KIND, Rivalry, Verdict, rivalries
from awarelr.benchmark.score.rivalry_tables import rivalry_tables
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.tasks import TASKS

pytestmark = pytest.mark.torch

Ends = dict[tuple[str, str], tuple[float, float]]


def between(sheet: Sheet, rival: str, condition: str = "x1", weights: Weights = Weights.AVERAGED) -> Rivalry:
    (found,) = [
        each for each in rivalries(sheet) if (each.rival, each.condition, each.weights) == (rival, condition, weights)
    ]
    return found


@pytest.fixture
def judged(make_record: Callable[..., Record]) -> Callable[[Ends, tuple[str, ...]], Sheet]:
    """Return what scores made-up ends, two seeds each, of rivals at their advice; whoever is not named ends at 1."""

    def score(ends: Ends, rivals: tuple[str, ...]) -> Sheet:
        tasks = tuple(dict.fromkeys(task for task, _ in ends))
        plan = make_plan(
            Selection(tasks=tasks, baselines=("aware", *rivals), protocols=("default",), scale="tiny", seeds=(0, 1))
        )

        def made() -> Iterator[Record]:
            for number, cell in enumerate(plan.cells):
                yield make_record(
                    cell, last=ends.get((cell.task, cell.baseline), (1.0, 1.0))[cell.seed], key=f"{number}"
                )

        return judge(plan, made())

    return score


@pytest.mark.parametrize(
    ("condition", "weights", "verdict"),
    [
        ("x1", Weights.AVERAGED, Verdict.LEVEL),  # 0.18 and 0.18 beside 0.198 and 0.162
        ("x1", Weights.LAST, Verdict.BEHIND),  # 0.2 is 0.02 above, the standard error is 0.018
        ("x0.01", Weights.AVERAGED, Verdict.BEHIND),
        ("x30", Weights.AVERAGED, Verdict.BEHIND),  # a seed diverged
    ],
)
def test_a_rival_with_its_better_weights_is_met_from_every_lr(
    plan: Plan, records: list[Record], condition: str, weights: Weights, verdict: Verdict
) -> None:
    (meeting,) = between(judge(plan, records), "cosine", condition, weights).meetings
    assert (meeting.task, meeting.verdict) == ("digits", verdict)
    assert meeting.theirs == pytest.approx(0.18)
    assert math.isnan(meeting.error) if condition == "x30" else meeting.error == pytest.approx(0.018)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        ((0.5, 0.5), (0.6, 0.6), Verdict.AHEAD),
        ((0.5, 0.7), (0.6, 0.66), Verdict.LEVEL),  # 0.03 apart, the standard error is 0.1
        ((0.5, 0.5), (0.5, 0.5), Verdict.LEVEL),
        ((0.7, 0.7), (0.6, 0.6), Verdict.BEHIND),
        ((5.0, 5.0), (0.1, math.nan), Verdict.AHEAD),
        ((0.1, math.inf), (5.0, 5.0), Verdict.BEHIND),
        ((math.nan, 0.1), (0.1, math.inf), Verdict.LEVEL),
    ],
)
def test_who_diverged_is_behind_and_small_differences_are_level(
    judged: Callable[[Ends, tuple[str, ...]], Sheet],
    ours: tuple[float, float],
    theirs: tuple[float, float],
    verdict: Verdict,
) -> None:
    sheet = judged({("digits", "aware"): ours, ("digits", "prodigy"): theirs}, ("prodigy",))
    line = between(sheet, "prodigy")
    assert [line.tasks(each) for each in Verdict] == [("digits",) if each is verdict else () for each in Verdict]


def test_a_single_seed_is_level_only_where_it_is_equal(make_record: Callable[..., Record]) -> None:
    plan = make_plan(
        Selection(tasks=("digits",), baselines=("aware", "dog"), protocols=("default",), scale="tiny", seeds=(0,))
    )
    ends = {"aware": 0.5, "dog": 0.5001}
    sheet = judge(plan, [make_record(each, last=ends.get(each.baseline, 1.0)) for each in plan.cells])
    assert between(sheet, "dog").tasks(Verdict.AHEAD) == ("digits",)
    counts, lists = rivalry_tables(sheet)
    assert "equal, since one seed has no spread" in counts.caption
    assert lists.rows[0][1] == "(digits*)"


def test_what_rests_on_one_seed_is_counted(plan: Plan, without_last: list[Record]) -> None:
    counts, lists = rivalry_tables(judge(plan, without_last))
    assert "of 4 comparisons 2 rest on one seed and are never level" in counts.caption
    assert [row for row in lists.rows if "(digits)" in row]


def test_who_has_steps_of_one_kind_only_is_also_counted_on_those_tasks(
    judged: Callable[[Ends, tuple[str, ...]], Sheet],
) -> None:
    ends: Ends = {("digits", "aware"): (0.5, 0.5), ("digits_sgd", "aware"): (0.5, 0.5)}
    sheet = judged(ends, ("prodigy", "dog", "mechanic"))
    kinds = {rival: between(sheet, rival).same_kind().tasks(Verdict.AHEAD) for rival in ("prodigy", "dog", "mechanic")}
    assert kinds == {"prodigy": ("digits",), "dog": ("digits_sgd",), "mechanic": ("digits", "digits_sgd")}
    counts, lists = rivalry_tables(sheet)
    assert [row[:2] for row in counts.rows] == [
        ("prodigy", "2 / 0 / 0"),
        ("prodigy, on tasks with Adam's steps", "1 / 0 / 0"),
        ("mechanic", "2 / 0 / 0"),
        ("dog", "2 / 0 / 0"),
        ("dog, on tasks with SGD's steps", "1 / 0 / 0"),
    ]
    assert lists.rows[0] == ("prodigy", "digits, digits_sgd*", "none", "none")


def test_the_rivals_that_spare_the_tuning_come_first(judged: Callable[[Ends, tuple[str, ...]], Sheet]) -> None:
    sheet = judged({("digits", "aware"): (0.5, 0.5)}, ("cosine", "dog", "plateau", "prodigy"))
    found = list(dict.fromkeys(each.rival for each in rivalries(sheet)))
    assert found == ["prodigy", "dog", "cosine", "plateau"]
    assert set(FIXED_KIND) < set(ADVISED)


def test_without_aware_lr_there_is_nothing_to_say(plan: Plan, records: list[Record]) -> None:
    assert rivalry_tables(judge(plan, [each for each in records if each.cell.baseline != "aware"])) == ()


@pytest.mark.parametrize("name", TASKS)
def test_the_kind_of_a_tasks_steps_is_what_rivals_inherit(
    name: str, judged: Callable[[Ends, tuple[str, ...]], Sheet]
) -> None:
    adam = inherit(TASKS[name].build(0).optimizer(1.0)).adam
    sheet = judged({(name, "aware"): (0.5, 0.5)}, ("prodigy", "dog"))
    kinds = [between(sheet, rival).meetings[0].same_kind for rival in ("prodigy", "dog")]
    assert kinds == [adam, not adam]


def test_who_takes_no_lr_counts_once_at_every_lr_in_every_league(
    make_record: Callable[..., Record], cell: Cell
) -> None:
    """Guards docs/decisions/0052: so that a league's lines have as many figures, and protocols weigh the same."""
    plan = make_plan(
        Selection(
            tasks=("digits", "drift"),
            baselines=("aware", "prodigy"),
            protocols=("wrong_lr", "default", "tuned", "drift"),
            scale=cell.scale,
            seeds=(0,),
        )
    )
    sheet = judge(plan, [make_record(each) for each in plan.cells])
    counts: dict[str, set[int]] = {}
    for line in sheet.standings:
        counts.setdefault(line.protocol, set()).add(line.contests)
    assert counts == {"wrong_lr": {6}, "default": {2}, "tuned": {2}, "drift": {3}, "all": {8}}
    assert {line.runs for line in sheet.standings if (line.protocol, line.baseline) == ("all", "prodigy")} == {2}
