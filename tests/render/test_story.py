"""The story says what happened, why, and with which numbers; it stays small and survives a save."""

import json
import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from awarelr.core import Action, AwareSettings, Decision, Horizons, Reading, Situation
from awarelr.errors import StateError
from awarelr.journal import Entry
from awarelr.render import Story
from awarelr.schedules import Aware, Cosine, ReduceOnPlateau, Warmup

Pairs = list[tuple[Reading, Decision]]
Decided = Callable[[str], Pairs]


def story_of(pairs: Pairs) -> Story:
    story = Story()
    for reading, decision in pairs:
        story.add(reading, decision)
    return story


def run(readings: list[Reading], lr: float = 0.1, settings: AwareSettings | None = None) -> Pairs:
    aware = Aware(settings=settings or AwareSettings())
    state = aware.init(lr)
    pairs = []
    for reading in readings:
        state, decision = aware.step(state, reading)
        pairs.append((reading, decision))
    return pairs


def readings(count: int, alignment: float | None = None, loss: float | None = 1.0) -> list[Reading]:
    horizons = Horizons(short=alignment, medium=alignment, long=alignment)
    return [Reading(t=t, loss=loss, grad_norm=1.0, alignment=horizons) for t in range(1, count + 1)]


def decision(t: int, situation: Situation = Situation.RAISING, lr: float = 0.1, after: float | None = None) -> Decision:
    after = lr if after is None else after
    return Decision(
        t=t, clock=t, lr_before=lr, lr=after, written_lr=after, situation=situation, evidence={}, sentence="so it is"
    )


def test_before_the_first_step_it_says_so() -> None:
    assert Story().text() == "No step has been made yet."


def test_a_rise_is_told_with_both_ends_its_factor_and_its_evidence(decided: Decided) -> None:
    text = story_of(decided("drift")[:102]).text()
    assert "Steps 24 to 102: the learning rate rose from 0.0015 to 0.354 (240 x higher)" in text
    assert "because the long path still pointed downhill (all 79 readings; z +18 on average)" in text
    assert "The loss fell from 8.26 to 0.428." in text


def test_a_rollback_is_told_with_cause_cost_verdict_and_cut(decided: Decided) -> None:
    text = story_of(decided("far_too_high")).text()
    assert "Steps 58 to 60: damage. The loss rose by 4.199 above its level of 1.71; noise explains 3.2." in text
    assert "put back to those of step 50: 9 steps undone, 2 readings spent on looking again" in text
    assert "the damage was ours. The learning rate was cut from 0.815 to 0.157 (5.2 x lower)." in text
    assert "Damage of our own making 2 x; 25 steps undone." in text


def test_a_drift_is_told_as_a_change_of_the_data(decided: Decided) -> None:
    text = story_of(decided("drift")).text()
    assert "Steps 503 to 505: drift." in text
    assert "The data changed, so the learning rate was set free from 0.0353 to 0.179" in text


def test_a_rise_of_the_loss_belongs_to_the_incident_not_to_the_steps_before(decided: Decided) -> None:
    text = story_of(decided("drift")).text()
    before = next(line for line in text.splitlines() if " to 502:" in line)
    assert "The loss fell from 0.234 to 0.126." in before


def test_a_non_finite_reading_is_told_with_what_was_undone(decided: Decided) -> None:
    text = story_of(decided("non_finite")).text()
    assert "Step 61: not finite. Loss nan, gradient norm 0.2177" in text
    assert "put back to those of step 50: 12 steps undone. The learning rate was left as it was." in text


def test_the_end_of_a_known_budget_is_told_as_such(decided: Decided) -> None:
    text = story_of(decided("known_budget")).text()
    assert "(75 x lower), because the known budget comes to its end." in text


def test_an_lr_of_somebody_else_is_told_with_ours() -> None:
    some = readings(40, 0.5)
    some[29] = replace(some[29], lr_found=0.7)
    text = story_of(run(some)).text()
    assert "Step 30: somebody else wrote 0.7: it becomes the new starting point (ours was " in text


