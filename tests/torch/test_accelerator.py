"""The scheduler on a real accelerator: `make test-gpu` runs this where one is; elsewhere it is skipped."""

import copy
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from awarelr.core.diagnosis import Situation
from awarelr.journal import read_journal
from awarelr.torch import AwareLR

pytestmark = [
    pytest.mark.torch,
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]

ADAMS: dict[str, dict[str, Any]] = {
    "foreach": {},
    "fused": {"fused": True},
    "capturable": {"capturable": True},
    "fused, tensor LR": {"fused": True, "lr": torch.tensor(1e-3)},
}


@pytest.fixture
def there(toy: Callable[..., Any]) -> Callable[..., Any]:
    """Return the maker of small trainings on the accelerator."""
    return lambda **arguments: toy(device="cuda", **arguments)


@contextmanager
def no_waiting() -> Iterator[None]:
    """Make whatever waits for the accelerator an error for the block."""
    torch.cuda.set_sync_debug_mode("error")
    try:
        yield
    finally:
        torch.cuda.set_sync_debug_mode("default")


def adam(model: nn.Module, arguments: dict[str, Any]) -> torch.optim.Adam:
    """Return an Adam of a kind; a tensor LR is on the accelerator."""
    given = {"lr": 1e-3, **arguments}
    if isinstance(given["lr"], torch.Tensor):
        given["lr"] = given["lr"].cuda()
    return torch.optim.Adam(model.parameters(), **given)


@pytest.mark.parametrize("lr", [1e-5, 1e-2, 30.0])
def test_the_law_says_there_what_it_says_on_the_host(toy: Callable[..., Any], tmp_path: Path, lr: float) -> None:
    told = []
    for device in ("cpu", "cuda"):
        task, path = toy(norm=True, device=device), tmp_path / f"{device}.jsonl"
        optimizer = torch.optim.SGD(task.model.parameters(), lr=lr)
        scheduler = AwareLR(optimizer, model=task.model, journal=path)
        scheduler._driver.at_once = scheduler._driver.at_hand = False  # so that both act at the same moments
        task.run(optimizer, scheduler, 120)
        scheduler.close()
        told.append([entry.decision for entry in read_journal(path).entries()])
    host, accelerator = told
    assert len(host) == len(accelerator) == 120
    assert [each.situation for each in host] == [each.situation for each in accelerator]
    assert [each.written_lr for each in accelerator] == pytest.approx([each.written_lr for each in host], rel=1e-3)


@pytest.mark.parametrize("kind", ADAMS)
def test_no_step_waits_for_the_accelerator_but_for_the_numbers_of_the_step_before(
    there: Callable[..., Any], kind: str
) -> None:
    task = there()
    optimizer = adam(task.model, ADAMS[kind])
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(60):
        with no_waiting():
            rows = slice(32 * (step % 16), 32 * (step % 16) + 32)
            optimizer.zero_grad()
            loss: Any = nn.functional.cross_entropy(task.model(task.x[rows]), task.y[rows])
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
    assert scheduler.last_epoch == 59
    scheduler.close()
    assert scheduler.last_epoch == 60
    assert scheduler.get_last_lr()[0] > 1e-3


@pytest.mark.parametrize("kind", ADAMS)
@pytest.mark.parametrize("elsewhere", ["cuda", "cpu"])
def test_a_resumed_run_goes_on_to_the_last_bit_and_a_state_goes_to_another_device(
    there: Callable[..., Any], toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], kind: str, elsewhere: str
) -> None:
    task = there(norm=True)
    optimizer = adam(task.model, ADAMS[kind])
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 40)
    file = io.BytesIO()
    parts = (task.model, optimizer, scheduler)
    torch.save([each.state_dict() for each in parts], file)
    lrs = task.run(optimizer, scheduler, 40, first=41)
    file.seek(0)
    saved = torch.load(file, map_location=elsewhere, weights_only=True)
    other = toy(norm=True, device=elsewhere, seed=5)
    if elsewhere == "cuda":
        second = adam(other.model, copy.deepcopy(ADAMS[kind]))
    else:
        second = torch.optim.Adam(other.model.parameters(), lr=1e-3)
        saved[1]["param_groups"] = [
            {**group, **{name: second.param_groups[0][name] for name in ("fused", "capturable", "foreach", "lr")}}
            for group in saved[1]["param_groups"]
        ]
    resumed = AwareLR(second, model=other.model)
    for part, state in zip((other.model, second, resumed), saved, strict=True):
        part.load_state_dict(state)
    again = other.run(second, resumed, 40, first=41)
    if elsewhere == "cuda":
        assert again == lrs
        assert fingerprint(other.model, second) == fingerprint(task.model, optimizer)
    else:
        assert again == pytest.approx(lrs, rel=0.05)


