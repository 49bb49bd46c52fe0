"""RatB and RobustRat follow their laws, show their flaw, and `Bounded` cures it."""

import math

import pytest

from awarelr.core import Reading, Situation
from awarelr.errors import SettingError
from awarelr.schedules import Bounded, InverseScaling, RatioBased, RobustRatio, simulate


def test_a_rising_loss_multiplies_the_lr_by_the_root_of_the_ratio() -> None:
    decisions = simulate(RatioBased(window=2), 0.1, [1.0, 3.0, 2.0, 6.0])
    assert [each.situation for each in decisions[:3]] == [Situation.WARMING_UP] * 3
    assert decisions[3].written_lr == pytest.approx(0.1 * math.sqrt(4.0 / 2.0))
    assert decisions[3].sentence == "mean loss 4 after 2 gives 1.414: the LR is multiplied by it"


def test_a_loss_that_never_rises_gives_inverse_scaling_from_then_on() -> None:
    falling = [1.0 / t for t in range(1, 51)]
    ours = simulate(RatioBased(window=1), 0.1, falling)
    law = simulate(InverseScaling(), 0.1, 50)
    rescaled = ours[0].written_lr / law[0].written_lr
    assert [each.written_lr for each in ours] == pytest.approx([rescaled * each.written_lr for each in law], rel=1e-12)


def test_the_basic_form_follows_the_ratio_both_ways() -> None:
    basic = RatioBased(window=1, root=False, falling="ratio")
    losses = [1.0, 2.0, 0.5, 0.5]
    assert [each.written_lr for each in simulate(basic, 0.1, losses)] == pytest.approx([0.1, 0.2, 0.05, 0.05])


def test_robust_rat_acts_after_its_patience_and_on_changes_beyond_a_factor_of_e() -> None:
    losses = [1.0, 1.0, 1.0, math.e**2, math.e**-1, math.e**-1]
    decisions = simulate(RobustRatio(window=1, patience=3), 0.1, losses)
    assert [each.written_lr for each in decisions[:3]] == [0.1] * 3
    assert decisions[3].written_lr == pytest.approx(0.2)
    assert decisions[4].written_lr == pytest.approx(0.6)
    assert decisions[5].written_lr == pytest.approx(0.6 * math.sqrt(6.0 / 7.0))


def _trained(schedule: RatioBased | RobustRatio | Bounded, lr: float) -> tuple[list[float], list[float]]:
    """Train x^2 / 2 by gradient descent, which diverges from an LR of 2 on."""
    state, x = schedule.init(lr), 1.0
    losses, lrs = [], []
    for t in range(1, 61):
        losses.append(min(0.5 * x * x, 1e140))
        lrs.append(state.written_lr)
        x = max(-1e70, min(1e70, x - state.written_lr * x))
        state, _ = schedule.step(state, Reading(t=t, loss=losses[-1]))  # type: ignore[arg-type]
    return losses, lrs


@pytest.mark.parametrize("schedule", [RatioBased(window=1), RobustRatio(window=1, patience=0)])
def test_the_flaw_a_diverging_loss_raises_the_lr_which_raises_the_loss(schedule: RatioBased | RobustRatio) -> None:
    losses, lrs = _trained(schedule, 4.0)
    assert losses[10] > losses[5] > losses[0]
    assert lrs[20] > 100.0 * lrs[0]


@pytest.mark.parametrize("schedule", [RatioBased(window=1), RobustRatio(window=1, patience=0)])
def test_the_cure_within_bounds_the_same_start_converges(schedule: RatioBased | RobustRatio) -> None:
    bounded = Bounded(schedule, lr_max=1.5)
    with pytest.raises(SettingError, match=r"lr must be within lr_min and lr_max"):
        bounded.init(4.0)
    losses, lrs = _trained(bounded, 1.5)
    assert max(lrs) <= 1.5
    assert losses[-1] < 1e-3 * losses[0]


def test_a_bound_is_told_so_that_the_lr_does_not_run_away_behind_it() -> None:
    rising = [2.0**t for t in range(20)]
    decisions = simulate(Bounded(RatioBased(window=1), lr_max=0.2), 0.1, [*rising, *rising[::-1][1:6]])
    assert decisions[19].written_lr == 0.2
    assert "the ceiling of 0.2 leaves 0.2" in decisions[19].sentence
    assert decisions[20].written_lr < 0.2


@pytest.mark.parametrize("losses", [[-1.0, -2.0], [0.0, 0.0], [1.0, 0.0]])
def test_losses_that_have_no_ratio_leave_the_lr_and_say_so(losses: list[float]) -> None:
    decision = simulate(RatioBased(window=1), 0.1, losses)[-1]
    assert decision.written_lr == 0.1
    assert "a ratio needs losses above 0" in decision.sentence


def test_missing_and_non_finite_losses_are_no_readings() -> None:
    decisions = simulate(RatioBased(window=1), 0.1, [1.0, None, math.nan, 4.0])
    assert [each.written_lr for each in decisions] == pytest.approx([0.1, 0.1, 0.1, 0.2])
    assert decisions[1].sentence == "no loss to read: the LR stays"
    assert decisions[2].situation is Situation.NON_FINITE


def test_settings_out_of_range_are_refused_together() -> None:
    with pytest.raises(SettingError) as error:
        RatioBased(window=0, falling="up", power=0.0)
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["window", "power", "falling"]
    with pytest.raises(SettingError, match="lr_max must be above lr_min"):
        RobustRatio(lr_min=1.0, lr_max=0.5)