def test_a_formula_is_told_by_its_ups_and_downs() -> None:
    schedule = Cosine(total_steps=100)
    state = schedule.init(0.1)
    story = Story()
    for t in range(1, 101):
        state, one = schedule.step(state, Reading(t=t, loss=1.0))
        story.add(Reading(t=t, loss=1.0), one)
    text = story.text()
    assert "fell from 0.1 to" in text
    assert "the schedule's own rule says so" in text
    assert "Not seen" not in text


# -- why it has not moved ---------------------------------------------------------------------------------------------


def test_an_lr_that_stands_still_is_explained_with_length_reasons_and_numbers(decided: Decided) -> None:
    text = story_of(decided("far_too_high")).text()
    assert "Why it has not moved for 156 steps (within 1 % of 0.0693 since step 145): the latest steps overshot" in text
    assert "(all 156 readings; short z -3.6 on average), and a raise waits until the short z is above -1" in text


def test_a_bound_that_holds_the_lr_is_named() -> None:
    pairs = run(readings(120, 0.9), settings=AwareSettings(max_lr=0.2))
    text = story_of(pairs).text()
    assert "Why it has not moved for" in text
    assert "the long path still pointed downhill" in text
    assert "but a bound holds the learning rate: min_lr, max_lr." in text


@pytest.mark.parametrize("name", ["drift", "far_too_high", "full_batch", "synthetic_a", "synthetic_b", "synthetic_c"])
def test_whenever_the_lr_has_stood_still_for_three_steps_the_reason_is_given(decided: Decided, name: str) -> None:
    story, lrs = Story(), []
    for reading, one in decided(name):
        story.add(reading, one)
        lrs.append(one.written_lr)
        still = len(lrs) > 4 and len(set(lrs[-4:])) == 1
        assert not still or "Why it has not moved for " in story.text()


def test_an_lr_that_just_moved_needs_no_excuse() -> None:
    assert "Why it has not moved" not in story_of(run(readings(60, 0.9))).text()


def test_a_schedule_with_words_of_its_own_is_quoted_on_why_it_stands() -> None:
    schedule = ReduceOnPlateau(patience=20)
    state, story, said = schedule.init(0.1), Story(), ""
    for t in range(1, 31):
        reading = Reading(t=t, loss=1.0 if t < 20 else 2.0)
        state, one = schedule.step(state, reading)
        story.add(reading, one)
        said = one.sentence
    standing = next(line for line in story.text().splitlines() if line.startswith("Why it has not moved for"))
    assert said in standing


def test_a_warm_up_by_formula_is_not_taken_for_a_lack_of_evidence() -> None:
    schedule = Warmup(Cosine(total_steps=100), steps=30)
    state, story = schedule.init(0.1), Story()
    for t in range(1, 31):
        state, one = schedule.step(state, Reading(t=t))
        story.add(Reading(t=t), one)
    assert "because the warm-up says so (all 30 readings)" in story.text()


# -- what is unseen ---------------------------------------------------------------------------------------------------


def test_a_run_without_any_loss_says_what_is_unseen() -> None:
    text = story_of(run(readings(30, 0.5, loss=None))).text()
    assert "Not seen: no loss was handed over, so damage, drift, heat and a stalled loss cannot be noticed" in text
    assert "Call step(loss)" in text


def test_a_run_without_gradients_says_what_is_unseen_and_what_to_do() -> None:
    text = story_of(run([Reading(t=t, loss=1.0) for t in range(1, 31)])).text()
    assert "Not seen: no gradient was there to be read" in text
    assert "Call observe() before the optimizer's step" in text


def test_losses_that_come_now_and_then_are_counted() -> None:
    some = [replace(each, loss=None) if each.t % 2 else each for each in readings(40, 0.5)]
    assert "Not seen: 20 of 40 readings came without a loss." in story_of(run(some)).text()


def test_validation_is_told_with_its_best_and_when() -> None:
    some = readings(40, 0.5)
    for t, loss in ((10, 0.9), (20, 0.6), (30, 0.8)):
        some[t - 1] = replace(some[t - 1], validation=loss)
    assert "The validation loss is 0.8, its best was 0.6 at step 19." in story_of(run(some)).text()


