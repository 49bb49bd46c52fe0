"""The weights at the best validation loss: kept when they were validated, in place for the block only."""

import copy
import io
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.errors import ReadingError, SettingError, StateError
from awarelr.schedules import Bounded, Chain, Constant, Cosine, ReduceOnPlateau, Stage, Warmup
from awarelr.torch import AwareLR, BestValidation, Scheduler
from awarelr.torch.best import wants_higher

pytestmark = pytest.mark.torch


class Training:
    """A small training with BatchNorm that is validated by hand.

    Args:
        task: the toy.
        options: arguments of the scheduler.
    """

    def __init__(self, task: Any, **options: Any) -> None:
        self.task = task
        self.model = task.model
        self.optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-2)
        self.scheduler = AwareLR(self.optimizer, model=task.model, **options)
        self.steps = 0

    def run(self, steps: int) -> None:
        self.task.run(self.optimizer, self.scheduler, steps, first=self.steps + 1)
        self.steps += steps

    def state(self) -> Any:
        """Return the state of all three as a file would bring it back."""
        buffer = io.BytesIO()
        torch.save([each.state_dict() for each in (self.model, self.optimizer, self.scheduler)], buffer)
        buffer.seek(0)
        return torch.load(buffer, weights_only=True)

    def load(self, data: Any) -> None:
        for part, state in zip((self.model, self.optimizer, self.scheduler), data, strict=True):
            part.load_state_dict(state)


@pytest.fixture
def training(toy: Callable[..., Any]) -> Training:
    """Return a training after 40 steps."""
    made = Training(toy(norm=True))
    made.run(40)
    return made


