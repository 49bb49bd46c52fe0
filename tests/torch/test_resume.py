"""Save, load, go on: bitwise the same as never having stopped, at every cut point; bad states are refused in words."""

import copy
import io
import logging
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.core import AwareSettings
from awarelr.core.schedule import Schedule
from awarelr.errors import StateError
from awarelr.journal import read_journal
from awarelr.schedules import Aware, Chain, Constant, Cosine, Exponential, Stage
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


def through_a_file(data: Any) -> Any:
    buffer = io.BytesIO()
    torch.save(data, buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


class Trained:
    """A training that meets probes, a rest, drift and NaN, and can be saved in the middle of a step."""

    def __init__(self, task: Any, kind: str, **options: Any) -> None:
        self.task = task
        self.held: Any = None
        makers: dict[str, Callable[[], Any]] = {
            "adam": lambda: torch.optim.AdamW(task.model.parameters(), lr=20.0),
            "momentum": lambda: torch.optim.SGD(task.model.parameters(), lr=40.0, momentum=0.9),
        }
        self.optimizer = makers[kind]()
        self.scheduler = AwareLR(self.optimizer, model=task.model, **options)

    def before(self, step: int) -> None:
        self.optimizer.zero_grad()
        self.held = self.task.loss(step)
        if step in (50, 52):
            self.held = self.held * torch.nan
        self.held.backward()
        self.optimizer.step()

    def after(self, step: int) -> None:
        self.scheduler.step(self.held * (100.0 if 60 <= step < 66 else 1.0))

    def state(self) -> dict[str, Any]:
        return {
            "model": self.task.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
        }

    def load(self, data: Any, *, optimizer_first: bool) -> None:
        self.task.model.load_state_dict(data["model"])
        if optimizer_first:
            self.optimizer.load_state_dict(data["optimizer"])
        self.scheduler.load_state_dict(data["scheduler"])
        if not optimizer_first:
            self.optimizer.load_state_dict(data["optimizer"])


@pytest.mark.parametrize("decide_every", [1, 8])
@pytest.mark.parametrize("kind", ["adam", "momentum"])
def test_resuming_is_bitwise_at_every_cut(
    toy: Callable[..., Any],
    strides: AwareSettings,
    fingerprint: Callable[..., list[Any]],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    decide_every: int,
) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    steps = 72
    whole = Trained(toy(norm=True), kind, decide_every=decide_every, settings=strides)
    saved: list[tuple[int, bool, Any, Any, Any]] = []
    probing = holding = 0
    for step in range(1, steps + 1):
        for midway in (True, False):
            if midway:
                whole.before(step)
            else:
                whole.after(step)
            saved.append((step, midway, through_a_file(whole.state()), fingerprint(whole.state()), whole.held))
        probing += whole.scheduler._driver.probing
        holding += whole.scheduler.situation.name == "HOLDING"
    assert probing >= 2
    assert holding >= 3
    end = whole.scheduler.last_decision, whole.scheduler.explain()
    for number, (cut, midway, data, _, held) in enumerate(saved):
        other = Trained(toy(seed=number, norm=True), kind, decide_every=decide_every, settings=strides)
        other.load(data, optimizer_first=number % 3 > 0)
        stop = min(cut + (2 if decide_every == 1 else 9), steps)
        if midway:
            other.held = held
            other.after(cut)
        for step in range(cut + 1, stop + 1):
            other.before(step)
            other.after(step)
        assert fingerprint(other.state()) == saved[2 * stop - 1][3], (cut, midway)
        if stop == steps:
            assert (other.scheduler.last_decision, other.scheduler.explain()) == end


@pytest.mark.parametrize("cut", range(21))
def test_a_joined_schedule_resumes_in_its_stage(toy: Callable[..., Any], cut: int) -> None:
    """T2: pytorch#162591: resuming past a milestone restarted the first schedule."""
    chain = Chain((Stage(Constant(), steps=3), Stage(Exponential(gamma=0.9))))

    def made() -> tuple[Any, Any, Any]:
        task = toy()
        optimizer = torch.optim.SGD(task.model.parameters(), lr=1.0)
        return task, optimizer, Scheduler(optimizer, chain)

    task, optimizer, scheduler = made()
    track = task.run(optimizer, scheduler, 21)
    task, optimizer, scheduler = made()
    first = task.run(optimizer, scheduler, cut)
    data = through_a_file(scheduler.state_dict())
    task, optimizer, scheduler = made()
    scheduler.load_state_dict(data)
    assert first + task.run(optimizer, scheduler, 21 - cut, first=cut + 1) == track


@pytest.mark.parametrize("decide_every", [1, 8])
def test_resumed_and_uninterrupted_journals_are_equal(
    toy: Callable[..., Any], tmp_path: Path, decide_every: int
) -> None:
    """F2: transformers#34053, #35942: after a resume the LR was one step late."""

    def lines(path: Path) -> list[str]:
        return path.read_text().splitlines()[1:]

    def made(name: str) -> tuple[Any, Any, Any]:
        task = toy()
        optimizer = torch.optim.AdamW(task.model.parameters(), lr=1.0)
        path = tmp_path / name
        return task, optimizer, AwareLR(optimizer, model=task.model, journal=path, decide_every=decide_every)

    task, optimizer, scheduler = made("whole.jsonl")
    task.run(optimizer, scheduler, 48)
    scheduler.close()
    task, optimizer, scheduler = made("parts.jsonl")
    task.run(optimizer, scheduler, 24)
    data = through_a_file([task.model.state_dict(), optimizer.state_dict(), scheduler.state_dict()])
    task.run(optimizer, scheduler, 10, first=25)  # lost in a crash
    scheduler.close()
    task, optimizer, scheduler = made("parts.jsonl")
    for part, state in zip((task.model, optimizer, scheduler), data, strict=True):
        part.load_state_dict(state)
    task.run(optimizer, scheduler, 24, first=25)
    scheduler.close()
    assert lines(tmp_path / "parts.jsonl") == lines(tmp_path / "whole.jsonl")


@pytest.mark.parametrize("schedule", [Aware(), Constant()])
@pytest.mark.parametrize("other", [5, 15, 40])
def test_a_run_resumed_where_another_was_journaled_since_leaves_that_journal_alone(
    toy: Callable[..., Any], tmp_path: Path, schedule: Schedule[Any], other: int
) -> None:
    """Guards against two runs told as one, and against lines of the other that are cut as if they were to come again.

    The other run is shorter or longer than the checkpoint, and under `Constant` its LR is the same throughout.
    """
    path = tmp_path / "run.jsonl"

    def made(seed: int) -> tuple[Any, Any, Any]:
        task = toy(seed)
        optimizer = torch.optim.SGD(task.model.parameters(), lr=0.05)
        return task, optimizer, Scheduler(optimizer, schedule, model=task.model, journal=path)

    def run(seed: int, steps: int) -> Any:
        task, optimizer, scheduler = made(seed)
        task.run(optimizer, scheduler, steps)
        scheduler.close()
        return through_a_file([task.model.state_dict(), optimizer.state_dict(), scheduler.state_dict()])

    data = run(0, 24)
    run(1, other)
    theirs = path.read_bytes()
    task, optimizer, scheduler = made(0)
    for part, state in zip((task.model, optimizer, scheduler), data, strict=True):
        part.load_state_dict(state)
    task.run(optimizer, scheduler, 6, first=25)
    scheduler.close()
    assert (tmp_path / "run.2.jsonl").read_bytes() == theirs
    assert [entry.decision.t for entry in read_journal(path).entries()] == [25, 26, 27, 28, 29, 30]


@pytest.mark.parametrize("how", ["added at once", "added again"])
@pytest.mark.parametrize("outgrown", [False, True])
def test_a_group_added_later_survives_a_resume(
    toy: Callable[..., Any],
    fingerprint: Callable[..., list[Any]],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    *,
    outgrown: bool,
) -> None:
    """T1: the state saves and loads, whether the new optimizer was built with the group or got it later as well."""
    if outgrown:  # the first group alone is read whole, both together are sampled
        monkeypatch.setattr("awarelr.sensors.torch.SAMPLE_ABOVE", 180)
        monkeypatch.setattr("awarelr.sensors.torch.TorchSensor.__init__.__kwdefaults__", {"sample_above": 180})

    def made() -> tuple[Any, Any, Any]:
        task = toy()
        optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-3)
        return task, optimizer, AwareLR(optimizer)

    task, optimizer, scheduler = made()
    late = {"params": list(task.model[2].parameters()), "lr": 1e-4}
    task.run(optimizer, scheduler, 20)
    optimizer.add_param_group(late)
    task.run(optimizer, scheduler, 20, first=21)
    assert scheduler._driver.sensor.complete is not outgrown
    data = through_a_file([task.model.state_dict(), optimizer.state_dict(), scheduler.state_dict()])
    task.run(optimizer, scheduler, 20, first=41)
    if how == "added again":
        other, other_optimizer, second = made()
        other_optimizer.add_param_group({"params": list(other.model[2].parameters()), "lr": 1e-4})
    else:
        other = toy()
        groups = [{"params": list(other.model[0].parameters())}, {"params": list(other.model[2].parameters())}]
        other_optimizer = torch.optim.Adam(groups, lr=7.0)
        second = AwareLR(other_optimizer)
    for part, state in zip((other.model, other_optimizer, second), data, strict=True):
        part.load_state_dict(state)
    other.run(other_optimizer, second, 20, first=41)
    assert fingerprint(task.model, optimizer, scheduler) == fingerprint(other.model, other_optimizer, second)
    lrs = second.get_last_lr()
    assert lrs[0] / lrs[1] == pytest.approx(10.0, rel=1e-12)


