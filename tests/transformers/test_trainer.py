"""transformers' Trainer with a scheduler that sees what a loop of one's own would show it."""

import gc
import logging
import math
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from awarelr import Cosine, Situation
from awarelr.errors import ConflictError, ForeignStateError, SettingError
from awarelr.journal import read_journal, replay
from awarelr.torch import AwareLR, Scheduler
from awarelr.transformers import AwareTrainer

pytestmark = pytest.mark.torch

Make = Callable[..., Any]


def train(net: Make, args: Any, rows: list[dict[str, Any]], resume: str | None = None, **given: Any) -> Any:
    trainer = AwareTrainer(net(), args, train_dataset=rows, eval_dataset=rows[:64], **given)
    trainer.train(resume_from_checkpoint=resume)
    return trainer


def losses(path: Path) -> list[float]:
    return [math.nan if entry.reading.loss is None else entry.reading.loss for entry in read_journal(path).entries()]


def writing(path: Path) -> Make:
    def steer(optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        return AwareLR(optimizer, model=model, total_steps=total_steps, journal=path)

    return steer


def test_a_rate_far_too_low_is_raised_and_the_loss_falls(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    trainer = train(net, arguments(max_steps=150), rows, steer=writing(tmp_path / "run.jsonl"))
    assert trainer.lr_scheduler.last_epoch == 150
    assert trainer.lr_scheduler.get_last_lr()[0] > 1e-4
    assert "learning rate went from" in trainer.lr_scheduler.explain()
    seen = losses(tmp_path / "run.jsonl")
    assert len(seen) == 150
    assert sum(seen[-10:]) < 0.5 * sum(seen[:10])
    assert replay(tmp_path / "run.jsonl").same


def test_micro_batches_are_read_as_the_batch_that_they_make(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    for accumulated, size in ((1, 32), (4, 8)):
        args = arguments(gradient_accumulation_steps=accumulated, per_device_train_batch_size=size, max_steps=10)
        train(net, args, rows, steer=writing(tmp_path / f"{accumulated}.jsonl"))
    assert losses(tmp_path / "4.jsonl") == pytest.approx(losses(tmp_path / "1.jsonl"), rel=1e-3)


@pytest.mark.parametrize("cut", [3, 20, 45])
def test_a_resume_goes_on_as_if_nothing_had_happened(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path, cut: int
) -> None:
    whole = train(net, arguments(save_strategy="steps", save_steps=cut), rows)
    again = train(net, arguments(output_dir=str(tmp_path / "b")), rows, str(tmp_path / f"out/checkpoint-{cut}"))
    assert again.lr_scheduler.get_last_lr() == whole.lr_scheduler.get_last_lr()
    assert again.lr_scheduler.last_decision == whole.lr_scheduler.last_decision
    for ours, theirs in zip(again.model.parameters(), whole.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_plain_trainers_checkpoint_is_gone_on_from(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    args = arguments(save_strategy="steps", save_steps=20, lr_scheduler_type="constant")
    transformers.Trainer(net(), args, train_dataset=rows).train()
    plain = str(tmp_path / "out/checkpoint-20")
    scheduler = train(net, arguments(max_steps=60), rows, plain).lr_scheduler
    assert scheduler.last_epoch == 40
    assert set(scheduler.base_lrs) == {args.learning_rate}
    model = net()
    optimizer = AwareTrainer(model, arguments(), train_dataset=rows).create_optimizer()
    given = AwareTrainer(model, arguments(), train_dataset=rows, optimizers=(optimizer, AwareLR(optimizer)))
    with pytest.raises(ForeignStateError, match="got kind None"):
        given.train(resume_from_checkpoint=plain)


def test_a_run_may_train_longer_than_planned(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """transformers#4383: a cosine resumed with more steps has a rate of another plan."""
    ended = train(net, arguments(save_strategy="steps", save_steps=60), rows).lr_scheduler.get_last_lr()[0]
    longer = train(net, arguments(max_steps=150), rows, str(tmp_path / "out/checkpoint-60")).lr_scheduler
    assert longer.last_epoch == 150
    assert longer.last_decision.situation in Situation
    assert max(longer.get_last_lr()) > 0.0
    midway = train(net, arguments(max_steps=100), rows, str(tmp_path / "out/checkpoint-60"))
    assert midway.lr_scheduler.last_epoch == 100
    assert ended > 0.0


def test_losses_of_evaluations_while_training_are_handed_over(
    net: Make, arguments: Make, rows: list[dict[str, Any]]
) -> None:
    trainer = train(net, arguments(eval_strategy="steps", eval_steps=20), rows)
    said = [each["eval_loss"] for each in trainer.state.log_history if "eval_loss" in each]
    best = trainer.lr_scheduler.best_validation
    assert len(said) == 3
    assert best.loss == min(said)
    trainer.evaluate(rows[:1])
    assert trainer.lr_scheduler.best_validation == best


def test_the_loss_that_names_the_best_model_is_the_one(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    args = arguments(eval_strategy="steps", eval_steps=20, metric_for_best_model="two_loss")
    trainer = AwareTrainer(net(), args, train_dataset=rows, eval_dataset={"one": rows[:16], "two": rows[16:48]})
    trainer.train()
    said = [each["eval_two_loss"] for each in trainer.state.log_history if "eval_two_loss" in each]
    assert trainer.lr_scheduler.best_validation.loss == min(said)


def test_a_second_training_begins_at_the_rate_that_was_given(
    net: Make, arguments: Make, rows: list[dict[str, Any]]
) -> None:
    trainer = train(net, arguments(max_steps=20), rows)
    first = trainer.lr_scheduler
    trainer.train()
    assert trainer.lr_scheduler is not first
    assert trainer.lr_scheduler.base_lrs == first.base_lrs
    assert set(first.base_lrs) == {1e-5}
    assert trainer.lr_scheduler.last_epoch == 20


def test_any_member_of_the_family_may_steer(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    def steer(optimizer: Any, model: Any, total_steps: int | None) -> Scheduler:
        return Scheduler(optimizer, Cosine(total_steps=2 * (total_steps or 0)), model=model)

    assert train(net, arguments(), rows, steer=steer).lr_scheduler.get_last_lr()[0] == pytest.approx(0.5e-5)


def test_a_scheduler_of_ours_may_come_with_the_optimizer(
    net: Make, arguments: Make, rows: list[dict[str, Any]]
) -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, model=model)
    trainer = AwareTrainer(model, arguments(), train_dataset=rows, optimizers=(optimizer, scheduler))
    trainer.train()
    assert trainer.lr_scheduler is scheduler
    assert scheduler.last_epoch == 60
    assert scheduler.last_decision is not None
    assert "loss" in scheduler.explain("line")


def test_somebody_elses_scheduler_is_refused(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    given = optimizer, torch.optim.lr_scheduler.ConstantLR(optimizer)
    trainer = AwareTrainer(model, arguments(), train_dataset=rows, optimizers=given)
    with pytest.raises(SettingError, match=r"optimizers=.* must give an awarelr.torch.Scheduler, got a ConstantLR\."):
        trainer.train()


@pytest.mark.parametrize(
    ("steer", "error", "said"),
    [
        (lambda *_: None, SettingError, "steer must give an awarelr.torch.Scheduler, got nothing. Return AwareLR"),
        (lambda optimizer, *_: torch.optim.lr_scheduler.ConstantLR(optimizer), SettingError, "got a ConstantLR"),
        (
            lambda _, model, __: AwareLR(torch.optim.SGD(model.parameters(), lr=0.1)),
            ConflictError,
            "got one that drives another optimizer. Build a new one.",
        ),
    ],
)
def test_what_steer_returns_is_looked_at(
    net: Make, arguments: Make, rows: list[dict[str, Any]], steer: Any, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        train(net, arguments(), rows, steer=steer)


def test_a_closed_scheduler_is_refused(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer)
    scheduler.close()
    trainer = AwareTrainer(model, arguments(), train_dataset=rows, optimizers=(optimizer, scheduler))
    with pytest.raises(ConflictError, match="got one that is closed"):
        trainer.train()


def test_nothing_is_put_back_after_the_best_model_was_loaded(
    net: Make, arguments: Make, rows: list[dict[str, Any]]
) -> None:
    """Guards a rollback at the end, of readings that had waited, over the weights that transformers had chosen."""

    def steer(optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        del total_steps
        return AwareLR(optimizer, model=model, decide_every=7)

    class Harm(transformers.TrainerCallback):  # type: ignore[misc]  # as in the package
        def on_step_begin(self, args: Any, state: Any, control: Any, *, model: Any, **_: Any) -> None:
            del args, control
            if state.global_step == 58:
                with torch.no_grad():
                    model.net[2].weight.mul_(1e3)

    args = arguments(
        eval_strategy="steps", eval_steps=20, save_strategy="steps", save_steps=20, load_best_model_at_end=True
    )
    trainer = AwareTrainer(net(), args, train_dataset=rows, eval_dataset=rows[:64], steer=steer, callbacks=[Harm()])
    trainer.train()
    best = min(each["eval_loss"] for each in trainer.state.log_history if "eval_loss" in each)
    assert trainer.evaluate()["eval_loss"] == pytest.approx(best)


def test_from_a_checkpoint_without_its_state_it_is_told_what_is_left(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    told: list[int | None] = []

    def steer(optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        told.append(total_steps)
        return AwareLR(optimizer, model=model, total_steps=total_steps)

    train(net, arguments(save_strategy="steps", save_steps=40, save_only_model=True), rows)
    again = train(net, arguments(), rows, str(tmp_path / "out/checkpoint-40"), steer=steer)
    assert told == [60, 20]
    assert again.lr_scheduler.last_epoch == 20
    assert again.lr_scheduler.base_lrs == [1e-5, 1e-5]


def test_a_trainer_that_is_dropped_is_gone_at_once(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    gc.collect()
    gc.disable()
    try:
        trainer = AwareTrainer(net(), arguments(max_steps=2), train_dataset=rows)
        accelerator = weakref.ref(trainer.accelerator)
        del trainer
        assert accelerator() is None
    finally:
        gc.enable()


def test_losses_under_other_names_are_said(
    net: Make, arguments: Make, rows: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    args = arguments(eval_strategy="steps", eval_steps=20)
    trainer = AwareTrainer(net(), args, train_dataset=rows, eval_dataset={"one": rows[:16], "two": rows[16:48]})
    with caplog.at_level(logging.WARNING, logger="awarelr"):
        trainer.train()
    said = "loss 'eval_loss', and this evaluation has only eval_one_loss: none of it is seen. Name the one that counts"
    assert [said in each.message for each in caplog.records] == [True]


def test_the_last_evaluation_is_told(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    trainer = train(net, arguments(eval_strategy="steps", eval_steps=20), rows)
    best = trainer.lr_scheduler.best_validation
    last = [each["eval_loss"] for each in trainer.state.log_history if "eval_loss" in each][-1]
    told = f"The validation loss is {last:.3g}, its best was {best.loss:.3g} at step {best.step}."
    assert told in trainer.lr_scheduler.explain()


@pytest.mark.parametrize("engine", ["fsdp", "deepspeed"])
def test_a_sharded_model_is_refused(net: Make, arguments: Make, rows: list[dict[str, Any]], engine: str) -> None:
    trainer = AwareTrainer(net(), arguments(), train_dataset=rows)
    setattr(trainer, f"is_{engine}_enabled", True)
    with pytest.raises(ConflictError, match="one that FSDP or DeepSpeed shards"):
        trainer.create_scheduler(10)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lr_scheduler_type": "cosine", "warmup_steps": 5}, "does not use lr_scheduler_type='cosine', warmup_steps=5"),
        ({"warmup_steps": 0.1}, "does not use warmup_steps=0.1"),
        ({}, None),
    ],
)
def test_arguments_that_have_no_say_are_named(
    net: Make,
    arguments: Make,
    rows: list[dict[str, Any]],
    caplog: pytest.LogCaptureFixture,
    given: dict[str, Any],
    said: str | None,
) -> None:
    with caplog.at_level(logging.WARNING, logger="awarelr"):
        train(net, arguments(max_steps=3, **given), rows)
    assert [said in each.message for each in caplog.records if said] == ([True] if said else [])
    assert bool(caplog.records) == bool(said)


def test_a_bad_batch_is_seen_though_transformers_hides_it(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """``logging_nan_inf_filter`` mends a NaN in transformers' own log, while the update runs."""
    spoilt = [*rows, {"x": rows[0]["x"] * math.nan, "labels": rows[0]["labels"]}]
    trainer = train(net, arguments(max_steps=60), spoilt, steer=writing(tmp_path / "run.jsonl"))
    assert 3 <= sum(map(math.isnan, losses(tmp_path / "run.jsonl"))) <= 9  # once an epoch
    assert all(bool(each.isfinite().all()) for each in trainer.model.parameters())
    assert trainer.lr_scheduler.get_last_lr()[0] > 1e-5


def test_a_loss_whose_step_the_scaler_left_out_is_no_other_steps(
    net: Make, arguments: Make, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "run.jsonl"
    trainer = AwareTrainer(net(), arguments(max_steps=5), train_dataset=rows, steer=writing(path))

    class Skipping(transformers.TrainerCallback):  # type: ignore[misc]  # as in the package
        def on_step_begin(self, *_: Any, **__: Any) -> None:
            trainer.lr_scheduler.add_loss(math.inf)
            assert trainer._listener is not None
            trainer._listener.on_optimizer_step(optimizer=type("Wrapped", (), {"step_was_skipped": True}))

    trainer.add_callback(Skipping())
    trainer.train()
    assert len(losses(path)) == 5
    assert all(map(math.isfinite, losses(path)))


def test_it_goes_before_a_trainer_of_another_library(net: Make, arguments: Make, rows: list[dict[str, Any]]) -> None:
    class Theirs(transformers.Trainer):  # type: ignore[misc]  # as in the package
        def compute_loss(self, model: Any, inputs: Any, *_: Any, **__: Any) -> Any:
            return 3.0 * model(**inputs)["loss"]

    class Ours(AwareTrainer, Theirs):
        pass

    trainer = Ours(net(), arguments(max_steps=10), train_dataset=rows)
    trainer.train()
    assert trainer.lr_scheduler.last_epoch == 10
    assert "loss" in trainer.lr_scheduler.explain("line")
