"""Kinds of batches that take turns look like steps that overshoot, at any learning rate."""

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr.core import Situation  # noqa: E402 - after the skip
from awarelr.torch import AwareLR  # noqa: E402

STEPS, BLOCK = 1000, 5


def train(seed: int) -> tuple[float, list[Any]]:
    """Train on two kinds in blocks of five steps by Adam; return the mean loss of both, and every decision."""
    draw = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    truths = torch.randn(2, 20, 1, generator=draw)
    model = torch.nn.Sequential(torch.nn.Linear(21, 48), torch.nn.Tanh(), torch.nn.Linear(48, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    scheduler = AwareLR(optimizer, model=model)
    made = []

    def loss_of(kind: int, rows: int) -> Any:
        x = torch.randn(rows, 20, generator=draw)
        y = (1.0, 3.0)[kind] * torch.tanh(x @ truths[kind])
        return torch.nn.functional.mse_loss(model(torch.cat([x, torch.full((rows, 1), float(kind))], 1)), y)

    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of((step // BLOCK) % 2, 32)
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        made.append(scheduler.last_decision)
    with torch.no_grad():
        return float(loss_of(0, 2000) + loss_of(1, 2000)) / 2.0, made


# Stalled, 300 times a run, took the rate to nothing: the loss ended where it was after a hundred steps (decision 0067).
@pytest.mark.parametrize("seed", [0, 1])
def test_a_lowering_that_mends_nothing_is_taken_back(seed: int) -> None:
    loss, made = train(seed)
    named = [each.situation for each in made]
    assert named.count(Situation.ALTERNATING) == 1
    at = named.index(Situation.ALTERNATING)
    decision = made[at]
    assert decision.lr == pytest.approx(decision.evidence["stall_lr"])
    assert decision.lr > 10.0 * decision.lr_before
    assert Situation.STALLED not in named[at:]
    assert Situation.OSCILLATING not in named[at:]
    assert made[-1].lr > decision.lr
    assert loss < 1.2
