"""What is minimised may move: another player's progress is no damage of ours."""

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr.core import Situation  # noqa: E402 - after the skip
from awarelr.torch import AwareLR  # noqa: E402

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("rollback", [True, False])
def test_a_target_that_runs_ahead_is_followed_and_not_taken_for_damage(*, rollback: bool) -> None:
    """Guards a GAN's discriminator, cut ten times for what the generator had learnt."""
    torch.manual_seed(0)
    weight: Any = torch.nn.Parameter(torch.zeros(10))
    optimizer = torch.optim.SGD([weight], lr=1e-3)
    rolled_back: list[int] = []
    scheduler = AwareLR(optimizer, rollback=rollback, on_rollback=lambda step, _: rolled_back.append(step))
    target = torch.zeros(10)
    named = set()
    for _ in range(40):
        target = target + 0.1 + 0.02 * torch.randn(10)  # faster than the weights can follow at first
        optimizer.zero_grad()
        loss = ((weight - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        named.add(scheduler.situation)
    assert rolled_back == []
    assert Situation.DRIFTED in named
    assert Situation.DIVERGED not in named
    assert scheduler.get_last_lr()[0] > 1e-3
