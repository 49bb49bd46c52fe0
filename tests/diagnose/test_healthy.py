"""Healthy runs of many shapes give no false alarm."""

import math
import random
from collections.abc import Callable, Iterator

import pytest

from awarelr.diagnose import Kind, Report

Diagnosed = Callable[[str], Report]
ALARMS = {Kind.DIVERGED, Kind.DRIFTED, Kind.DAMAGED, Kind.DEAD, Kind.NEVER_UPDATED, Kind.CHANCE_LEVEL, Kind.NON_FINITE}


def healthy(seed: int) -> Iterator[tuple[str, list[float]]]:
    """Yield healthy curves: lengths, scales and noise follow the seed."""
    source = random.Random(seed)
    count = (12, 40, 150, 300)[seed % 4]
    noise = (0.003, 0.01, 0.03, 0.1, 0.2)[seed % 5]
    scale = 10.0 ** source.uniform(-3.0, 3.0)
    tau = source.uniform(0.05, 0.5) * count

    def gauss() -> float:
        return noise * source.gauss(0.0, 1.0)

    times = range(count)
    yield "exponential", [scale * (0.1 + math.exp(-t / tau) + gauss()) for t in times]
    yield "power law", [scale * (t + 1.0) ** -0.5 * (1.0 + gauss()) for t in times]
    yield "multiplied noise", [scale * (0.2 + math.exp(-t / tau)) * math.exp(gauss()) for t in times]
    yield "flat", [scale * (1.0 + gauss()) for _ in times]
    yield "negative", [-5.0 + scale * (math.exp(-t / tau) + gauss()) for t in times]
    yield "straight", [scale * (2.0 - t / count + gauss()) for t in times]
    yield "rounded", [round(2.3 * math.exp(-t / tau) + 0.05 + abs(gauss()), 2) for t in times]
    yield (
        "step decay",
        [scale * ((1.0 if t < count / 2 else 0.3) * (0.2 + gauss()) + math.exp(-t / tau)) for t in times],
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_healthy_training_loss_is_called_healthy(diagnosed: Diagnosed, seed: int) -> None:
    for name, losses in healthy(seed):
        report = diagnosed("step,loss\n" + "".join(f"{t},{loss!r}\n" for t, loss in enumerate(losses)))
        named = {each.kind for each in report.runs[0].findings}
        assert not named & ALARMS, (name, [each.sentence for each in report.runs[0].findings])


@pytest.mark.parametrize("seed", range(8))
def test_a_healthy_validation_loss_is_no_overfitting(diagnosed: Diagnosed, seed: int) -> None:
    source = random.Random(seed)
    count, noise = (12, 30, 80, 200)[seed % 4], (0.02, 0.1, 0.3)[seed % 3]
    train = [0.3 + math.exp(-5.0 * t / count) for t in range(count)]
    rows = [(t, loss, loss + 0.1 + noise * source.gauss(0.0, 1.0)) for t, loss in enumerate(train)]
    report = diagnosed("epoch,loss,val_loss\n" + "".join(f"{t},{a},{b}\n" for t, a, b in rows))
    assert report.runs[0].healthy, [each.sentence for each in report.runs[0].findings]
    alone = diagnosed("epoch,val_loss\n" + "".join(f"{t},{b}\n" for t, _, b in rows))
    assert Kind.VALIDATION_RISING not in {each.kind for each in alone.runs[0].findings}
