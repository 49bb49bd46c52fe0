"""Loops of every shape: what counts as a step, what is said, what is never disturbed."""

import copy
import gc
import pickle
import random
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from awarelr.core import Situation
from awarelr.errors import ConflictError, CopyError, JournalError, ReadingError, SettingError
from awarelr.journal import read_journal, replay
from awarelr.schedules import Aware, Cosine, RatioBased, RobustRatio
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


def accumulate(task: Any, optimizer: Any, scheduler: Any, calls: str) -> None:
    """Train on 32 micro-batches, 16 to a step; the scheduler is called as some framework would."""
    for micro in range(1, 33):
        loss = task.loss(micro)
        (loss / 16).backward()
        if micro % 16 == 0:
            optimizer.step()
            optimizer.zero_grad()
        times = {"step": micro % 16 == 0, "step x 4": 4 * (micro % 16 == 0), "micro": 1, "micro x 4": 4}[calls]
        for _ in range(times):
            scheduler.step(loss)


@pytest.mark.parametrize("calls", ["step", "step x 4", "micro", "micro x 4"])
def test_only_optimizer_steps_count(
    toy: Callable[..., Any], tmp_path: Path, warnings_of: Callable[..., list[str]], calls: str
) -> None:
    """F1: accelerate#963, #1382, transformers PR#24088: a warm-up of 16,000 became 1,000."""
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, journal=tmp_path / "run.jsonl")
    accumulate(task, optimizer, scheduler, calls)
    scheduler.close()
    entries = list(read_journal(tmp_path / "run.jsonl").entries())
    assert scheduler.last_epoch == 2
    assert [each.reading.t for each in entries] == [1, 2]
    assert len(warnings_of("without an optimizer step before it")) == (calls != "step")
    losses = [[task.loss(micro).item() for micro in range(first, first + 16)] for first in (1, 17)]
    assert entries[1].reading.loss is not None
    if calls.startswith("micro"):  # the mean of the step's own micro-batches (weights have moved: only roughly)
        assert entries[1].reading.loss == pytest.approx(sum(losses[1]) / 16, rel=0.05)
    else:
        assert entries[1].reading.loss == pytest.approx(losses[1][-1], rel=0.05)


def test_a_loss_handed_over_once_per_process_does_not_leak_into_the_next_step() -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=1e-3)
    scheduler = AwareLR(optimizer)
    seen = []
    for value in (1.0, 2.0, 3.0):
        weight.grad = torch.ones(1)
        optimizer.step()
        loss = torch.tensor(value)
        for _ in range(4):
            scheduler.step(loss)
        seen.append(scheduler._driver.state.loss.fast.mean)
    assert seen == [1.0, 1.5, 2.0]


def test_a_run_without_losses_moves_by_gradients_and_says_what_it_cannot_see(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-5)
    scheduler = AwareLR(optimizer)
    for step in range(1, 101):
        optimizer.zero_grad()
        task.loss(step).backward()
        optimizer.step()
        scheduler.step()
    assert scheduler.get_last_lr()[0] > 1e-4
    assert "loss" in scheduler.explain()
    assert "without" in scheduler.explain() or "no loss" in scheduler.explain()


def test_a_step_that_nobody_reports_is_read_at_the_next(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-5)
    scheduler = AwareLR(optimizer)
    for step in range(1, 101):
        optimizer.zero_grad()
        task.loss(step).backward()
        optimizer.step()
    assert scheduler.last_epoch == 99
    assert scheduler.get_last_lr()[0] > 1e-4


def test_a_rollback_found_before_the_next_step_drops_the_gradient_at_hand() -> None:
    """A gradient taken at weights that are undone must not move the weights put back."""
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=1e-2)
    scheduler = AwareLR(optimizer)
    scheduler._driver.at_hand = False  # as on an accelerator: the step is made
    for _ in range(5):
        weight.grad = torch.full((2,), 0.1)
        optimizer.step()
    weight.grad = torch.full((2,), torch.nan)
    optimizer.step()
    assert torch.isnan(weight).all()
    weight.grad = torch.full((2,), torch.nan)
    optimizer.step()
    assert torch.isfinite(weight).all()
    assert scheduler.situation is Situation.NON_FINITE