def test_an_lr_that_a_user_wrote_before_the_cut_is_kept(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 20)
    optimizer.param_groups[0]["lr"] = 0.125
    data = through_a_file([task.model.state_dict(), optimizer.state_dict(), scheduler.state_dict()])
    assert task.run(optimizer, scheduler, 5, first=21)[0] == 0.125
    for order in ((0, 1, 2), (0, 2, 1)):
        other = toy()
        other_optimizer = torch.optim.SGD(other.model.parameters(), lr=1e-2)
        second = AwareLR(other_optimizer)
        parts = (other.model, other_optimizer, second)
        for number in order:
            parts[number].load_state_dict(copy.deepcopy(data[number]))
        other.run(other_optimizer, second, 5, first=21)
        assert second.last_decision == scheduler.last_decision


@pytest.mark.parametrize("cut", ["calm", "probe"])
def test_without_its_snapshot_a_rollback_goes_back_to_the_weights_at_the_resume(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], cut: str
) -> None:
    task = toy(norm=True)
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2, momentum=0.9)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 33)
    step = 33
    if cut == "probe":
        optimizer.param_groups[0]["lr"] = 1e4
    while cut == "probe" and not scheduler._driver.probing:
        step += 1
        assert step < 60
        task.run(optimizer, scheduler, 1, first=step)
    data = scheduler.state_dict(snapshot=False)
    assert data["snapshot"] is None
    small, large = io.BytesIO(), io.BytesIO()
    torch.save(data, small)
    torch.save(scheduler.state_dict(), large)
    assert small.tell() < large.tell()
    other = toy(norm=True)
    other_optimizer = torch.optim.SGD(other.model.parameters(), lr=1e-2, momentum=0.9)
    second = AwareLR(other_optimizer, model=other.model)
    other.model.load_state_dict(task.model.state_dict())
    other_optimizer.load_state_dict(optimizer.state_dict())
    second.load_state_dict(through_a_file(data))
    resumed = [each.detach().clone() for each in other.model.parameters()]
    if cut == "calm":
        for group in other_optimizer.param_groups:
            group["lr"] = 1e4
        while not second._driver.probing:
            step += 1
            assert step < 60
            other.run(other_optimizer, second, 1, first=step)
        assert warnings_of("put back to the snapshot")
        assert all(torch.equal(*pair) for pair in zip(other.model.parameters(), resumed, strict=True))
    before = second._driver.state.clock
    other.run(other_optimizer, second, 20, first=step + 1)
    assert not second._driver.probing
    assert second._driver.state.clock > before


