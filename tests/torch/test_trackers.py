"""AwareLR shows its decisions to trackers, and a broken one costs the training nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.journal import read_journal
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


class Seen:
    """Keeps the LRs it is shown, by step."""

    every = 1

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.lrs: dict[int, float] = {}
        self.closed = False

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        if self.broken:
            message = "gone"
            raise ConnectionError(message)
        self.lrs[step] = values["lr"]

    def text(self, name: str, words: str, step: int) -> None:
        """Take it and forget it."""

    def close(self) -> None:
        self.closed = True


def trained(toy: Callable[..., Any], **arguments: Any) -> tuple[Scheduler, list[float]]:
    """Return the scheduler after 30 steps, and every weight."""
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.1)
    scheduler = AwareLR(optimizer, model=task.model, **arguments)
    for step in range(30):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    return scheduler, [float(each) for parameter in task.model.parameters() for each in parameter.detach().flatten()]


@pytest.mark.parametrize("decide_every", [1, 8])
def test_it_is_shown_every_decision(toy: Callable[..., Any], tmp_path: Path, decide_every: int) -> None:
    seen = Seen()
    scheduler, _ = trained(toy, trackers=[seen], journal=tmp_path / "run.jsonl", decide_every=decide_every)
    scheduler.close()
    decisions = [entry.decision for entry in read_journal(tmp_path / "run.jsonl").entries()]
    assert seen.lrs == {each.t: each.written_lr for each in decisions}
    assert len(seen.lrs) == 30  # those that still waited at the end included
    assert seen.closed


def test_a_broken_one_changes_nothing(toy: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    _, weights = trained(toy, trackers=[Seen(broken=True)])
    assert weights == trained(toy)[1]
    assert [each.getMessage().partition(":")[0] for each in caplog.records] == ["The tracker Seen failed at step 1"]


def test_the_journal_says_where_it_comes_from(toy: Callable[..., Any], tmp_path: Path) -> None:
    torch.manual_seed(7)
    trained(toy, journal=tmp_path / "run.jsonl")[0].close()
    header = read_journal(tmp_path / "run.jsonl").header
    assert header is not None
    assert header.meta["seed"] == 7
    assert (header.meta["optimizer"], header.meta["parameters"], header.meta["device"]) == ("SGD", 195, "cpu")
    assert header.meta["torch"] == torch.__version__
