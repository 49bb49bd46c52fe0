"""Hypergradient descent, worked by hand on w^2 / 2 from w = 2."""

from typing import Any

import pytest
from torch.optim import SGD, Adam

from awarelr.benchmark.baselines.hypergradient import HypergradientBaseline

pytestmark = pytest.mark.torch


def test_sgd_by_hand(follow: Any) -> None:
    control, weights = follow(HypergradientBaseline(), SGD, 3, lr=0.1)
    # Step 1: 2 - 0.1 * 2 = 1.8, subtracted 2 a unit of LR.
    # Step 2: LR 0.1 + 0.001 * 1.8 * 2 = 0.1036; 1.8 - 0.1036 * 1.8 = 1.61352.
    # Step 3: LR 0.1036 + 0.001 * 1.61352 * 1.8 = 0.106504336; 1.61352 - 0.106504336 * 1.61352 = 1.4416731...
    assert weights == pytest.approx([1.8, 1.61352, 1.441673], rel=1e-6)
    assert control.lr == pytest.approx(0.106504336, rel=1e-6)


def test_momentum_by_hand(follow: Any) -> None:
    control, weights = follow(HypergradientBaseline(), SGD, 3, lr=0.1, momentum=0.9)
    # Step 2: LR 0.1036; velocity 0.9 * 2 + 1.8 = 3.6; 1.8 - 0.1036 * 3.6 = 1.42704.
    # Step 3: the last step subtracted 3.6 a unit of LR: LR 0.1036 + 0.001 * 1.42704 * 3.6 = 0.108737344.
    assert weights[:2] == pytest.approx([1.8, 1.42704], rel=1e-6)
    assert control.lr == pytest.approx(0.108737344, rel=1e-6)


def test_adam_by_hand_at_its_own_rate(follow: Any) -> None:
    control, weights = follow(HypergradientBaseline(), Adam, 2, lr=0.01)
    # Step 1: Adam's first step is one LR long: 1.99. Step 2: LR 0.01 + 1e-7 * 1.99 * 1.
    assert weights[0] == pytest.approx(1.99, rel=1e-6)
    assert control.lr == pytest.approx(0.01 + 1.99e-7, rel=1e-7)


def test_an_lr_of_zero_stays_zero_and_raises_nothing(follow: Any) -> None:
    control, weights = follow(HypergradientBaseline(), SGD, 3, lr=0.0)
    assert (control.lr, weights) == (0.0, [2.0, 2.0, 2.0])