def test_a_loop_in_the_wrong_order_survives_nan_too(toy: Callable[..., Any]) -> None:
    """The scheduler is called before the optimizer: a gradient at undone weights must not reach those put back."""
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2, momentum=0.9)
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 61):
        optimizer.zero_grad()
        loss = task.loss(step) * (torch.nan if step in (30, 31, 45) else 1.0)
        loss.backward()
        scheduler.step(loss)
        assert all(each.grad is not None for each in task.model.parameters())
        optimizer.step()
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
    assert task.whole_loss() < 1.17


def test_observing_by_hand_is_not_observing_twice(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    plain, handed = toy(), toy()
    optimizer = torch.optim.Adam(plain.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, model=plain.model)
    plain.run(optimizer, scheduler, 60)
    other = torch.optim.Adam(handed.model.parameters(), lr=1e-4)
    second = AwareLR(other, model=handed.model)
    for step in range(1, 61):
        other.zero_grad()
        loss = handed.loss(step)
        loss.backward()
        for _ in range(1 + step % 3):
            second.observe()
        other.step()
        second.step(loss)
    assert fingerprint(plain.model, optimizer) == fingerprint(handed.model, other)
    assert scheduler.last_decision == second.last_decision


def test_an_observation_for_a_step_that_was_not_made_is_forgotten(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer)
    task.loss(1).backward()
    scheduler.observe()
    scheduler.step(1.0)
    assert scheduler.last_epoch == 0
    task.run(optimizer, scheduler, 30)
    assert scheduler.last_epoch == 30
    assert scheduler._driver.candidate is None


def test_a_subclass_that_calls_its_parents_step_makes_one_step(toy: Callable[..., Any]) -> None:
    torch.optim.SGD([torch.nn.Parameter(torch.ones(1))])  # from here on torch runs hooks in SGD.step itself

    class Mine(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            return super().step(closure)

    task = toy()
    optimizer = Mine(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 12)
    assert scheduler.last_epoch == 12


@pytest.mark.parametrize("decide_every", [1, 8])
def test_watching_changes_nothing_at_all(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], decide_every: int
) -> None:
    def trained(*, watched: bool) -> list[Any]:
        torch.manual_seed(3)
        random.seed(3)
        task = toy(norm=True)
        task.model.append(torch.nn.Dropout(0.1))
        optimizer = torch.optim.AdamW(task.model.parameters(), lr=0.5)
        scheduler = None
        if watched:
            scheduler = AwareLR(optimizer, model=task.model, observe_only=True, decide_every=decide_every)
        task.run(optimizer, scheduler, 60)
        if scheduler is not None:
            assert scheduler.last_epoch > 50
            assert scheduler.last_decision is not None
        return fingerprint(task.model, optimizer, torch.get_rng_state(), [random.random()])

    assert trained(watched=True) == trained(watched=False)


def test_two_may_watch_what_a_third_drives(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    driver = AwareLR(optimizer)
    watchers = [AwareLR(optimizer, observe_only=True) for _ in range(2)]
    for step in range(1, 21):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        optimizer.step()
        for each in (driver, *watchers):
            each.step(loss)
    assert [each.last_epoch for each in watchers] == [20, 20]


@pytest.mark.parametrize("schedule", ["constant", Cosine(total_steps=40), "conb", "aware", Aware()])
def test_a_watched_schedule_is_not_told_that_another_owns_the_rate(toy: Callable[..., Any], schedule: Any) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = Scheduler(optimizer, schedule, observe_only=True)
    seen = set()
    for step in range(1, 41):
        task.run(optimizer, scheduler, 1, first=step)
        seen.add(scheduler.situation)
    assert Situation.OVERRIDDEN not in seen
    assert optimizer.param_groups[0]["lr"] == 1e-2


def test_watching_names_damage(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2, momentum=0.9)
    scheduler = AwareLR(optimizer, observe_only=True)
    task.run(optimizer, scheduler, 60)
    optimizer.param_groups[0]["lr"] = 1e3
    seen = set()
    for step in range(61, 75):
        task.run(optimizer, scheduler, 1, first=step)
        seen.add(scheduler.situation)
    assert seen & {Situation.DIVERGED, Situation.NON_FINITE}


def test_an_error_inside_warns_once_and_holds_the_lr(
    toy: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 30)
    held = scheduler.get_last_lr()

    def fail(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(scheduler._driver.sensor, "read", fail)
    task.run(optimizer, scheduler, 30, first=31)
    assert scheduler.get_last_lr() == held
    assert len(warnings_of()) == 1
    assert "the training goes on, and the learning rate stays as it is" in warnings_of()[0]


def test_a_copy_goes_on_like_the_original_and_by_itself(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task = toy(norm=True)
    optimizer = torch.optim.AdamW(task.model.parameters(), lr=0.3)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 40)
    twin = toy(norm=True)
    twin.model, twin_optimizer, twin_scheduler = copy.deepcopy((task.model, optimizer, scheduler))
    assert twin_scheduler.optimizer is twin_optimizer
    assert twin_scheduler._driver.training.model is twin.model
    before = fingerprint(task.model, optimizer)
    twin.run(twin_optimizer, twin_scheduler, 40, first=41)
    assert fingerprint(task.model, optimizer) == before
    task.run(optimizer, scheduler, 40, first=41)
    assert fingerprint(task.model, optimizer) == fingerprint(twin.model, twin_optimizer)
    assert scheduler.last_decision == twin_scheduler.last_decision
    assert scheduler.explain() == twin_scheduler.explain()


def test_a_copy_can_be_made_whatever_the_lr_is_now(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, min_lr=1e-5, max_lr=1.0)
    task.run(optimizer, scheduler, 5)
    optimizer.param_groups[0]["lr"] = 5.0
    assert copy.deepcopy(scheduler).get_last_lr() == [5.0]
    scheduler.close()
    twin = copy.deepcopy(scheduler)
    task.run(twin.optimizer, twin, 3)
    assert twin.last_epoch == 5


def test_a_copy_can_be_made_right_after_a_group_was_added(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 20)
    optimizer.add_param_group({"params": list(task.model[2].parameters()), "lr": 1e-4})
    lrs = copy.deepcopy((task.model, optimizer, scheduler))[2].get_last_lr()
    assert lrs[0] / lrs[1] == pytest.approx(10.0, rel=1e-12)


def test_pickling_is_refused_with_the_way_out(toy: Callable[..., Any]) -> None:
    scheduler = AwareLR(torch.optim.SGD(toy().model.parameters(), lr=1e-2))
    for attempt in (pickle.dumps, copy.copy):
        with pytest.raises(CopyError, match=r"AwareLR cannot be pickled.*Save scheduler\.state_dict\(\)"):
            attempt(scheduler)
    pickle.dumps(scheduler.optimizer)


def test_nothing_is_left_when_scheduler_and_optimizer_are_dropped(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 30)
    gone = [weakref.ref(each) for each in (scheduler, scheduler._driver, optimizer, scheduler._driver.snapshot)]
    del optimizer, scheduler
    gc.collect()
    assert [each() for each in gone] == [None] * 4


def test_a_dropped_scheduler_lets_go_at_once(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 3)
    gc.disable()
    try:
        del scheduler
        assert not optimizer._optimizer_step_pre_hooks
        AwareLR(optimizer)
    finally:
        gc.enable()


def test_close_removes_the_hooks_and_frees_the_optimizer(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 3)
    scheduler.close()
    scheduler.close()
    assert not optimizer._optimizer_step_pre_hooks
    assert not optimizer._optimizer_step_post_hooks
    held = scheduler.get_last_lr()
    task.run(optimizer, scheduler, 20)
    assert scheduler.get_last_lr() == held
    assert scheduler.last_epoch == 3
    AwareLR(optimizer)


def test_torch_and_frameworks_find_what_they_expect(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = Scheduler(optimizer, Cosine(total_steps=10))
    assert isinstance(scheduler, torch.optim.lr_scheduler.LRScheduler)
    assert scheduler.base_lrs == [1e-2]
    assert scheduler.get_last_lr() == scheduler.get_lr() == [optimizer.param_groups[0]["lr"]]
    assert scheduler.situation is Situation.WARMING_UP
    assert scheduler.last_decision is None
    assert scheduler.last_epoch == 0
    scheduler.base_lrs.append(3.0)
    assert scheduler.base_lrs == [1e-2]


def test_a_formula_may_be_stepped_once_per_epoch(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1.0)
    scheduler = Scheduler(optimizer, Cosine(total_steps=4))
    lrs = []
    for epoch in range(4):
        lrs.append(optimizer.param_groups[0]["lr"])
        task.run(optimizer, None, 5, first=5 * epoch)
        scheduler.step()
    assert lrs == pytest.approx([1.0, 0.8535533905932737, 0.5, 0.14644660940672627])


def test_nothing_is_printed(toy: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=100.0, momentum=0.9)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 40)
    scheduler.step(1.0)
    scheduler.explain()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("lr", [float("nan"), float("inf")])
def test_an_lr_that_is_no_number_is_refused(lr: float) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-3)
    optimizer.param_groups[0]["lr"] = lr
    words = (
        r"lr of parameter group 0 must be a finite number from 0, got (nan|inf)\. Any value within a factor of 10,000"
    )
    with pytest.raises(SettingError, match=words):
        AwareLR(optimizer)


def test_an_lr_of_zero_is_refused() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.0)
    with pytest.raises(SettingError, match=r"lr must be above 0 .* got 0 in all\. .* pass a small positive one"):
        AwareLR(optimizer)
    assert optimizer.param_groups[0]["lr"] == 0.0


def test_an_optimizer_without_parameters_is_refused() -> None:
    optimizer = torch.optim.SGD([{"params": []}], lr=1e-3)
    words = r"optimizer must hold at least one parameter, got none\. Pass model\.parameters\(\)"
    with pytest.raises(SettingError, match=words):
        AwareLR(optimizer)


@pytest.mark.parametrize("observe_only", [False, True])
def test_what_is_no_optimizer_is_refused(*, observe_only: bool) -> None:
    wrong: Any = torch.nn.Linear(1, 1)
    with pytest.raises(SettingError, match=r"optimizer must be a torch\.optim\.Optimizer, got Linear"):
        AwareLR(wrong, observe_only=observe_only)


def test_what_is_no_model_is_refused_and_the_optimizer_left_free() -> None:
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    wrong: Any = model.parameters()
    with pytest.raises(SettingError, match=r"model must be a torch\.nn\.Module or None, got generator"):
        AwareLR(optimizer, model=wrong)
    AwareLR(optimizer)


def test_decide_every_is_checked() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-3)
    words = r"decide_every must be a whole number from 1, or None \(steps\), got 0\. Use None for the default"
    with pytest.raises(SettingError, match=words):
        AwareLR(optimizer, decide_every=0)


