"""What leaves its level is damage only where the loss does not do so all the time."""

import math
import random
from collections.abc import Callable, Sequence

import pytest

from awarelr.diagnose import Finding, Kind, Report

Diagnosed = Callable[[str], Report]


def named(diagnosed: Diagnosed, losses: Sequence[float]) -> list[Finding]:
    findings = diagnosed("loss\n" + "".join(f"{each!r}\n" for each in losses)).runs[0].findings
    return [each for each in findings if not each.kind.healthy]


def scattered_by_factors(seed: int) -> list[float]:
    source = random.Random(seed)
    return [0.69, *(math.exp(source.gauss(-5.5, 1.9)) for _ in range(59))]


def in_ripples(seed: int) -> list[float]:
    source = random.Random(seed)
    apart = source.choice((26, 30, 34))
    hills = [(top, source.uniform(0.006, 0.02), source.uniform(4.0, 7.0)) for top in range(60, 260, apart)]
    return [
        0.24
        + 0.3 * math.exp(-step / 80.0)
        + sum(height * math.exp(-(((step - top) / width) ** 2)) for top, height, width in hills)
        for step in range(300)
    ]


@pytest.mark.parametrize("seed", [28, 33, 46])
def test_a_loss_near_zero_that_scatters_by_factors_is_not_damaged(diagnosed: Diagnosed, seed: int) -> None:
    """Guards against an alarm at 0.2 in a batch's loss that is 0.002 as often as 0.07 (half-moons, seed 8)."""
    assert named(diagnosed, scattered_by_factors(seed)) == []


@pytest.mark.parametrize("seed", range(1, 7))
def test_damage_to_such_a_loss_is_still_seen(diagnosed: Diagnosed, seed: int) -> None:
    losses, source = scattered_by_factors(seed), random.Random(seed)
    losses[35:47] = [0.6 * math.exp(source.gauss(0.0, 0.5)) for _ in range(12)]
    assert Kind.DAMAGED in [each.kind for each in named(diagnosed, losses)]


@pytest.mark.parametrize("seed", [5, 10, 20, 29, 30, 34])
def test_ripples_on_the_way_down_are_no_damage(diagnosed: Diagnosed, seed: int) -> None:
    """Guards against an alarm at one of many hills only because the later ones stand lower (RMSprop)."""
    assert named(diagnosed, in_ripples(seed)) == []


def test_one_hill_on_a_smooth_way_down_is_damage(diagnosed: Diagnosed) -> None:
    losses = [0.24 + 0.3 * math.exp(-step / 80.0) for step in range(300)]
    losses[150:165] = [each + 0.05 for each in losses[150:165]]
    assert [each.kind for each in named(diagnosed, losses)] == [Kind.DAMAGED]


def test_what_the_first_steps_throw_up_is_told_though_the_loss_comes_down_again(diagnosed: Diagnosed) -> None:
    """Guards against silence where a first loss of 1.1 was followed by 1,300 (RMSprop at 30 x the best LR)."""
    losses = [1.13, 44.1, 1271.8, 11.4, 2.15, *(0.5 + 0.9 * math.exp(-step / 20.0) for step in range(200))]
    (finding,) = named(diagnosed, losses)
    assert finding.sentence == "damage at record 2: the training loss jumped from 1.13 to 1272; price 6 records"
    assert finding.advice == "Next time start with an LR 3 to 10 x lower, or with a warm-up."
    assert finding.lower == (3.0, 10.0)


def test_a_first_step_too_far_is_no_damage(diagnosed: Diagnosed) -> None:
    losses = [2.32, 12.4, 3.15, *(2.1 * math.exp(-step / 40.0) + 0.2 for step in range(200))]
    assert named(diagnosed, losses) == []
