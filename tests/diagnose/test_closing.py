"""How a run stands at its end is called by its name, and everything says the same of where it begins."""

import math
import random
from collections.abc import Callable

import pytest

from awarelr.diagnose import Examined, Kind, Report, report_text
from awarelr.diagnose.timeline import Stretch

Diagnosed = Callable[[str], Report]
FLAT = {Kind.PLATEAU, Kind.NOISE_FLOOR}


def examined(diagnosed: Diagnosed, losses: list[float]) -> Examined:
    (run,) = diagnosed("step,loss\n" + "".join(f"{t},{loss!r}\n" for t, loss in enumerate(losses))).runs
    return run


def heavy(seed: int, count: int, power: float, noise: float) -> list[float]:
    """Return a power law under noise that multiplies, so that it has a heavy tail."""
    source = random.Random(seed)
    return [2.3 * (t + 1) ** -power * math.exp(noise * source.gauss(0.0, 1.0)) for t in range(count)]


@pytest.mark.parametrize(("seed", "count"), [(0, 300), (1, 300), (2, 2000)])
@pytest.mark.parametrize(("power", "noise"), [(0.3, 0.1), (0.5, 0.3), (1.0, 0.3), (1.2, 0.4)])
def test_a_heavy_tailed_loss_that_falls_on_a_logarithmic_axis_is_descending(
    diagnosed: Diagnosed, seed: int, count: int, power: float, noise: float
) -> None:
    """Guards against calling it a plateau and advising a higher LR."""
    run = examined(diagnosed, heavy(seed, count, power, noise))
    assert run.has(Kind.DESCENDING), [each.sentence for each in run.findings]
    assert not any("Raise the LR" in each.advice for each in run.findings)


@pytest.mark.parametrize(("seed", "count"), [(0, 300), (1, 300), (3, 300), (2, 2000)])
@pytest.mark.parametrize("noise", [0.0005, 0.05])
def test_a_loss_that_has_come_to_rest_is_not_descending(
    diagnosed: Diagnosed, seed: int, noise: float, count: int
) -> None:
    source = random.Random(seed)
    losses = [0.3 + math.exp(-10.0 * t / count) + noise * source.gauss(0.0, 1.0) for t in range(count)]
    assert {each.kind for each in examined(diagnosed, losses).findings} & FLAT


def closing_and_stretch(run: Examined) -> tuple[float, Stretch] | None:
    closing = next((each for each in run.findings if each.kind in {*FLAT, Kind.DESCENDING}), None)
    if closing is None:
        return None
    return closing.start, next(each for each in reversed(run.timeline) if each.label == closing.kind.label)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [60, 300])
def test_the_finding_and_the_timeline_begin_at_the_same_step(diagnosed: Diagnosed, seed: int, count: int) -> None:
    """Guards against a finding that began some steps before or after its stretch."""
    source = random.Random(seed)
    shapes = [
        heavy(seed, count, 0.7, 0.3),
        [0.3 + math.exp(-10.0 * t / count) + 0.02 * source.gauss(0.0, 1.0) for t in range(count)],
        [2.0 - t / count + 0.05 * source.gauss(0.0, 1.0) for t in range(count)],
    ]
    for losses in shapes:
        found = closing_and_stretch(examined(diagnosed, losses))
        assert found is not None
        assert found[0] == found[1].start


def test_damage_ends_in_the_timeline_where_its_finding_ends(diagnosed: Diagnosed) -> None:
    losses = heavy(1, 400, 0.4, 0.02)
    losses[380:386] = [3.0, 2.5, 2.0, 1.5, 1.0, 0.6]
    run = examined(diagnosed, losses)
    found = next(each for each in run.findings if each.kind is Kind.DAMAGED)
    stretch = next(each for each in run.timeline if each.label == "damaged")
    assert (stretch.start, stretch.end) == (found.start, found.end)
    assert run.timeline[-1].healthy


def test_a_line_without_noise_has_no_statistic_of_999(diagnosed: Diagnosed) -> None:
    report = diagnosed("step,loss\n" + "".join(f"{t},{2.0 - t / 100!r}\n" for t in range(60)))
    assert "999" not in report_text(report)
    assert "t < -100" in report_text(report)


@pytest.mark.parametrize("seed", range(4))
def test_a_divergence_that_ends_in_nan_is_one_finding(diagnosed: Diagnosed, seed: int) -> None:
    """Guards against two headlines, with two ranges of LRs to try, for one cause."""
    source = random.Random(seed)
    losses = [0.3 + 2.0 * math.exp(-t / 40.0) + 0.03 * source.gauss(0.0, 1.0) for t in range(200)]
    losses += [0.3 * math.exp(k / 3.0) for k in range(40)] + [math.nan] * 20
    (found,) = examined(diagnosed, losses).findings
    assert found.kind is Kind.NON_FINITE
    assert 200 <= found.start <= 210
    assert "rose from" in found.sentence
    assert "is not finite from step 240" in found.sentence
    assert found.advice.startswith("Go back to a checkpoint before step 20")


@pytest.mark.parametrize("seed", range(4))
def test_single_losses_high_above_the_others_again_and_again_are_no_damage(diagnosed: Diagnosed, seed: int) -> None:
    """Guards against the alarm that half of the healthy mini-batch trainings raised, whose losses have a long tail."""
    source = random.Random(seed)
    losses = [0.02 * source.expovariate(1.0) ** 1.5 for _ in range(400)]
    run = examined(diagnosed, losses)
    assert run.healthy, [each.sentence for each in run.findings]
