"""ConB names the condition of public logs, whatever the loss's zero and unit, and answers both ways."""

import math
import random
from typing import Any

import pytest

from awarelr.core import Reading, Situation
from awarelr.core.decision import Decision
from awarelr.schedules import ConditionBased, simulate


def named(losses: list[float], lr: float = 1.0) -> list[Decision]:
    return simulate(ConditionBased(), lr, losses)


def situations(decisions: list[Decision]) -> set[Situation]:
    return {each.situation for each in decisions}


def test_swinging_first_losses_and_then_nan_ask_for_a_lower_lr() -> None:
    decisions = named([1.10886, 1.53702, 0.866067, 1.32708, 1.20029, *[math.nan] * 5])
    assert decisions[4].situation is Situation.OSCILLATING
    assert decisions[5].situation is Situation.NON_FINITE
    assert decisions[5].written_lr == pytest.approx(0.1)
    assert decisions[5].sentence.endswith("a learning rate about 10 times lower")
    assert not situations(decisions) & {Situation.PLATEAU, Situation.DRIFTED}
    assert decisions[-1].written_lr == pytest.approx(0.01)
    assert "go back to a checkpoint" in decisions[-1].sentence


def test_a_dead_network_is_told_from_a_plateau() -> None:
    blown = [0.6773, 2.4587, 5.3353, 1.0234, 10.6901, 1.9899, 3.5713, 0.6869]
    decisions = named([*blown, *[0.6931] * 20])
    dead = [each for each in decisions if each.situation is Situation.DEAD]
    assert [each.t for each in dead] == list(range(13, 29))
    assert dead[0].sentence == (
        "exactly 0.6931 (ln 2: the chance level of 2 classes) since reading 9: "
        "lowering the learning rate now cannot help; go back before reading 2 and start lower"
    )
    assert Situation.PLATEAU not in situations(decisions)


def test_a_saturated_loss_is_recognised_by_its_value() -> None:
    decision = named([87.3363] * 20)[-1]
    assert decision.situation is Situation.DEAD
    assert "the logarithm of the least float32: saturated" in decision.sentence
    assert "start again with a lower one" in decision.sentence


def test_a_loss_that_repeats_at_its_best_is_a_plateau() -> None:
    decisions = named([2.0 - 0.05 * t for t in range(30)] + [0.5] * 20)
    assert decisions[-1].situation is Situation.PLATEAU


def _slow_divergence(seed: int) -> list[float]:
    source = random.Random(seed)
    rise = [0.8906 + (1.5519 - 0.8906) * t / 364 for t in range(364)]
    rise += [1.5519 + (1.8483 - 1.5519) * t / 420 for t in range(421)]
    return [0.9050, *[each + source.gauss(0.0, 0.02) for each in rise]]


@pytest.mark.parametrize("seed", range(5))
def test_a_loss_that_rises_for_hundreds_of_epochs_is_divergence(seed: int) -> None:
    decisions = named(_slow_divergence(seed))  # the first is epoch 15
    first = next(each for each in decisions if each.situation is Situation.DIVERGED)
    assert 16 <= first.t + 14 <= 100
    assert decisions[-1].written_lr < 0.1
    assert Situation.DRIFTED not in situations(decisions)


@pytest.mark.parametrize("seed", range(3))
def test_an_endless_swing_is_named_with_its_period_and_bounds(seed: int) -> None:
    source = random.Random(seed)
    wave = [0.22 + 0.28 * (1.0 - abs(2.0 * (t % 40 / 40) - 1.0)) + source.gauss(0.0, 0.02) for t in range(600)]
    decisions = named(wave)
    assert {each.situation for each in decisions[120:]} == {Situation.OSCILLATING}
    swing = decisions[200]
    assert swing.evidence["period"] == pytest.approx(40, abs=2)
    assert swing.evidence["low"] == pytest.approx(0.2, abs=0.06)
    assert swing.evidence["high"] == pytest.approx(0.5, abs=0.06)
    assert "a learning rate 2 to 5 times lower" in swing.sentence
    lower = [each for each in decisions[120:300] if each.written_lr < each.lr_before]
    assert all(each.written_lr == pytest.approx(0.5 * each.lr_before) for each in lower)


@pytest.mark.parametrize("lr", [5e-5, 5e-8, 1e-9, 10.0])
def test_every_lr_may_move_both_ways(lr: float) -> None:
    losses = [1.0 + 0.01 * t for t in range(100)] + [2.0 - 0.015 * t for t in range(100)]
    decisions = named(losses, lr)
    assert decisions[99].written_lr < 0.5 * lr
    assert decisions[199].written_lr > 1.5 * min(each.written_lr for each in decisions[100:])


def test_a_steady_fall_raises_the_lr_and_a_swing_halves_it() -> None:
    assert named([5.0 - 0.01 * t for t in range(100)])[-1].written_lr > 1.5
    halved = named([1.0 - 0.01 * t for t in range(20)] + [0.5, 1.5] * 20)
    assert any(each.written_lr == pytest.approx(0.5 * each.lr_before) for each in halved)


