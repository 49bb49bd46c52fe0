"""A plan holds every run once, and what figures are compared with."""

from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Selection, make_plan
from awarelr.benchmark.scale import SCALES
from awarelr.errors import SettingError

pytestmark = pytest.mark.torch

TWO = Selection(tasks=("digits", "drift"), baselines=("aware",), scale="tiny")


def test_a_run_that_several_protocols_ask_for_is_there_once() -> None:
    plan = make_plan(TWO)
    assert len(set(plan.cells)) == len(plan.cells)
    default = [contest for contest in plan.contests if contest.condition == "x1" and contest.task == "drift"]
    assert {contest.protocol for contest in default} == {"wrong_lr", "default", "drift"}
    assert len({contest.grid for contest in default}) == 1


def test_what_figures_are_compared_with_is_always_run() -> None:
    plan = make_plan(Selection(tasks=("digits",), baselines=("aware",), protocols=("default",), scale="tiny"))
    assert {cell.baseline for cell in plan.cells} == {"aware", "constant", "cosine"}
    assert len(plan.references["digits", 1.0]) == 6


def test_the_first_seed_comes_first_everywhere() -> None:
    plan = make_plan(Selection(tasks=("digits",), scale="tiny", seeds=(7, 3)))
    seeds = [cell.seed for cell in plan.cells]
    assert seeds == [7] * (len(seeds) // 2) + [3] * (len(seeds) // 2)


def test_filters_choose_among_the_cells() -> None:
    plan = make_plan(Selection(scale="tiny", filters=("digits/aware/x1/*", "gpt/cosine/x10/*")))
    assert {cell.label.rpartition("/seed")[0] for cell in plan.cells} == {"digits/aware/x1", "gpt/cosine/x10"}


def test_drift_is_asked_only_of_data_that_change() -> None:
    plan = make_plan(TWO)
    assert {contest.task for contest in plan.contests if contest.protocol == "drift"} == {"drift"}
    assert {contest.task for contest in plan.contests if contest.protocol == "target"} == {"digits"}


def test_tasks_that_are_named_are_asked_everything() -> None:
    named = make_plan(Selection(tasks=("spirals",), scale="tiny"))
    assert {contest.protocol for contest in named.contests} >= {"budget_unknown", "damage", "target"}
    everything = make_plan(Selection(scale="tiny"))
    assert {contest.task for contest in everything.contests if contest.protocol == "damage"} == set(
        SCALES["tiny"].sample
    )


def test_a_tiny_benchmark_tunes_contestants_only_if_asked_to() -> None:
    """A quarter of its cells would be theirs, and five minutes on two cores are all that it may take."""
    assert "tuned" not in {contest.protocol for contest in make_plan(TWO).contests}
    assert make_plan(replace(TWO, protocols=("tuned",))).contests
    assert "tuned" in {contest.protocol for contest in make_plan(replace(TWO, scale="small")).contests}


def longer(selection: Selection) -> set[str]:
    return {contest.task for contest in make_plan(selection).contests if contest.protocol == "length"}


def test_three_tasks_stand_for_all_at_several_lengths_unless_others_are_named() -> None:
    assert longer(Selection(scale="full", protocols=("length",))) == {"digits_sgd", "linreg", "gpt"}
    assert longer(Selection(scale="tiny", tasks=("spirals", "vit"))) == {"spirals", "vit"}


def test_a_filter_that_spells_a_length_finds_it_on_every_task() -> None:
    plan = make_plan(Selection(scale="tiny", filters=("vit/aware/*/length4/*", "drift/aware/x1/*")))
    assert {cell.label.partition("/seed")[0] for cell in plan.cells if cell.length > 2.0} == {
        "vit/aware/x1",
        "drift/aware/x1",
    }


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(tasks=("nothing",)), "task must be one of"),
        (Selection(seeds=(-1,)), "seed must be a whole number from 0, got -1"),
        (Selection(seeds=(1, 1)), "seeds must differ"),
        (Selection(filters=("x/y",)), "filter must match a cell such as 'digits/aware/x1/seed0/small', got x/y"),
    ],
)
def test_what_cannot_be_run_is_refused(selection: Selection, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make_plan(selection)
