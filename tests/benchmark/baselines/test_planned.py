"""The planned baselines write the LR that they say, and average the weights on the side."""

import pytest
import torch
from torch import nn

from awarelr.benchmark.averaging import TailAverage
from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.baselines.cosine import CosineBaseline

pytestmark = pytest.mark.torch


def one_weight() -> nn.Linear:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    return model


def test_constant_leaves_the_lr_alone() -> None:
    model = one_weight()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    control = ConstantBaseline().start(model=model, optimizer=optimizer, total_steps=3)
    for _ in range(3):
        assert optimizer.param_groups[0]["lr"] == 0.25
        control.step(torch.tensor(1.0))


def test_cosine_warms_up_over_a_twentieth_and_comes_down_to_nearly_zero() -> None:
    model = one_weight()
    optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
    control = CosineBaseline().start(model=model, optimizer=optimizer, total_steps=40)
    lrs = []
    for _ in range(40):
        lrs.append(optimizer.param_groups[0]["lr"])
        control.step(torch.tensor(1.0))
    assert lrs[0] == 1.0  # 1/2 of the warm-up
    assert lrs[20] == pytest.approx(1.0)  # half way down
    assert lrs[-1] == pytest.approx(0.0031, abs=1e-4)
    assert lrs[1:] == sorted(lrs[1:], reverse=True)


def test_cosine_stays_at_nothing_beyond_the_budget_it_was_told() -> None:
    """Guards against the bare formula, which rises again to the full LR at twice the budget."""
    model = one_weight()
    optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
    control = CosineBaseline().start(model=model, optimizer=optimizer, total_steps=40)
    for _ in range(40):
        control.step(torch.tensor(1.0))
    beyond = []
    for _ in range(40):
        beyond.append(control.lr)
        control.step(torch.tensor(1.0))
    assert beyond == [0.0] * 40


def test_the_average_moves_a_sixth_of_the_way_at_first_and_a_tenth_of_the_run_later() -> None:
    model = one_weight()
    average = TailAverage(model.parameters())
    with torch.no_grad():
        model.weight.fill_(6.0)
    average.update()
    with average.in_place():
        assert model.weight.item() == pytest.approx(1.0)  # 0 + (6 - 0) / 6
    assert model.weight.item() == 6.0
    for _ in range(98):
        average.update()
    with torch.no_grad():
        model.weight.fill_(16.0)
    average.update()
    with average.in_place():
        assert model.weight.item() == pytest.approx(7.0, abs=1e-4)  # step 100: 6 + (16 - 6) / 10
