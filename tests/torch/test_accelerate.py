"""Accelerate's wrapped optimizers and schedulers, as its own examples use them."""

from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.errors import SettingError
from awarelr.torch import AwareLR

accelerate = pytest.importorskip("accelerate")
pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Forget the loaders and steps of Accelerators before: their state is the process's, and lasts."""
    accelerate.state.AcceleratorState._reset_state(reset_partial_state=True)
    accelerate.state.GradientState._reset_state()


def train(folder: Path, *, steps: int, accumulated: int = 1, resume: bool = False, wrapped: bool = False) -> Any:
    """Train a layer; save in the middle, or resume from there. Returns scheduler and weights."""
    engine = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=accumulated)
    torch.manual_seed(0)
    layer = torch.nn.Linear(5, 1)
    model, optimizer = engine.prepare(layer, torch.optim.AdamW(layer.parameters(), lr=1e-5))
    scheduler = AwareLR(optimizer, model=model)
    called = engine.prepare(scheduler) if wrapped else scheduler
    if not wrapped:
        engine.register_for_checkpointing(scheduler)
    if resume:
        engine.load_state(folder)
    draw = torch.Generator().manual_seed(1)
    for step in range(steps):
        x = torch.randn(16, 5, generator=draw)
        if resume and step < steps // 2:
            continue
        if step == steps // 2 and not resume:
            engine.save_state(folder)
        with engine.accumulate(model):
            loss = (model(x).squeeze(1) - x.sum(1)).square().mean()
            engine.backward(loss)
            optimizer.step()
            called.step(loss)
            optimizer.zero_grad()
    return scheduler, layer.weight.detach()


def test_its_optimizer_is_driven(tmp_path: Path) -> None:
    """Before, `AwareLR` refused it and asked for ``.optimizer``."""
    scheduler, _ = train(tmp_path, steps=80)
    assert scheduler.last_epoch == 80
    assert scheduler.get_last_lr()[0] > 1e-3


def test_a_resume_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    whole, weights = train(tmp_path, steps=80)
    again, same = train(tmp_path, steps=80, resume=True)
    assert again.get_last_lr() == whole.get_last_lr()
    assert again.last_decision == whole.last_decision
    assert torch.equal(same, weights)


@pytest.mark.parametrize("wrapped", [False, True])
def test_one_decision_an_optimizer_step_where_gradients_accumulate(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, *, wrapped: bool
) -> None:
    scheduler, _ = train(tmp_path, steps=80, accumulated=4, wrapped=wrapped)
    assert caplog.text == ""
    assert scheduler.last_epoch == 20
    assert "loss" in scheduler.explain("line")


def test_what_is_wrapped_twice_is_driven() -> None:
    engine = accelerate.Accelerator(cpu=True)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)
    twice = accelerate.optimizer.AcceleratedOptimizer(engine.prepare(optimizer))
    assert AwareLR(twice).optimizer is optimizer


def test_a_wrapper_of_another_library_may_do_more_and_is_refused() -> None:
    """Guards Lookahead, whose slow weights undo a rollback."""

    class Lookahead(torch.optim.Optimizer):
        def __init__(self, inner: torch.optim.Optimizer) -> None:
            self.optimizer = inner
            self.param_groups = inner.param_groups

    with pytest.raises(SettingError, match="pass the wrapped optimizer"):
        AwareLR(Lookahead(torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)))