def test_a_longer_budget_may_be_given_at_a_resume_but_not_one_already_exceeded(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, total_steps=100)
    task.run(optimizer, scheduler, 30)
    data = scheduler.state_dict()
    scheduler.close()
    AwareLR(optimizer, total_steps=200).load_state_dict(data)
    other = toy()
    second = AwareLR(torch.optim.SGD(other.model.parameters(), lr=1e-2), total_steps=20)
    words = r"total_steps must be from 30, the steps already made, got 20\. Give the budget of the whole run"
    with pytest.raises(StateError, match=words):
        second.load_state_dict(data)


def _renamed(data: dict[str, Any]) -> None:
    data["situation"] = data.pop("queue")


def _without_clock(data: dict[str, Any]) -> None:
    del data["schedule"]["state"]["clock"]


def _without_averages(data: dict[str, Any]) -> None:
    del data["average"]["waiting"]


def _without_sums(data: dict[str, Any]) -> None:
    data["queue"] = [{"lr": 1.0}]


def _other_rows(data: dict[str, Any]) -> None:
    data["sensor"]["rows"] = data["sensor"]["rows"][:, :-1]


def _fewer_groups(data: dict[str, Any]) -> None:
    data["rates"]["ratios"] = [1.0, 0.1]


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "format": (
        lambda data: data.update(format=0),
        r"format must be from 5 to 8, got 0\. .* use the version that wrote it",
    ),
    "kind": (lambda data: data.update(kind="torch"), r"what state_dict\(\) of an awarelr\.torch scheduler returned"),
    "keys": (_renamed, r"must have exactly the keys .*; missing queue, unknown situation\. The file was changed"),
    "state": (_without_clock, r"missing clock"),
    "average": (_without_averages, r"must be as state_dict\(\) returned it, .* KeyError: 'waiting'\. .* older one"),
    "queue": (_without_sums, r"must be as state_dict\(\) returned it, .* KeyError: 'sums'"),
    "rows": (_other_rows, r"sensor rows must have the shape \(5, 195\), got \(5, 194\)\. Load the state into the same"),
    "groups": (
        _fewer_groups,
        r"must have 2 parameter groups, as when the state was saved, got 1\. Add the same groups",
    ),
    "digest": (lambda data: data["schedule"].update(digest="0"), r"digest must be that of the settings"),
    "story": (lambda data: data["story"].pop("kept"), r"story must have exactly the keys .* missing kept"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_state_is_refused_and_changes_nothing(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], change: str
) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 12)
    data = copy.deepcopy(scheduler.state_dict())
    task.run(optimizer, scheduler, 12, first=13)
    before = fingerprint(task.model, optimizer, scheduler)
    damage, words = CHANGES[change]
    damage(data)
    with pytest.raises(StateError, match=words):
        scheduler.load_state_dict(data)
    assert fingerprint(task.model, optimizer, scheduler) == before


