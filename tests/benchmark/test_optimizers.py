"""The script of base optimizers: Muon's pair is one optimizer, the grid grows, and an absent package is named."""

import logging
import math
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

import torch
from tests.benchmark.scripts import load

from awarelr.benchmark.tasks import TASKS
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def _speaking_afterwards() -> Iterator[None]:
    """The script silences awarelr's log, which other tests listen to."""
    logger = logging.getLogger("awarelr")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    load("law_score")  # which it imports
    return load("optimizers")


def trained(model: Any, optimizer: Any, scheduler: Any, *, steps: int, poisoned: int) -> None:
    x = torch.randn(32, 4, generator=torch.Generator().manual_seed(1))
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = ((model(x) - 1.0) ** 2).mean() * (math.nan if step == poisoned else 1.0)
        loss.backward()
        optimizer.step()
        scheduler.step(loss)


def test_muons_pair_is_one_optimizer_whose_two_states_a_rollback_puts_back(script: ModuleType) -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    pair = script.MuonPair(model, 1e-3)
    assert [len(group["params"]) for group in pair.param_groups] == [2, 2]
    scheduler = AwareLR(pair, model=model)
    trained(model, pair, scheduler, steps=40, poisoned=40)
    assert scheduler.situation.label == "non finite"
    buffers = [value for state in pair.state.values() for value in state.values() if isinstance(value, torch.Tensor)]
    assert len(pair.state) == 4
    assert all(bool(torch.isfinite(each).all()) for each in (*model.parameters(), *buffers))


def test_a_scheduler_for_each_part_leaves_the_weights_of_the_other_alone(script: ModuleType) -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 1)
    pair = script.MuonPair(model, 1e-3)
    watched = script.Watched(each=True).start(model=model, optimizer=pair, total_steps=1)
    held = [
        [id(each) for group in one.optimizer.param_groups for each in group["params"]] for one in watched.schedulers
    ]
    assert held == [[id(model.weight)], [id(model.bias)]]


def test_the_grid_grows_until_its_best_lies_inside(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def valley(task: Any, _baseline: object, *, lr: float, seed: int) -> SimpleNamespace:
        height = abs(math.log10(lr / task.lr) - 2.0) + 1.0 + 0.001 * seed
        return SimpleNamespace(last=height, averaged=height + 1.0)

    monkeypatch.setattr(script, "train", valley)
    value, words = script.tuned(TASKS["linreg"])
    assert words == "x90, last"  # 3 x from 10 on, and 270 is worse
    assert value == pytest.approx(1.001 + 2.0 - math.log10(90.0))


def test_a_run_that_linear_algebra_ends_has_diverged(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_given: object, **_named: object) -> None:
        raise torch.linalg.LinAlgError  # type: ignore[attr-defined] # torch's own name for it

    monkeypatch.setattr(script, "train", ended)
    assert math.isnan(script.attempted(TASKS["linreg"], script.Watched(), 1.0, 0).averaged)
    assert script.aware(TASKS["linreg"], 1.0, each=False, explain=False)[1] == "-"


def test_an_absent_package_is_named_with_the_way_to_it(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "find_spec", lambda _package: None)
    monkeypatch.setattr(sys, "argv", ["optimizers.py", "--optimizers", "lion"])
    script.main()
    assert "lion is left out, its package is absent: pip install --no-deps lion-pytorch" in capsys.readouterr().out