def test_the_weights_kept_are_those_in_place_when_the_least_loss_was_handed_over(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    best = None
    for loss in (0.5, math.nan, 0.3, 0.4, -math.inf, 0.3, math.inf):
        training.run(5)
        training.scheduler.validate(loss)
        if loss == 0.3 and best is None:  # of two equal ones the first
            best = fingerprint(training.model)
    present = fingerprint(training.model, training.optimizer)
    with training.scheduler.best() as validation:
        assert fingerprint(training.model) == best  # parameters, and BatchNorm's statistics with them
    assert validation == training.scheduler.best_validation == BestValidation(loss=0.3, step=55)
    assert fingerprint(training.model, training.optimizer) == present


def test_validated_within_averaged_they_are_the_averaged_ones(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    with training.scheduler.averaged([training.task.batch(step) for step in range(4)]) as used:
        training.scheduler.validate(1.0)
        averaged = fingerprint(training.model)
    last = fingerprint(training.model)
    assert used
    assert averaged != last
    training.run(20)
    with training.scheduler.best():
        assert fingerprint(training.model) == averaged


def test_best_and_averaged_may_stand_within_each_other(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    scheduler, model = training.scheduler, training.model
    scheduler.validate(1.0)
    best = fingerprint(model)
    training.run(20)
    present = fingerprint(model)
    loader = [training.task.batch(step) for step in range(4)]
    for given in (None, loader):
        with scheduler.averaged(given):
            averaged = fingerprint(model)
            with scheduler.best(), scheduler.best():
                assert fingerprint(model) == best
            assert fingerprint(model) == averaged
        with scheduler.best():
            with scheduler.averaged(given):
                assert fingerprint(dict(model.named_parameters())) != best
            assert fingerprint(model) == best
        assert fingerprint(model) == present


def test_an_exception_within_the_block_brings_the_present_weights_back(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    training.scheduler.validate(1.0)
    training.run(20)
    before = fingerprint(training.model, training.optimizer, training.scheduler)
    with pytest.raises(KeyError, match="theirs"), training.scheduler.best():
        raise KeyError("theirs")
    assert fingerprint(training.model, training.optimizer, training.scheduler) == before


def test_weights_saved_within_the_block_are_the_best_ones_for_good(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    training.scheduler.validate(1.0)
    best = fingerprint(training.model)
    training.run(20)
    with training.scheduler.best():
        saved = copy.deepcopy(training.model.state_dict())
    training.model.load_state_dict(saved)
    assert fingerprint(training.model) == best


def test_validating_and_looking_at_the_best_changes_nothing_of_the_training(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    ends = []
    for keep in (True, False):
        made = Training(toy(norm=True), keep_best=keep)
        for number in range(12):
            made.run(5)
            made.scheduler.validate(1.0 / (1 + number % 7))
            if keep:
                with made.scheduler.best():
                    made.task.accuracy()
        state = made.scheduler.state_dict() | {"best": None}
        ends.append(fingerprint(made.model, made.optimizer, state))
    assert ends[0] == ends[1]


def test_a_loss_that_comes_after_the_last_step_or_after_closing_counts_too(training: Training) -> None:
    training.scheduler.validate(0.5)
    training.run(10)
    training.scheduler.close()
    training.scheduler.validate(0.4)
    assert training.scheduler.best_validation == BestValidation(loss=0.4, step=50)


@pytest.mark.parametrize("losses", [[], [math.nan, math.inf]])
def test_without_a_finite_validation_the_way_out_is_named(training: Training, losses: list[float]) -> None:
    for loss in losses:
        training.scheduler.validate(loss)
    words = (
        r"best\(\) needs a finite validation loss, got none so far\. Hand one over with scheduler\.validate\(val_loss\)"
    )
    with pytest.raises(ReadingError, match=words), training.scheduler.best():
        pass
    assert training.scheduler.best_validation is None


def test_turned_off_it_keeps_nothing_and_says_so(toy: Callable[..., Any]) -> None:
    made = Training(toy(), keep_best=False)
    made.run(5)
    made.scheduler.validate(1.0)
    assert made.scheduler.best_validation is None
    assert made.state()[2]["best"] is None
    words = r"keep_best must be True for best\(\), got False\. .* evaluate within scheduler\.averaged\(\)"
    with pytest.raises(SettingError, match=words), made.scheduler.best():
        pass
    assert copy.deepcopy(made.scheduler)._driver.best is None


def test_the_best_comes_back_with_the_state_and_is_still_the_one_to_beat(
    training: Training, toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    training.scheduler.validate(0.5)
    best = fingerprint(training.model)
    training.run(10)
    data = training.state()
    for keep in (True, False):
        other = Training(toy(seed=3, norm=True), keep_best=keep)
        other.scheduler.validate(0.1)  # of a training that is given up by loading
        other.load(copy.deepcopy(data))
        other.steps = training.steps
        if not keep:
            assert other.scheduler.best_validation is None
            continue
        assert fingerprint(other.scheduler) == fingerprint(training.scheduler)
        other.run(10)
        other.scheduler.validate(0.6)
        with other.scheduler.best() as validation:
            assert fingerprint(other.model) == best
        assert validation == BestValidation(loss=0.5, step=40)


def test_a_state_whose_best_held_buffers_only_still_loads(
    training: Training, toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    """Guards states of format 5, from before parameters of other optimizers were kept."""
    training.scheduler.validate(0.5)
    best = fingerprint(training.model)
    data = training.state()
    data[2]["best"]["buffers"] = data[2]["best"].pop("beside")
    data[2]["format"] = 5
    other = Training(toy(seed=3, norm=True))
    other.load(data)
    other.steps = training.steps
    for each in (training, other):
        each.run(20)
    assert other.scheduler.last_decision == training.scheduler.last_decision
    with other.scheduler.best():
        assert fingerprint(other.model) == best


def test_a_best_that_is_not_taken_over_is_said(
    training: Training, toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    training.scheduler.validate(0.5)
    other = Training(toy(seed=3, norm=True), keep_best=False)
    other.load(training.state())
    assert [each for each in warnings_of() if "keeps none: they are not taken over" in each]


def test_what_is_validated_within_the_best_is_not_taken_in(
    training: Training, warnings_of: Callable[..., list[str]], fingerprint: Callable[..., list[Any]]
) -> None:
    training.scheduler.validate(0.5)
    training.run(20)
    before = fingerprint(training.scheduler)
    with training.scheduler.best():
        training.scheduler.validate(0.1)
        training.scheduler.validate(0.1)
    assert training.scheduler.best_validation == BestValidation(loss=0.5, step=40)
    assert fingerprint(training.scheduler) == before
    assert len([each for each in warnings_of() if "weights that the training has left" in each]) == 1
    with training.scheduler.best(), training.scheduler.averaged() as averaged:
        assert averaged
        training.scheduler.validate(0.2)  # of the averaged weights, which are in place
    assert training.scheduler.best_validation == BestValidation(loss=0.2, step=60)


def test_what_another_optimizer_trains_of_the_model_is_kept_too(toy: Callable[..., Any]) -> None:
    task = toy()
    first, last = task.model[0], task.model[2]
    frozen = torch.nn.Parameter(torch.zeros(1), requires_grad=False)
    task.model.register_parameter("frozen", frozen)
    optimizer = torch.optim.Adam(first.parameters(), lr=1e-2)
    other = torch.optim.SGD(last.parameters(), lr=1e-2)
    optimizer.register_step_post_hook(lambda *_: other.step())
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 20)
    scheduler.validate(1.0)
    kept = [each.detach().clone() for each in (first.weight, last.weight)]
    task.run(optimizer, scheduler, 20, first=21)
    now = last.weight.detach().clone()
    assert not torch.equal(now, kept[1])
    with scheduler.best():
        assert [torch.equal(*pair) for pair in zip((first.weight, last.weight), kept, strict=True)] == [True, True]
    assert torch.equal(last.weight, now)
    optimizer.add_param_group({"params": list(last.parameters())})  # as when layers change hands
    task.run(optimizer, scheduler, 5, first=41)
    with scheduler.best():
        assert torch.equal(last.weight, kept[1])
    best = scheduler.state_dict()["best"]
    assert best is not None
    assert not best["beside"]


def test_a_damaged_best_is_refused_and_changes_nothing(
    training: Training, fingerprint: Callable[..., list[Any]]
) -> None:
    training.scheduler.validate(0.5)
    data = training.state()
    training.run(10)
    before = fingerprint(training.model, training.optimizer, training.scheduler)
    data[2]["best"]["parameters"].pop()
    with pytest.raises(StateError, match=r"the model must have parameters of the shapes .*Load the state into the"):
        training.scheduler.load_state_dict(data[2])
    assert fingerprint(training.model, training.optimizer, training.scheduler) == before


def test_a_copied_scheduler_has_a_best_of_its_own(training: Training, fingerprint: Callable[..., list[Any]]) -> None:
    training.scheduler.validate(0.5)
    best = fingerprint(training.model)
    twin_model, twin = copy.deepcopy((training.model, training.scheduler))
    training.run(10)
    training.scheduler.validate(0.1)
    with twin.best() as validation:
        assert fingerprint(twin_model) == best
    assert validation.loss == 0.5


def test_a_rollback_leaves_the_best_alone(training: Training, fingerprint: Callable[..., list[Any]]) -> None:
    training.scheduler.validate(0.5)
    best = fingerprint(training.model)
    training.run(5)
    for group in training.optimizer.param_groups:
        group["lr"] = 1e4
    while not training.scheduler._driver.probing:
        assert training.steps < 80
        training.run(1)
    training.run(5)
    training.scheduler.validate(0.6)
    with training.scheduler.best() as validation:
        assert fingerprint(training.model) == best
    assert validation == BestValidation(loss=0.5, step=40)


def test_a_drift_of_the_training_data_does_not_give_up_the_best_weights(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    """Guards weights at 0.0134 that a drift, false or of the training data alone, had replaced by some at 96."""
    made = Training(toy())
    made.run(64)
    made.scheduler.validate(0.1)
    before = made.task.loss
    made.task.loss = lambda step: 50.0 + before(step)
    made.run(16)
    assert warnings_of("drifted")
    made.scheduler.validate(2.0)
    assert made.scheduler.best_validation == BestValidation(loss=0.1, step=64)


def test_whoever_changes_the_validation_data_can_have_the_best_forgotten(toy: Callable[..., Any]) -> None:
    made = Training(toy())
    made.run(8)
    made.scheduler.validate(0.1)
    made.scheduler.forget_best()
    with pytest.raises(ReadingError, match="got none so far"), made.scheduler.best():
        pass
    made.run(8)
    made.scheduler.validate(2.0)
    assert made.scheduler.best_validation == BestValidation(loss=2.0, step=16)
    Training(toy(), keep_best=False).scheduler.forget_best()


def test_where_decisions_come_late_the_step_is_that_of_the_validation(toy: Callable[..., Any]) -> None:
    made = Training(toy(), decide_every=8)
    made.run(21)
    made.scheduler.validate(1.0)
    assert made.scheduler.best_validation == BestValidation(loss=1.0, step=21)


def test_parameters_added_later_are_kept_as_they_were_then(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 20)
    scheduler.validate(1.0)
    optimizer.add_param_group({"params": list(task.model[2].parameters())})
    first, added = [each.detach().clone() for each in (task.model[0].weight, task.model[2].weight)]
    with scheduler.best():
        assert torch.equal(task.model[0].weight, first)
    task.run(optimizer, scheduler, 20, first=21)
    assert not torch.equal(task.model[2].weight, added)
    with scheduler.best():
        assert torch.equal(task.model[0].weight, first)
        assert torch.equal(task.model[2].weight, added)


def test_tied_and_frozen_parameters_and_a_model_that_is_not_given() -> None:
    first, second = torch.nn.Linear(3, 3, bias=False), torch.nn.Linear(3, 3)
    second.weight = first.weight
    second.bias.requires_grad_(False)  # noqa: FBT003 - torch's own signature
    model = torch.nn.Sequential(first, second)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = Scheduler(optimizer, Cosine(total_steps=10))
    scheduler.validate(1.0)
    kept = [each.detach().clone() for each in model.parameters()]
    with torch.no_grad():
        for each in model.parameters():
            each.add_(1.0)
    with scheduler.best():
        assert first.weight is second.weight
        assert all(torch.equal(*pair) for pair in zip(model.parameters(), kept, strict=True))
        assert not second.bias.requires_grad
    assert all(torch.equal(each, old + 1.0) for each, old in zip(model.parameters(), kept, strict=True))


def test_a_validation_in_inference_mode_keeps_weights_that_train_on(training: Training) -> None:
    with torch.inference_mode():
        training.scheduler.validate(1.0)
    kept = training.scheduler._driver.best
    assert kept is not None
    assert not any(value.is_inference() for _, value in kept.pairs())
    with training.scheduler.best():
        training.task.loss(1).backward()  # as for adversarial tests
    training.run(1)


def test_no_memory_for_a_copy_ends_no_training(
    training: Training, monkeypatch: pytest.MonkeyPatch, warnings_of: Callable[..., list[str]]
) -> None:
    def exhausted(_self: Any) -> Any:
        raise torch.OutOfMemoryError

    training.scheduler.validate(3.0)
    with monkeypatch.context() as patch:
        patch.setattr("awarelr.torch.snapshot.Training.parameters", exhausted)
        training.scheduler.validate(1.0)
    assert warnings_of("scheduler.validate(); the training goes on, and the best weights are not kept")
    assert training.scheduler.best_validation is None  # the old copy had to make room
    training.scheduler.validate(2.0)
    assert training.scheduler.best_validation == BestValidation(loss=2.0, step=40)


@pytest.mark.parametrize(
    ("schedule", "higher"),
    [
        (Constant(), False),
        (ReduceOnPlateau(metric="validation"), False),
        (ReduceOnPlateau(metric="validation", mode="max"), True),
        (Warmup(Bounded(ReduceOnPlateau(mode="max")), steps=3), True),
        (Chain((Stage(Constant(), steps=3), Stage(ReduceOnPlateau(mode="max")))), True),
        (Chain((Stage(Constant(), steps=3), Stage(Warmup(Constant(), steps=2)))), False),
    ],
)
def test_higher_is_better_only_where_the_schedule_takes_it_so(
    toy: Callable[..., Any], schedule: Any, *, higher: bool
) -> None:
    assert wants_higher(schedule) == higher
    scheduler = Scheduler(torch.optim.SGD(toy().model.parameters(), lr=0.1), schedule)
    for figure in (0.8, 0.9, 0.7):
        scheduler.validate(figure)
    assert scheduler.best_validation == BestValidation(loss=0.9 if higher else 0.7, step=0)


def struck(training: Training) -> bool:
    """Return True if a NaN gradient was undone: the scheduler is alive, the weights are numbers."""
    training.optimizer.zero_grad()
    loss = math.nan * training.task.loss(99)
    loss.backward()
    training.optimizer.step()
    training.scheduler.step(loss)
    return not training.scheduler._driver.failed and all(each.isfinite().all() for each in training.model.parameters())


def test_a_buffer_that_is_a_broadcast_view_is_left_alone(toy: Callable[..., Any]) -> None:
    """Guards a mask made by ``expand``: best() raised, and the first rollback ended the scheduler for good."""
    made = Training(toy())
    made.model.register_buffer("mask", torch.ones(1, 8).expand(4, 8))
    made.run(30)
    made.scheduler.validate(1.0)
    with made.scheduler.best():
        assert made.model.mask.sum() == 32.0
    assert struck(made)


def test_a_buffer_that_has_grown_since_stays_as_it_is(toy: Callable[..., Any]) -> None:
    """Guards a cache that is registered anew, longer, for longer inputs."""
    made = Training(toy())
    made.model.register_buffer("cache", torch.ones(8))
    made.run(30)
    made.scheduler.validate(1.0)
    made.model.register_buffer("cache", torch.zeros(16))
    with made.scheduler.best():
        assert made.model.cache.shape == (16,)
    assert struck(made)
    assert made.model.cache.sum() == 0.0
