"""The standard curve: one real training, read by the sensor, shown to every schedule."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from awarelr import Reading
from awarelr.journal import read_journal
from awarelr.torch import AwareLR
from drawing.quiet import quiet

__all__ = ["DRIFT", "LR0", "SPIKE", "STEPS", "own_curve", "standard_curve"]

LR0 = 0.1
"""LR that every schedule is given."""
STEPS = 600
SPIKE = 200
"""Step with one wrong batch."""
DRIFT = 360
"""First step at which the data are others."""
_CONSTANT = 0.03
_FEATURES = 20
_BATCH = 64


@cache
def standard_curve() -> tuple[Reading, ...]:
    """Return the readings of a linear regression that descends, meets one wrong batch and a drift.

    The training runs at a constant rate and is only watched: every schedule sees the same readings, which therefore do
    not answer to what it decides. `own_curve` is the sibling for the one schedule that would be lost without answers.

    Source: *ours*.
    """
    return _trained(_CONSTANT, observe_only=True)


@cache
def own_curve() -> tuple[Reading, ...]:
    """Return the readings of the same training driven by `AwareLR` from `LR0`: to be decided on again.

    Source: *ours*.
    """
    return _trained(LR0, observe_only=False)


def _trained(lr: float, *, observe_only: bool) -> tuple[Reading, ...]:
    with TemporaryDirectory() as folder, quiet():
        journal = Path(folder) / "standard.jsonl"
        _train(lr, observe_only=observe_only, journal=journal)
        readings = (entry.reading for entry in read_journal(journal).entries())
        return tuple(replace(reading, lr_found=None) for reading in readings)


def _train(lr: float, *, observe_only: bool, journal: Path) -> None:
    generator = torch.Generator().manual_seed(0)
    scales = torch.logspace(0.0, -0.7, _FEATURES)
    truth, change = torch.randn(2, _FEATURES, generator=generator) / scales.sqrt()
    model = torch.nn.Linear(_FEATURES, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    scheduler = AwareLR(optimizer, model=model, observe_only=observe_only, journal=journal)
    for step in range(1, STEPS + 1):
        rows = torch.randn(_BATCH, _FEATURES, generator=generator) * scales
        noise = 2.0 if step == SPIKE else 0.5
        targets = rows @ (truth + 0.5 * change if step >= DRIFT else truth)
        targets += noise * torch.randn(_BATCH, generator=generator)
        optimizer.zero_grad()
        loss = 0.5 * (model(rows)[:, 0] - targets).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    scheduler.close()