def test_damage_is_undone(there: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    for damage in ("gradient", "weights"):
        task = there(norm=True)
        optimizer: Any = torch.optim.Adam(task.model.parameters(), lr=1e-2)
        scheduler = AwareLR(optimizer, model=task.model)
        task.run(optimizer, scheduler, 60)
        before = task.whole_loss()
        first = next(task.model.parameters())
        if damage == "weights":
            first.data.mul_(1e4)
        optimizer.zero_grad()
        loss = task.loss(61)
        loss.backward()
        if damage == "gradient":
            first.grad.fill_(torch.nan)
        optimizer.step()
        scheduler.step(loss)
        task.run(optimizer, scheduler, 30, first=62)
        assert task.whole_loss() < 1.3 * before


@pytest.mark.parametrize("given", [True, False])
def test_steps_that_a_loss_scaler_skips_are_no_damage(
    there: Callable[..., Any], tmp_path: Path, *, given: bool
) -> None:
    task = there()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scaler = torch.amp.GradScaler("cuda", init_scale=2.0**40)
    scheduler = AwareLR(optimizer, model=task.model, scaler=scaler if given else None, journal=tmp_path / "run.jsonl")
    for step in range(1, 101):
        optimizer.zero_grad()
        with torch.autocast("cuda", torch.float16):
            loss = task.loss(step)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step(loss)
    scheduler.close()
    decisions = [entry.decision for entry in read_journal(tmp_path / "run.jsonl").entries()]
    assert 60 < len(decisions) < 95
    assert not {each.situation for each in decisions} & {Situation.DIVERGED, Situation.NON_FINITE}
    assert scheduler.get_last_lr()[0] > 1e-3


def test_a_model_on_two_devices_is_read_whole(toy: Callable[..., Any]) -> None:
    lrs = []
    for spread in (False, True):
        task = toy()
        first, middle, last = task.model
        if spread:
            last.cuda()
        parameters = list(task.model.parameters())
        optimizer = torch.optim.SGD(parameters, lr=1e-3)
        scheduler = AwareLR(optimizer, model=task.model)
        for step in range(1, 61):
            x, y = task.batch(step)
            optimizer.zero_grad()
            hidden = middle(first(x))
            logits = last(hidden.cuda()).cpu() if spread else last(hidden)
            loss: Any = nn.functional.cross_entropy(logits, y)
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
        with scheduler.averaged():
            assert all(bool(torch.isfinite(each).all()) for each in parameters)
        lrs.append(scheduler.get_last_lr()[0])
    assert lrs[1] == pytest.approx(lrs[0], rel=1e-3)


def test_averages_and_the_best_weights_are_where_the_model_is(
    there: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task = there(norm=True)
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=task.model, keep_best=True)
    for round_ in range(5):
        task.run(optimizer, scheduler, 20, first=1 + 20 * round_)
        with scheduler.averaged([task.batch(step) for step in range(4)]):
            scheduler.validate(task.whole_loss())
    before = fingerprint(task.model)
    with scheduler.averaged([(x.cpu(), y) for x, y in [task.batch(1), task.batch(2)]]):
        assert all(each.is_cuda for each in task.model.parameters())
        assert fingerprint(task.model) != before
    with scheduler.best():
        assert all(each.is_cuda for each in task.model.parameters())
    assert fingerprint(task.model) == before


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_parameters(there: Callable[..., Any], dtype: torch.dtype) -> None:
    task = there()
    task.model.to(dtype)
    task.x = task.x.to(dtype)
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=task.model)
    before = task.loss(1).item()
    task.run(optimizer, scheduler, 100)
    with scheduler.averaged():
        assert task.loss(1).item() < before
    assert scheduler.get_last_lr()[0] > 1e-2
    assert scheduler._driver.sensor is not None


def test_a_compiled_model_and_a_compiled_step(there: Callable[..., Any]) -> None:
    lrs = []
    for compiled in (False, True):
        torch.compiler.reset()
        task = there()
        model: Any = torch.compile(task.model) if compiled else task.model
        optimizer = torch.optim.Adam(model.parameters(), lr=torch.tensor(1e-3, device="cuda"))
        scheduler = AwareLR(optimizer, model=model)
        if compiled:
            optimizer.step = torch.compile(optimizer.step)  # type: ignore[method-assign]
        for step in range(1, 61):
            x, y = task.batch(step)
            optimizer.zero_grad()
            loss: Any = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
        scheduler.close()
        assert scheduler.last_epoch == 60
        lrs.append(scheduler.get_last_lr()[0])
    assert lrs[1] == pytest.approx(lrs[0], rel=0.02)
