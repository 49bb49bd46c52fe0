"""Real trainings for the pictures of how AwareLR understands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import final

import torch

from awarelr import Decision
from awarelr.cli.commands.demo.network import NetworkSetting
from awarelr.torch import AwareLR
from drawing.quiet import quiet

__all__ = ["BAD_BATCH", "DRIFT", "RUNS", "Run", "run_named"]

BAD_BATCH = 200
"""Step of the stream whose batch holds a NaN."""
DRIFT = 400
"""Step of the stream at which its truth changes."""
_NETWORK_STEPS = 600
_STREAM_STEPS = 700
_FEATURES = 20
_BATCH = 16


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one training left behind.

    Args:
        losses: mini-batch loss at each step.
        lrs: LR that each step used.
        decisions: what was decided after each step.
        story: what `AwareLR.explain` says at the end.
    """

    losses: list[float]
    lrs: list[float]
    decisions: list[Decision]
    story: str


def _network(factor: float) -> Run:
    """Train the network of ``awarelr demo`` from a wrong rate."""
    setting = NetworkSetting(0)
    contender = setting.start("AwareLR", setting.usual_lr * factor, _NETWORK_STEPS)
    moments = [contender.step() for _ in range(_NETWORK_STEPS)]
    story = contender.explain()
    contender.close()
    return Run(
        losses=[each.loss for each in moments],
        lrs=[each.lr for each in moments],
        decisions=[each.decision for each in moments if each.decision is not None],
        story=story,
    )


def _stream() -> Run:
    """Train a linear regression whose data hold one NaN, and change later."""
    generator = torch.Generator().manual_seed(0)
    before, after = torch.randn(2, _FEATURES, generator=generator)
    model = torch.nn.Linear(_FEATURES, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = AwareLR(optimizer, model=model)
    losses, lrs, decisions = [], [], []
    for step in range(1, _STREAM_STEPS + 1):
        rows = torch.randn(_BATCH, _FEATURES, generator=generator)
        targets = rows @ (after if step >= DRIFT else before) + 0.5 * torch.randn(_BATCH, generator=generator)
        if step == BAD_BATCH:
            rows[0, 0] = torch.nan
        optimizer.zero_grad()
        loss = 0.5 * (model(rows)[:, 0] - targets).square().mean()
        loss.backward()
        lrs.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step(loss)
        losses.append(loss.item())
        decisions += [] if scheduler.last_decision is None else [scheduler.last_decision]
    return Run(losses=losses, lrs=lrs, decisions=decisions, story=scheduler.explain())


RUNS: dict[str, Callable[[], Run]] = {
    "too_small": lambda: _network(1e-3),
    "too_large": lambda: _network(30.0),
    "stream": _stream,
}
"""Name of a picture to its training."""


@cache
def run_named(name: str) -> Run:
    """Return the training of that name, run once a build.

    Source: *ours*.
    """
    with quiet():
        return RUNS[name]()