def test_a_refused_scheduler_leaves_the_lr_as_it_was(tmp_path: Path) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-3)
    with pytest.raises(JournalError, match="must be a path in an existing folder"):
        AwareLR(optimizer, journal=tmp_path / "missing" / "run.jsonl")
    assert optimizer.param_groups[0]["lr"] == 1e-3
    AwareLR(optimizer)


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("0.5", r"loss must be a scalar: a number or a tensor of one element, got '0\.5' of type str"),
        ({"loss": 1.0}, r"loss must be a scalar: .* of type dict\. Pass the loss itself"),
        (torch.ones(2), r"loss must be a scalar, got a tensor of shape \(2,\) .* Pass loss\.mean\(\)"),
        (torch.ones(0), r"loss must be a scalar, got a tensor of shape \(0,\)"),
        (torch.ones(1, dtype=torch.complex64), r"loss must be a scalar, got a tensor .* torch\.complex64"),
        (10**400, r"loss must be a scalar"),
        (np.ones(2), r"loss must be a scalar: a number or a tensor of one element, got array"),
    ],
)
def test_a_loss_that_is_no_scalar_is_refused(loss: Any, words: str) -> None:
    scheduler = AwareLR(torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-3))
    for hand_over in (scheduler.step, scheduler.observe, scheduler.validate):
        with pytest.raises(ReadingError, match=words):
            hand_over(loss)