@pytest.mark.parametrize("wrong", [{}, {"last_epoch": 3, "_step_count": 4}, None, [1]])
def test_the_state_of_something_else_is_refused(toy: Callable[..., Any], wrong: Any) -> None:
    scheduler = AwareLR(torch.optim.SGD(toy().model.parameters(), lr=1e-2))
    with pytest.raises(StateError, match=r"The states of other schedulers cannot be taken over: start afresh"):
        scheduler.load_state_dict(wrong)


def test_other_settings_are_refused_by_name(toy: Callable[..., Any]) -> None:
    saved = AwareLR(torch.optim.SGD(toy().model.parameters(), lr=1e-2), max_lr=1.0).state_dict()
    scheduler = AwareLR(
        torch.optim.SGD(toy().model.parameters(), lr=1e-2), settings=AwareSettings(raise_gain=4.0, max_lr=1.0)
    )
    with pytest.raises(StateError, match=r"raise_gain must be 8\.0, as when the state was saved, got 4\.0"):
        scheduler.load_state_dict(saved)


def test_a_rollback_that_nobody_gave_is_refused_with_its_reason(toy: Callable[..., Any]) -> None:
    model = toy().model
    saved = AwareLR(torch.optim.SGD(model[2].parameters(), lr=1e-2), model=model).state_dict()
    scheduler = AwareLR(torch.optim.SGD(model[2].parameters(), lr=1e-2))
    with pytest.raises(StateError, match=r"(?s)rollback must be False, .* got True.*where the model trains more than"):
        scheduler.load_state_dict(saved)