def _floor(seed: int, *, follows: bool) -> tuple[list[Decision], float]:
    """Reach a flat, noisy level that follows the LR, or not."""
    source, schedule = random.Random(seed), ConditionBased()
    state, decisions = schedule.init(1.0), []
    for t in range(1, 601):
        share = state.written_lr if follows else 1.0
        loss = math.exp(-t / 30.0) + 0.1 * (2.0 * share + math.sqrt(share) * source.gauss(0.0, 1.0))
        state, decision = schedule.step(state, Reading(t=t, loss=loss))
        decisions.append(decision)
    return decisions, state.written_lr


@pytest.mark.parametrize("seed", range(5))
def test_a_noise_floor_is_one_that_a_lower_lr_lowers(seed: int) -> None:
    decisions, lr = _floor(seed, follows=True)
    assert any("half the LR has lowered the loss" in each.sentence for each in decisions)
    assert lr < 0.5


@pytest.mark.parametrize("seed", range(5))
def test_a_plateau_is_one_that_it_does_not(seed: int) -> None:
    decisions, lr = _floor(seed, follows=False)
    assert any("half the LR has not lowered the loss" in each.sentence for each in decisions)
    named_late = [each.situation for each in decisions[300:]]
    assert named_late.count(Situation.PLATEAU) > named_late.count(Situation.NOISE_FLOOR)
    assert lr > 0.2


def test_a_single_spike_is_named_and_not_answered() -> None:
    source = random.Random(0)
    losses = [2.0 - 0.01 * t + source.gauss(0.0, 0.01) for t in range(100)]
    losses[60] = 5.0
    decisions = named(losses)
    assert decisions[60].situation is Situation.SPIKE
    assert decisions[60].written_lr == decisions[60].lr_before
    assert decisions[61].situation is Situation.DESCENDING


def test_a_jump_that_stays_is_drift_and_frees_the_lr() -> None:
    source = random.Random(1)
    losses = [2.0 * math.exp(-t / 30.0) + (1.5 if t >= 100 else 0.0) + source.gauss(0.0, 0.01) for t in range(160)]
    decisions = named(losses)
    first = next(each for each in decisions if each.situation is Situation.DRIFTED)
    assert 100 < first.t <= 112
    assert first.written_lr >= first.lr_before
    assert Situation.DIVERGED not in situations(decisions)


def test_a_jump_that_goes_on_climbing_is_divergence_and_cuts_the_lr() -> None:
    source = random.Random(1)
    losses = [2.0 * math.exp(-min(t, 100) / 30.0) + source.gauss(0.0, 0.01) for t in range(140)]
    losses[100:] = [each + 0.1 * math.expm1(0.3 * index) for index, each in enumerate(losses[100:])]
    decisions = named(losses)
    first = next(each for each in decisions if each.situation is Situation.DIVERGED)
    assert 100 < first.t <= 112
    assert first.written_lr < 0.5 * first.lr_before


@pytest.mark.parametrize("scale", [2.0**-20, 2.0**20])
@pytest.mark.parametrize("offset", [-4.0, 64.0])
def test_neither_the_zero_nor_the_unit_of_the_loss_matters(scale: float, offset: float) -> None:
    source = random.Random(3)
    losses = [math.exp(-t / 50.0) + source.gauss(0.0, 0.02) + (0.5 if t > 150 else 0.0) for t in range(250)]
    rounded = [round(each * 2**20) / 2**20 for each in losses]  # so that shifting it is exact
    expected = named(rounded)
    moved = named([scale * (each + offset) for each in rounded])
    assert [each.situation for each in moved] == [each.situation for each in expected]
    assert [each.written_lr for each in moved] == pytest.approx([each.written_lr for each in expected])


def test_a_fault_without_warning_is_waited_out_once() -> None:
    losses: list[Any] = [2.0 - 0.01 * t for t in range(60)]
    losses[40] = math.inf
    decisions = named(losses)
    assert decisions[40].situation is Situation.NON_FINITE
    assert decisions[40].written_lr == decisions[40].lr_before
    assert decisions[41].situation is Situation.DESCENDING
    losses[45] = math.nan
    assert named(losses)[45].written_lr == pytest.approx(0.1 * named(losses)[45].lr_before)


def test_a_missing_loss_is_no_reading() -> None:
    losses = [2.0 - 0.01 * t for t in range(40)]
    gaps: list[float | None] = [each for loss in losses for each in (loss, None)]
    decisions = simulate(ConditionBased(), 1.0, gaps)
    assert [each.situation for each in decisions[::2]] == [each.situation for each in named(losses)]
    assert decisions[-1].sentence == "no loss at this reading; seen last: descending"


def test_bounds_hold() -> None:
    decisions = simulate(ConditionBased(lr_max=1.2), 1.0, [5.0 - 0.01 * t for t in range(100)])
    assert decisions[-1].written_lr == 1.2