@pytest.mark.parametrize(
    "loss",
    [1, 1.5, torch.tensor(1.5), torch.tensor([[1.5]]), torch.tensor(2), float("nan"), np.float32(1.5), np.array([1.5])],
)
def test_every_kind_of_scalar_is_a_loss(loss: Any) -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=1e-3)
    scheduler = AwareLR(optimizer)
    weight.grad = torch.ones(1)
    optimizer.step()
    scheduler.validate(loss)
    scheduler.step(loss)
    assert scheduler.last_epoch == 1


def test_a_second_scheduler_is_refused(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    first = AwareLR(optimizer)
    words = r"one scheduler, got a second one on top of a AwareLR\. .* scheduler\.close\(\)"
    with pytest.raises(ConflictError, match=words):
        Scheduler(optimizer, Cosine(total_steps=3))
    first.close()
    Scheduler(optimizer, Cosine(total_steps=3))


def test_a_scheduler_on_top_of_torchs_is_refused(toy: Callable[..., Any]) -> None:
    optimizer = torch.optim.SGD(toy().model.parameters(), lr=1e-2)
    theirs = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    with pytest.raises(ConflictError, match=r"on top of a torch scheduler\. .* torch's: build a fresh optimizer"):
        AwareLR(optimizer)
    del theirs


def test_the_journal_replays_to_the_same_words(toy: Callable[..., Any], tmp_path: Path) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=30.0, momentum=0.9)
    scheduler = AwareLR(optimizer, journal=tmp_path / "run.jsonl", decide_every=8)
    lrs = task.run(optimizer, scheduler, 80)
    scheduler.close()
    assert replay(tmp_path / "run.jsonl").same
    entries = list(read_journal(tmp_path / "run.jsonl").entries())
    assert [each.lr for each in entries] == lrs[: len(entries)]


