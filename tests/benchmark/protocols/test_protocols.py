"""Each protocol asks for the runs that its question takes."""

from itertools import groupby

import pytest

pytest.importorskip("torch")

from awarelr.benchmark.protocols import PROTOCOLS, Contest, Field, reference_grid
from awarelr.benchmark.scale import SCALES

pytestmark = pytest.mark.torch

FIELD = Field(
    tasks=("digits", "gpt", "drift"),
    baselines=("aware", "cosine", "prodigy"),
    sample=("gpt", "drift"),
    longer=("digits", "gpt"),
    online=frozenset({"drift"}),
    lr_free=frozenset({"prodigy"}),
    scale=SCALES["full"],
    seeds=(0, 1, 2),
)


def asked(name: str, task: str = "gpt", baseline: str = "aware") -> list[Contest]:
    contests = PROTOCOLS[name].contests(FIELD)
    return [contest for contest in contests if (contest.task, contest.baseline) == (task, baseline)]


def test_the_wrong_lrs_span_five_and_a_half_decades() -> None:
    assert [contest.grid[0].multiplier for contest in asked("wrong_lr")] == [1e-4, 1e-2, 1.0, 30.0]


def test_a_tuned_baseline_tries_eight_lrs() -> None:
    (contest,) = asked("tuned")
    assert [cell.multiplier for cell in contest.grid] == [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]


def test_rivals_are_tuned_on_the_tasks_that_stand_for_all() -> None:
    assert {contest.task for contest in PROTOCOLS["tuned"].contests(FIELD)} == {"gpt", "drift"}


def test_a_baseline_that_takes_no_lr_has_one_run_for_every_lr() -> None:
    cells = {
        cell
        for name in ("wrong_lr", "tuned", "default")
        for each in asked(name, baseline="prodigy")
        for cell in each.grid
    }
    assert [cell.multiplier for cell in cells] == [1.0]


def test_protocols_that_cost_most_ask_a_sample_of_the_tasks() -> None:
    for name in ("budget_unknown", "damage", "target"):
        assert asked(name, task="digits") == []


def test_an_unknown_budget_is_one_run_read_at_four_moments() -> None:
    contests = asked("budget_unknown")
    assert len({contest.grid for contest in contests}) == 1
    assert {(cell.length, cell.told) for contest in contests for cell in contest.grid} == {(2.0, 1.0)}
    assert [(each.condition, each.moment, each.reference) for each in contests] == [
        ("25%", 0.125, 0.25),
        ("50%", 0.25, 0.5),
        ("100%", 0.5, 1.0),
        ("200%", 1.0, 2.0),
    ]


def test_each_kind_of_damage_is_a_contest() -> None:
    assert [contest.grid[0].damage for contest in asked("damage")] == ["corrupted_batch", "nan_gradient", "heavy_label"]


def test_a_longer_run_is_told_so_and_compared_with_one_as_long() -> None:
    cells = [contest.grid[0] for contest in asked("length")]
    assert [(cell.length, cell.told) for cell in cells] == [(1.0, 1.0), (4.0, 4.0), (16.0, 16.0)]
    assert [contest.reference for contest in asked("length")] == [1.0, 4.0, 16.0]
    assert asked("length", task="drift") == []


def test_time_to_target_reads_the_run_that_an_unknown_budget_reads() -> None:
    assert asked("target")[0].grid == asked("budget_unknown")[0].grid


def test_a_reference_is_sixteen_runs() -> None:
    grid = reference_grid("gpt", FIELD, 4.0)
    assert [(name, len(list(cells))) for name, cells in groupby(cell.baseline for cell in grid)] == [
        ("constant", 8),
        ("cosine", 8),
    ]
    assert {(cell.length, cell.told) for cell in grid} == {(4.0, 4.0)}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_contests_carry_their_protocols_name_and_every_seed(protocol: object) -> None:
    name = getattr(protocol, "name", "")
    contests = list(PROTOCOLS[name].contests(FIELD))
    assert contests
    assert {contest.protocol for contest in contests} == {name}
    assert all([cell.seed for cell in contest.runs(contest.grid[0])] == [0, 1, 2] for contest in contests)
