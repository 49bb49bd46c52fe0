"""What a loss alone says of an LR that is too small, and that it offers the other reading beside it."""

import math
import random
from collections.abc import Callable

import pytest

from awarelr.diagnose import Examined, Finding, Kind, Report, report_text

Diagnosed = Callable[[str], Report]


def examined(diagnosed: Diagnosed, losses: list[float], lrs: list[float] | None = None) -> Examined:
    rates = [0.1] * len(losses) if lrs is None else lrs
    rows = (f"{t},{loss!r},{lr!r}\n" for t, (loss, lr) in enumerate(zip(losses, rates, strict=True)))
    (run,) = diagnosed("step,loss,lr\n" + "".join(rows)).runs
    return run


def last_of(run: Examined) -> Finding:
    return next(each for each in run.findings if each.kind is not Kind.SPIKE)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.15])
def test_a_slow_straight_fall_under_noise_offers_a_higher_lr(diagnosed: Diagnosed, seed: int, noise: float) -> None:
    """Guards against calling it a noise floor and advising a lower LR."""
    source = random.Random(seed)
    run = examined(diagnosed, [2.3 - 0.3 * t / 400 + noise * source.gauss(0.0, 1.0) for t in range(400)])
    found = last_of(run)
    assert run.healthy
    assert found.kind is Kind.DESCENDING
    assert (found.higher, found.lower) == ((3.0, 10.0), None)
    assert "its end is not in sight" in found.sentence
    assert "if it rises or swings, go back" in found.advice


@pytest.mark.parametrize("seed", range(4))
def test_a_loss_that_has_not_moved_offers_both_readings(diagnosed: Diagnosed, seed: int) -> None:
    source = random.Random(seed)
    found = last_of(examined(diagnosed, [0.9 + 0.2 * source.gauss(0.0, 1.0) for _ in range(300)]))
    assert found.kind in {Kind.NOISE_FLOOR, Kind.PLATEAU}
    assert found.higher == (3.0, 10.0)
    assert found.lower == (3.0, 10.0)
    assert "The loss alone does not tell why" in found.advice


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise", [0.001, 0.03, 0.2])
def test_a_loss_that_came_down_first_is_not_called_slow(diagnosed: Diagnosed, seed: int, noise: float) -> None:
    source = random.Random(seed)
    losses = [0.3 + 2.0 * math.exp(-t / 20.0) + noise * source.gauss(0.0, 1.0) for t in range(400)]
    found = last_of(examined(diagnosed, losses))
    assert found.kind in {Kind.NOISE_FLOOR, Kind.PLATEAU}
    assert "not in sight" not in found.sentence
    assert found.lower is not None
    assert found.higher is not None


def test_where_the_lr_has_decayed_nobody_is_told_to_raise_it(diagnosed: Diagnosed) -> None:
    rates = [0.1 * (1.0 - t / 400) for t in range(400)]
    found = last_of(examined(diagnosed, [2.0 - t / 400 for t in range(400)], rates))
    assert found.kind is Kind.DESCENDING
    assert found.higher is None


def test_a_loss_that_only_makes_up_for_its_first_steps_offers_a_lower_lr(diagnosed: Diagnosed) -> None:
    losses = [1.0, 30.0, *(1.2 + 4e4 * math.exp(-t / 20.0) for t in range(398))]
    run = examined(diagnosed, losses)
    assert any(each.lower for each in run.findings)
    assert not any(each.higher for each in run.findings)


def test_the_rates_to_try_are_given_for_both_readings(diagnosed: Diagnosed) -> None:
    source = random.Random(7)
    (rows,) = [[0.9 + 0.2 * source.gauss(0.0, 1.0) for _ in range(300)]]
    report = diagnosed("step,loss,lr\n" + "".join(f"{t},{loss!r},0.1\n" for t, loss in enumerate(rows)))
    assert "The LR was 0.1 there: that means 0.01 to 0.03333, or 0.3 to 1." in " ".join(report_text(report).split())