# Found by the benchmark: a ratio schedule at 30 x its LR wrote 1e40 and more, which float32 optimizers refuse to take.
@pytest.mark.parametrize("schedule", [RatioBased(), RobustRatio()], ids=lambda each: each.name)
@pytest.mark.parametrize("optimizer", [torch.optim.SGD, torch.optim.Adam])
def test_an_lr_that_explodes_stays_one_that_the_optimizer_takes(schedule: Any, optimizer: Any) -> None:
    weight = torch.nn.Parameter(torch.ones(3))
    steps = optimizer([weight], lr=0.3)
    scheduler = Scheduler(steps, schedule)
    for step in range(300):
        weight.grad = torch.ones(3)
        steps.step()
        scheduler.step(2.0**step)
    assert 1e6 < scheduler.get_last_lr()[0] <= 1e30


def test_steps_that_another_optimizer_makes_are_missed_aloud(
    toy: Callable[..., Any], warnings_of: Callable[[str], list[str]]
) -> None:
    task = toy()
    within = torch.optim.SGD(task.model.parameters(), lr=0.1)
    scheduler = AwareLR(torch.optim.SGD(task.model.parameters(), lr=0.1))
    for calls in (99, 1, 100):
        for step in range(calls):
            task.loss(step).backward()
            within.step()
            scheduler.step(1.0)
        assert len(warnings_of("called 100 times in a row")) == (calls != 99)