def test_another_schedule_is_refused(toy: Callable[..., Any]) -> None:
    saved = AwareLR(torch.optim.SGD(toy().model.parameters(), lr=1e-2)).state_dict()
    scheduler = Scheduler(torch.optim.SGD(toy().model.parameters(), lr=1e-2), Cosine(total_steps=3))
    with pytest.raises(StateError, match=r"schedule must be 'aware', which wrote the state, got 'cosine'"):
        scheduler.load_state_dict(saved)


@pytest.mark.parametrize("snapshot", [False, True])
def test_another_model_is_refused(toy: Callable[..., Any], *, snapshot: bool) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 3)
    other = AwareLR(torch.optim.SGD(torch.nn.Linear(8, 16).parameters(), lr=1e-2))
    words = "the model must have parameters of the shapes" if snapshot else "the sensor must watch 4 parameters"
    with pytest.raises(StateError, match=words + r".*Load the state into the same model"):
        other.load_state_dict(scheduler.state_dict(snapshot=snapshot))


def test_buffers_come_back_whether_or_not_the_model_was_wrapped_then(toy: Callable[..., Any]) -> None:
    task = toy(norm=True)
    wrapped = torch.nn.DataParallel(task.model)
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
    scheduler = AwareLR(optimizer, model=wrapped)
    task.run(optimizer, scheduler, 40)
    scheduler.validate(1.0)
    task.run(optimizer, scheduler, 5, first=41)
    saved = through_a_file(scheduler.state_dict())
    kept = task.model[1].running_mean.clone()
    other = toy(norm=True)
    other_optimizer = torch.optim.SGD(other.model.parameters(), lr=0.01)
    resumed = AwareLR(other_optimizer, model=other.model)
    resumed.load_state_dict(saved)
    with resumed.best():
        assert not torch.equal(other.model[1].running_mean, torch.zeros(16))
    with scheduler.best():
        best = task.model[1].running_mean.clone()
    with resumed.best():
        assert torch.equal(other.model[1].running_mean, best)
    assert not torch.equal(best, kept)


def test_a_scale_that_fell_before_the_resume_is_no_skipped_step(toy: Callable[..., Any]) -> None:
    def scaled() -> tuple[Any, Any, Any, AwareLR]:
        task = toy()
        optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
        scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
        return task, optimizer, scaler, AwareLR(optimizer, model=task.model, scaler=scaler)

    def accumulated(task: Any, optimizer: Any, scaler: Any, scheduler: AwareLR, first: int) -> None:
        optimizer.zero_grad()
        one, other = task.loss(2 * first), task.loss(2 * first + 1)
        scaler.scale(one / 2).backward()
        scheduler.step(one)
        scaler.scale(other / 2).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step(other)

    parts = task, optimizer, scaler, scheduler = scaled()
    accumulated(*parts, first=1)
    scaler.update(256.0)
    accumulated(*parts, first=2)
    states = [through_a_file(each.state_dict()) for each in (task.model, optimizer, scaler, scheduler)]
    others = scaled()
    for each, state in zip((others[0].model, *others[1:]), states, strict=True):
        each.load_state_dict(state)
    accumulated(*parts, first=3)
    accumulated(*others, first=3)
    read = [each.state_dict()["schedule"]["state"]["loss"]["last"] for each in (scheduler, others[3])]
    assert read[0] == read[1]