# -- lengths ----------------------------------------------------------------------------------------------------------


def test_three_lengths_from_one_line_to_everything(decided: Decided) -> None:
    story = story_of(decided("drift"))
    line, paragraph, full = story.text("line"), story.text("paragraph"), story.text("full")
    assert "\n" not in line
    assert "\n" not in paragraph
    assert len(line) <= 120
    assert len(paragraph) < len(full) / 3
    assert line.startswith("Step 640: ")


def test_telling_changes_nothing(decided: Decided) -> None:
    story = story_of(decided("drift"))
    before = json.dumps(story.save())
    story.text("paragraph")
    story.text("full")
    assert json.dumps(story.save()) == before


# -- memory and saving ------------------------------------------------------------------------------------------------


def test_memory_stays_flat_however_long_and_restless_the_run(decided: Decided) -> None:
    pairs = decided("synthetic_a")
    story, sizes = Story(), []
    for lap in range(40):
        for reading, one in pairs:
            story.add(reading, replace(one, t=one.t + lap * len(pairs)))
        sizes.append(len(json.dumps(story.save())))
    assert max(sizes) < 150_000
    assert sizes[-1] < 1.5 * sizes[len(sizes) // 2]
    assert len(story.text().splitlines()) <= 30


def test_flickers_are_merged_into_what_surrounds_them() -> None:
    story = Story()
    lr = 0.1
    for t in range(1, 1001):
        situation = Situation.OSCILLATING if t % 3 else Situation.RAISING
        after = lr * 1.001 if situation is Situation.RAISING else lr
        story.add(Reading(t=t, loss=1.0), decision(t, situation, lr, after))
        lr = after
    lines = [line for line in story.text().splitlines() if line.startswith("Steps")]
    assert 1 <= len(lines) <= 3


@pytest.mark.parametrize("cut", [0, 1, 12, 58, 59, 60, 150, 299])
def test_a_saved_story_goes_on_as_if_nothing_had_happened(decided: Decided, cut: int) -> None:
    pairs = decided("far_too_high")
    story = Story.load(json.loads(json.dumps(story_of(pairs[:cut]).save())))
    for reading, one in pairs[cut:]:
        story.add(reading, one)
    assert story.save() == story_of(pairs).save()


def opening(pairs: Pairs, count: int) -> list[Entry]:
    return [
        Entry(line=t + 1, lr=each.lr_before, reading=reading, decision=each)
        for t, (reading, each) in enumerate(pairs[:count], start=1)
    ]


@pytest.mark.parametrize("name", ["drift", "far_too_high", "non_finite", "full_batch"])
@pytest.mark.parametrize("made", [1, 8, 60, 300])
def test_a_story_knows_every_beginning_of_its_own_journal(decided: Decided, name: str, made: int) -> None:
    pairs = decided(name)[:made]
    story = Story.load(json.loads(json.dumps(story_of(pairs).save())))
    assert all(story.may_have_begun(opening(pairs, count)) for count in range(1, min(made, 32) + 1))


@pytest.mark.parametrize(
    ("first", "rest", "lr", "known"),
    [
        (2.0, 1.0, 0.1, True),
        (2.5, 1.0, 0.1, False),  # another seed: the first loss
        (2.0, 1.5, 0.1, False),  # another weight decay: those after it
        (2.0, 1.0, 0.2, False),
    ],
)
def test_a_story_knows_the_beginning_of_another_run(first: float, rest: float, lr: float, *, known: bool) -> None:
    def begun(first: float, rest: float, lr: float, count: int) -> Pairs:
        return run([Reading(t=t, loss=first if t == 1 else rest) for t in range(1, count + 1)], lr)

    story = story_of(begun(2.0, 1.0, 0.1, 50))
    assert story.may_have_begun(opening(begun(first, rest, lr, 20), 20)) is known


def test_a_story_says_nothing_of_a_journal_that_was_begun_later(decided: Decided) -> None:
    assert story_of(decided("drift")[:50]).may_have_begun(opening(decided("full_batch"), 40)[20:])


def test_a_damaged_save_is_refused() -> None:
    data = Story().save()
    del data["facts"]
    with pytest.raises(StateError, match="missing facts"):
        Story.load(data)


maybe = st.none() | st.floats()
anything = st.builds(
    Decision,
    t=st.just(0),
    clock=st.just(0),
    lr_before=st.floats(0, 10),
    lr=st.floats(0, 10),
    written_lr=st.floats(0, 10),
    situation=st.sampled_from(Situation),
    evidence=st.dictionaries(
        st.sampled_from(["z_long", "z_short", "z_medium", "gain", "descent", "level"]), st.floats()
    ),
    sentence=st.text(max_size=10),
    action=st.sampled_from(
        [Action.NONE, Action.KEEP_SNAPSHOT, Action.RESTORE, Action.RESTORE | Action.PROBE, Action.REBASE_ALL]
    ),
)
any_reading = st.builds(
    Reading,
    t=st.just(0),
    loss=maybe,
    grad_norm=maybe,
    probe=st.booleans(),
    undone=st.booleans(),
    validation=maybe,
    lr_found=maybe,
)


@settings(phases=[Phase.generate])
@given(st.lists(st.tuples(any_reading, anything), max_size=60), st.integers(0, 60))
def test_whatever_arrives_the_story_is_told_saved_and_loaded(pairs: Pairs, cut: int) -> None:
    pairs = [(replace(one, t=t), replace(two, t=t)) for t, (one, two) in enumerate(pairs, start=1)]
    story = Story()
    for reading, one in pairs:
        if one.t == cut:
            story = Story.load(json.loads(json.dumps(story.save(), allow_nan=False)))
        story.add(reading, one)
    for length in ("line", "paragraph", "full"):
        assert story.text(length)
    assert len(story.text("line", acted=False)) <= 120
    assert json.loads(story.text("json"))["line"] == story.text("line")
    assert json.dumps(Story.load(story.save()).save()) == json.dumps(story.save())
    assert not math.isnan(story.facts.lr)


def test_damage_of_a_bad_batch_is_not_told_as_ours() -> None:
    calm = Horizons(short=0.1, medium=0.1, long=0.1)
    readings = [
        Reading(t=t, loss=1.0 + 0.01 * math.sin(t), grad_norm=1.0, alignment=calm, gain=0.1, displacement=2.0)
        for t in range(1, 61)
    ]
    bad = [replace(readings[0], t=t, loss=5.0) for t in (61, 62)]
    again = [replace(readings[0], t=t, loss=1.0, probe=True) for t in (63, 64)]
    schedule, story = Aware(settings=AwareSettings(raise_gain=0.0)), Story()
    state = schedule.init(0.1)
    for reading in (*readings, *bad, *again):
        due = schedule.snapshot_due(state)
        state, decision = schedule.step(state, replace(reading, set_aside=due))
        story.add(replace(reading, set_aside=due), decision)
    text = story.text("full")
    assert "Damage of a bad batch 1 x" in text
    assert "The learning rate was left as it was." in text
    assert "own making" not in text


def test_long_first_steps_are_a_precaution_and_nobodys_damage() -> None:
    lengths = (0.0, 0.4, 1.0, 2.0, 0.0, 0.01, 0.02)
    begun = [replace(each, size=10.0, displacement=length) for each, length in zip(readings(7), lengths, strict=True)]
    story = story_of(run(begun))
    text = story.text("full")
    assert "Step 4: long first steps. The first 3 steps moved 0.2 of the weights' norm" in text
    assert "The weights were put back to those of the start: 4 steps undone." in text
    assert "The learning rate went from 0.01 to 0.0015 (6.67 x lower)." in text
    assert "amage" not in text
    assert story.facts.ours == 0
    unwritten = story.text("full", acted=False)
    assert "AwareLR would have taken the learning rate from 0.01 to 0.0015" in unwritten
    assert "The learning rate went from 0.01 to 0.0015" not in unwritten
