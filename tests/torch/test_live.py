"""`live=True` shows a training under any schedule, and never ends one."""

import copy
import logging
import subprocess
import sys
from typing import Any

import pytest
import torch

from awarelr.errors import SettingError
from awarelr.schedules import Chain, ConditionBased, Constant, Cosine, Schedule, Stage, Warmup
from awarelr.torch import AwareLR, Scheduler

WITHOUT_RICH = """
import sys
sys.modules["rich"] = None
import torch
from awarelr.errors import MissingExtraError
from awarelr.torch import AwareLR
optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
try:
    AwareLR(optimizer, live=True)
except MissingExtraError as error:
    print(error)
AwareLR(optimizer)  # the refused one has let go of the optimizer
"""


def trained(
    steps: int, *, live: bool, total_steps: int | None = None, schedule: Schedule[Any] | str | None = None
) -> list[float]:
    weight = torch.nn.Parameter(torch.ones(3))
    optimizer = torch.optim.SGD([weight], lr=0.01)
    if schedule is None:
        scheduler: Scheduler = AwareLR(optimizer, live=live, total_steps=total_steps)
    else:
        scheduler = Scheduler(optimizer, schedule, live=live)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (weight**2).sum()
        torch.autograd.backward(loss)
        optimizer.step()
        scheduler.step(loss)
    scheduler.close()
    return [float(each) for each in weight.detach()]


def test_a_training_is_shown_on_the_error_stream_and_stays_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    shown = trained(60, live=True, total_steps=60)
    out, err = capsys.readouterr()
    assert out == ""
    assert "awarelr: step 60 of 60" in err.splitlines()[-1]
    assert trained(60, live=False, total_steps=60) == shown


def test_a_training_that_is_only_observed_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.01)
    scheduler = AwareLR(optimizer, live=True, observe_only=True)
    optimizer.step()
    scheduler.step(1.0)
    scheduler.close()
    assert "step 1 (observed only); LR would be 0.01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("schedule", "budget"),
    [
        (Warmup(Cosine(total_steps=50), steps=10), " of 60"),
        (Chain((Stage(Constant(), steps=20), Stage(Cosine(total_steps=40)))), " of 60"),
        (ConditionBased(), ""),
        ("constant", ""),
    ],
    ids=["warmup", "chain", "conb", "constant"],
)
def test_every_schedule_of_the_family_is_shown_to_the_end_of_its_budget(
    capsys: pytest.CaptureFixture[str], schedule: Any, budget: str
) -> None:
    trained(60, live=True, schedule=schedule)
    assert f"awarelr: step 60{budget}" in capsys.readouterr().err.splitlines()[-1]


def test_a_copy_of_a_scheduler_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    scheduler = Scheduler(optimizer, "constant", live=True)
    twin = copy.deepcopy(scheduler)
    twin.optimizer.step()
    twin.step(1.0)
    twin.close()
    assert capsys.readouterr().err == ""
    scheduler.close()


def test_a_view_that_fails_warns_once_and_the_training_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        message = "no ink"
        raise OSError(message)

    monkeypatch.setattr("awarelr.render.live.lines.Lines.show", fails)
    with caplog.at_level(logging.WARNING, "awarelr"):
        trained(60, live=True)
    assert sum("live view is turned off: OSError: no ink" in each.getMessage() for each in caplog.records) == 1


def test_other_ranks_of_a_distributed_training_show_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RANK", "1")
    trained(5, live=True)
    assert capsys.readouterr().err == ""


def test_a_view_that_is_neither_wanted_nor_not_is_refused() -> None:
    with pytest.raises(SettingError, match="live must be"):
        trained(1, live="yes")  # type: ignore[arg-type]


def test_without_rich_the_extra_is_named_and_the_optimizer_let_go() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_RICH], check=True, capture_output=True, text=True)  # noqa: S603
    assert (
        done.stdout == "The live view of awarelr needs the package rich. Install it with: pip install 'awarelr[cli]'\n"
    )
