"""A validation loss may rise to the end, or at the very start and for good."""

import math
import random
from collections.abc import Callable

import pytest

from awarelr.diagnose import Kind, Report
from awarelr.diagnose.findings.overfitting import rise_of

Diagnosed = Callable[[str], Report]


def settled(seed: int) -> list[float]:
    source = random.Random(seed)
    return [0.7 + 2.4 * (1.0 - math.exp(-t / 8.0)) + 0.2 * source.gauss(0.0, 1.0) for t in range(60)]


@pytest.mark.parametrize("seed", range(8))
def test_a_rise_at_the_start_that_has_settled_is_overfitting(diagnosed: Diagnosed, seed: int) -> None:
    """Guards against silence about 48 examples known by heart within a hundred steps: no slope is left at the end."""
    rows = [(t, 0.7 * math.exp(-t / 5.0), loss) for t, loss in enumerate(settled(seed))]
    findings = diagnosed("epoch,loss,val_loss\n" + "".join(f"{t},{a},{b}\n" for t, a, b in rows)).runs[0].findings
    assert findings[0].kind is Kind.OVERFITTING
    assert "soon rose for good, to " in findings[0].sentence or "rises since, to " in findings[0].sentence


def test_a_rise_that_has_settled_is_marked_as_such() -> None:
    rise = rise_of([0.75, 1.3, 1.7, 2.3, 2.6, *(3.0 + 0.05 * (-1.0) ** t for t in range(55))])
    assert rise is not None
    assert rise.settled
    assert rise.best == 0


def test_a_dip_in_the_middle_that_has_settled_is_none() -> None:
    source = random.Random(3)
    level = [1.0] * 30 + [0.8] * 6 + [1.0] * 30
    assert rise_of([each + 0.02 * source.gauss(0.0, 1.0) for each in level]) is None