def test_a_state_from_before_averages_had_a_window_is_taken_over(toy: Callable[..., Any]) -> None:
    def made() -> tuple[Any, Any, AwareLR]:
        task = toy()
        optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
        return task, optimizer, AwareLR(optimizer, model=task.model)

    task, optimizer, scheduler = made()
    task.run(optimizer, scheduler, 30)
    old = through_a_file(scheduler.state_dict())
    del old["last"]["averaging"], old["average"]["window"]
    other, other_optimizer, resumed = made()
    other.model.load_state_dict(task.model.state_dict())
    resumed.load_state_dict(old)
    assert task.run(optimizer, scheduler, 30, first=31) == other.run(other_optimizer, resumed, 30, first=31)


@pytest.mark.parametrize("decide_every", [1, 3, 4])
@pytest.mark.parametrize("rollback", [False, True])
def test_saving_a_state_changes_nothing_of_what_comes(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], decide_every: int, *, rollback: bool
) -> None:
    """Once, a state saved between two late decisions brought later distances from the snapshot forward."""

    def run(saved_at: Sequence[int]) -> list[Any]:
        task = toy()
        optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
        scheduler = AwareLR(optimizer, model=task.model, decide_every=decide_every, rollback=rollback)
        for step in range(1, 61):
            task.run(optimizer, scheduler, 1, first=step)
            if step in saved_at:
                scheduler.state_dict()
        return fingerprint(scheduler.state_dict())

    assert run(range(1, 60)) == run([])


SGD = partial(torch.optim.SGD, lr=1e-2, momentum=0.9)
ADAMW = partial(torch.optim.AdamW, lr=1e-3)
AMSGRAD = partial(ADAMW, amsgrad=True)
ADAGRAD = partial(torch.optim.Adagrad, lr=1e-2)


# A rollback put back what the first optimizer had kept, and the second one's next step ended with KeyError: 'exp_avg'.
@pytest.mark.parametrize("decide_every", [1, 4])
@pytest.mark.parametrize("pair", [(SGD, ADAMW), (ADAMW, SGD), (ADAMW, AMSGRAD), (AMSGRAD, ADAMW), (SGD, ADAGRAD)])
@pytest.mark.parametrize("healthy", [0, 3])
def test_a_rollback_restores_nothing_that_another_optimizer_left(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], pair: Any, healthy: int, decide_every: int
) -> None:
    task = toy()
    scheduler = AwareLR(pair[0](task.model.parameters()), model=task.model)
    task.run(scheduler.optimizer, scheduler, 60)
    data = through_a_file(scheduler.state_dict())
    scheduler.close()
    optimizer = pair[1](task.model.parameters())
    scheduler = AwareLR(optimizer, model=task.model, decide_every=decide_every)
    scheduler.load_state_dict(data)
    task.run(optimizer, scheduler, healthy, first=61)
    x, task.x = task.x, task.x * math.nan
    task.run(optimizer, scheduler, 16, first=64)
    task.x = x
    task.run(optimizer, scheduler, 30, first=80)
    assert warnings_of("put back to the snapshot")
    assert len(warnings_of(f"and {type(optimizer).__name__} cannot go on from it")) == 1
    assert math.isfinite(task.whole_loss())


def test_an_optimizer_whose_state_is_loaded_last_keeps_the_snapshot(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    scheduler = AwareLR(ADAMW(task.model.parameters()), model=task.model)
    task.run(scheduler.optimizer, scheduler, 60)
    states = through_a_file([scheduler.state_dict(), scheduler.optimizer.state_dict()])
    scheduler.close()
    optimizer = ADAMW(task.model.parameters())
    scheduler = AwareLR(optimizer, model=task.model)
    scheduler.load_state_dict(states[0])
    optimizer.load_state_dict(states[1])
    task.run(optimizer, scheduler, 1, first=61)
    assert scheduler.state_dict()["snapshot"] is not None
    assert not warnings_of("cannot go on from it")
