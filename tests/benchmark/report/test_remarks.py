"""What weakens a benchmark is said, and so is how it came out for us, losses first."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.report import Gathered, gather
from awarelr.benchmark.report.remarks import counting, outcome, remarks
from awarelr.benchmark.score.duels import duels

pytestmark = pytest.mark.torch


def test_losses_are_said_first(gathered: Gathered) -> None:
    fought = duels(gathered.sheet)
    lost = sum(duel.lost for duel in fought)
    first, second = outcome(gathered.sheet)
    assert first.startswith("Against the best rival of each contest, AwareLR (averaged weights) lost ")
    assert f"lost {lost} of {len(fought)} and won or tied {len(fought) - lost}." in first
    assert second.startswith("Over all protocols it is in place ")


def test_no_place_is_won_against_those_who_were_asked_less(gathered: Gathered) -> None:
    """Guards the page of a benchmark that is run in part: three easy tasks made a rival look good, and us beside it."""
    less = tuple(
        replace(line, ranked=False) if line.baseline == "constant" else line for line in gathered.sheet.standings
    )
    _, before = outcome(gathered.sheet)
    _, after = outcome(replace(gathered.sheet, standings=less))
    assert " of 4: " in before
    assert " of 3 (1 that lack contests left out): " in after


def test_a_place_on_a_part_of_the_contests_is_said_to_be_one(gathered: Gathered) -> None:
    standings = tuple(
        replace(line, missing=2) if line.baseline == "aware" else line for line in gathered.sheet.standings
    )
    _, overall = outcome(replace(gathered.sheet, standings=standings))
    assert overall.startswith(
        "Over all protocols, in the 33 contests that are recorded for all with a place, it is in "
    )


def test_without_the_contests_of_the_others_we_have_no_place_either(gathered: Gathered) -> None:
    ours = tuple(replace(line, ranked=False) if line.baseline == "aware" else line for line in gathered.sheet.standings)
    _, overall = outcome(replace(gathered.sheet, standings=ours))
    assert overall.startswith("Over all protocols it has no place, since it lacks contests that others have: ")


def test_who_takes_no_part_is_not_praised(gathered: Gathered) -> None:
    standings = tuple(line for line in gathered.sheet.standings if line.baseline != "aware")
    assert outcome(replace(gathered.sheet, standings=standings)) == ()


def test_what_is_missing_is_said(small_plan: Plan, invent: Callable[[Plan], Iterator[Record]]) -> None:
    some = list(invent(small_plan))[5:]
    said = " ".join(remarks(gather(small_plan, some, made="now", command="c").sheet))
    assert f"{len(some)} of {len(some) + 5} runs are recorded." in said
    assert "5 runs are missing: what needs them is left out, not guessed" in said
    assert "Scale tiny is a smoke test" in said


def test_how_those_count_that_take_no_lr_is_said_where_there_are_some(gathered: Gathered) -> None:
    assert counting(gathered.sheet) == ()
    (said,) = counting(replace(gathered.sheet, baselines=("aware", "dog", "prodigy")))
    assert said.startswith(
        "Who takes no LR (dog, prodigy) is run once a task and seed, and that run counts at every LR"
    )
