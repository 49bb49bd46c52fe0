"""A callback of Lightning's Trainer that sees what a loop of one's own would show it."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning import pytorch as pl

from awarelr import Cosine
from awarelr.errors import ConflictError, ReadingError, SettingError
from awarelr.journal import read_journal, replay
from awarelr.lightning import AwareCallback
from awarelr.torch import AwareLR, Scheduler

pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers"),
    pytest.mark.filterwarnings("ignore:You are trying to `self.log.. but the `self.trainer`"),
    pytest.mark.filterwarnings("ignore:You defined a `validation_step` but have no `val_dataloader`"),
    pytest.mark.filterwarnings("ignore:Checkpoint directory"),
    pytest.mark.filterwarnings("ignore:Be aware that when using `ckpt_path`"),
    pytest.mark.filterwarnings("ignore:`training_step` returned `None`"),
    pytest.mark.filterwarnings("ignore:`isinstance.treespec, LeafSpec.` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:The number of training batches"),
]

Make = Callable[..., Any]


def losses(path: Path) -> list[float]:
    return [math.nan if entry.reading.loss is None else entry.reading.loss for entry in read_journal(path).entries()]


def writing(path: Path) -> Make:
    def steer(optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        return AwareLR(optimizer, model=model, total_steps=total_steps, journal=path)

    return steer


def driven(callback: AwareCallback) -> Scheduler:
    assert callback.scheduler is not None
    return callback.scheduler


def test_a_rate_far_too_low_is_raised_and_the_loss_falls(
    net: Make, loader: Make, trainer: Make, tmp_path: Path
) -> None:
    callback = AwareCallback(steer=writing(tmp_path / "run.jsonl"))
    trainer(callback, max_steps=150).fit(net(), loader())
    assert driven(callback).last_epoch == 150
    assert "learning rate went from" in driven(callback).explain()
    seen = losses(tmp_path / "run.jsonl")
    assert len(seen) == 150
    assert sum(seen[-10:]) < 0.5 * sum(seen[:10])
    assert replay(tmp_path / "run.jsonl").same


@pytest.mark.parametrize("clip", [None, 0.1])
def test_micro_batches_are_read_as_the_batch_that_they_make(
    net: Make, loader: Make, trainer: Make, tmp_path: Path, clip: float | None
) -> None:
    for accumulated, size in ((1, 32), (4, 8)):
        callback = AwareCallback(steer=writing(tmp_path / f"{accumulated}.jsonl"))
        fit = trainer(callback, accumulate_grad_batches=accumulated, max_steps=10, gradient_clip_val=clip)
        fit.fit(net(), loader(size))
    assert losses(tmp_path / "4.jsonl") == pytest.approx(losses(tmp_path / "1.jsonl"), rel=1e-3)


def test_an_epochs_last_step_of_fewer_micro_batches_has_their_mean_too(
    net: Make, loader: Make, trainer: Make, tmp_path: Path
) -> None:
    callback = AwareCallback(steer=writing(tmp_path / "run.jsonl"))
    trainer(callback, accumulate_grad_batches=5, max_steps=4, gradient_clip_val=None).fit(net(), loader())
    seen = losses(tmp_path / "run.jsonl")  # 16 batches: three steps of five and one of a single batch
    assert len(seen) == 4
    assert 0.3 < seen[3] / seen[2] < 3.0


def test_a_checkpoint_that_was_only_validated_is_not_where_the_next_training_begins(
    net: Make, loader: Make, trainer: Make, tmp_path: Path
) -> None:
    saving = pl.callbacks.ModelCheckpoint(dirpath=tmp_path, every_n_train_steps=30, filename="{step}", save_top_k=-1)
    callback = AwareCallback()
    trainer(callback, saving, enable_checkpointing=True).fit(net(), loader())
    trainer(callback).validate(net(), loader(), ckpt_path=tmp_path / "step=30.ckpt", verbose=False, weights_only=False)
    trainer(callback).fit(net(), loader())
    assert driven(callback).last_epoch == 60
    assert driven(callback).base_lrs == [1e-5]


def test_a_second_fit_of_one_trainer_is_told_what_is_left(net: Make, loader: Make, trainer: Make) -> None:
    told: list[int | None] = []

    def steer(optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        told.append(total_steps)
        return AwareLR(optimizer, model=model, total_steps=total_steps)

    fit, module = trainer(AwareCallback(steer=steer), max_steps=-1, max_epochs=2), net()
    fit.fit(module, loader())
    fit.fit_loop.max_epochs = 5
    fit.fit(module, loader())
    assert told == [16, 24]


@pytest.mark.parametrize(
    ("steer", "said"),
    [
        (lambda *_: None, "steer must give an awarelr.torch.Scheduler, got nothing"),
        (lambda optimizer, *_: torch.optim.lr_scheduler.ConstantLR(optimizer), "got a ConstantLR"),
    ],
)
def test_what_steer_returns_is_looked_at(net: Make, loader: Make, trainer: Make, steer: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        trainer(AwareCallback(steer=steer)).fit(net(), loader())


def test_the_weights_stay_as_they_were_saved(net: Make, loader: Make, trainer: Make) -> None:
    """Guards a rollback at the end, of readings that had waited."""

    class Harm(pl.Callback):  # type: ignore[misc]  # as in the package
        kept: Any = None

        def on_train_batch_start(self, trainer: Any, pl_module: Any, *_: Any) -> None:
            if trainer.global_step == 57:
                with torch.no_grad():
                    pl_module.net[2].weight.mul_(1e3)

        def on_train_end(self, trainer: Any, pl_module: Any) -> None:
            del trainer
            self.kept = [each.clone() for each in pl_module.parameters()]

    harm, module = Harm(), net()
    callback = AwareCallback(steer=lambda optimizer, model, _: AwareLR(optimizer, model=model, decide_every=7))
    trainer(callback, harm).fit(module, loader())
    assert all(torch.equal(now, then) for now, then in zip(module.parameters(), harm.kept, strict=True))


@pytest.mark.parametrize("cut", [8, 24, 48])
def test_a_resume_goes_on_as_if_nothing_had_happened(
    net: Make, loader: Make, trainer: Make, tmp_path: Path, cut: int
) -> None:
    saving = pl.callbacks.ModelCheckpoint(dirpath=tmp_path, every_n_train_steps=8, save_top_k=-1, filename="{step}")
    first, second = AwareCallback("val_loss"), AwareCallback("val_loss")
    whole, again = net(), net()
    trainer(first, saving, enable_checkpointing=True).fit(whole, loader(), loader(64))
    trainer(second).fit(again, loader(), loader(64), ckpt_path=tmp_path / f"step={cut}.ckpt", weights_only=False)
    assert driven(second).get_last_lr() == driven(first).get_last_lr()
    assert driven(second).last_decision == driven(first).last_decision
    assert driven(second).best_validation == driven(first).best_validation
    for ours, theirs in zip(again.parameters(), whole.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_validation_losses_are_handed_over_but_those_of_the_sanity_check(
    net: Make, loader: Make, trainer: Make
) -> None:
    callback = AwareCallback("val_loss")
    module = net()
    fit = trainer(callback)
    fit.fit(module, loader(), loader(64))
    best = driven(callback).best_validation
    assert best is not None
    assert best.step > 0
    fit.validate(module, loader(4), verbose=False)
    assert driven(callback).best_validation == best


def test_averaged_weights_are_in_place_for_a_validation(net: Make, loader: Make, trainer: Make) -> None:
    callback = AwareCallback(steer=lambda optimizer, model, _: AwareLR(optimizer, model=model))
    module = net()
    fit = trainer(callback, max_steps=300)
    fit.fit(module, loader())
    last = fit.validate(module, loader(), verbose=False)[0]["val_loss"]
    with driven(callback).averaged() as used:
        averaged = fit.validate(module, loader(), verbose=False)[0]["val_loss"]
    assert used
    assert averaged != last


def test_a_name_that_was_not_logged_is_an_error_that_lists_those_that_were(
    net: Make, loader: Make, trainer: Make
) -> None:
    said = r"monitor must name what the validation logs, got 'loss_val'\. It logged val_loss: name one of them"
    with pytest.raises(ReadingError, match=said):
        trainer(AwareCallback("loss_val")).fit(net(), loader(), loader(64))


def test_any_member_of_the_family_may_steer(net: Make, loader: Make, trainer: Make) -> None:
    def steer(optimizer: Any, model: Any, total_steps: int | None) -> Scheduler:
        return Scheduler(optimizer, Cosine(total_steps=2 * (total_steps or 0)), model=model)

    callback = AwareCallback(steer=steer)
    trainer(callback).fit(net(), loader())
    assert driven(callback).get_last_lr()[0] == pytest.approx(0.5e-5)


def test_without_an_end_in_sight_no_budget_is_told(net: Make, loader: Make, trainer: Make) -> None:
    told: list[int | None] = []

    def steer(optimizer: Any, model: Any, total_steps: int | None) -> Scheduler:
        told.append(total_steps)
        return AwareLR(optimizer, model=model)

    for given in ({"max_steps": -1, "max_epochs": -1, "max_time": "00:00:00:01"}, {}):
        trainer(AwareCallback(steer=steer), **given).fit(net(), loader())
    assert told == [None, 60]


def test_a_scheduler_that_the_module_has_is_taken_over(net: Make, loader: Make, trainer: Make) -> None:
    def configure(module: Any) -> Any:
        optimizer = torch.optim.SGD(module.parameters(), lr=1e-4)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": AwareLR(optimizer), "interval": "step"}}

    callback = AwareCallback()
    trainer(callback).fit(net(configure), loader())
    assert driven(callback).last_epoch == 60
    assert driven(callback).base_lrs == [1e-4]
    assert "loss" in driven(callback).explain("line")


def test_somebody_elses_scheduler_is_refused(net: Make, loader: Make, trainer: Make) -> None:
    def configure(module: Any) -> Any:
        optimizer = torch.optim.SGD(module.parameters(), lr=1e-4)
        return [optimizer], [torch.optim.lr_scheduler.ConstantLR(optimizer)]

    with pytest.raises(ConflictError, match=r"return an optimizer alone, .*, got a ConstantLR\. Remove it"):
        trainer(AwareCallback()).fit(net(configure), loader())


def test_manual_optimization_is_refused(net: Make, loader: Make, trainer: Make) -> None:
    module = net()
    module.automatic_optimization = False
    with pytest.raises(ConflictError, match="automatic_optimization must be True for AwareCallback"):
        trainer(AwareCallback(), accumulate_grad_batches=1).fit(module, loader())


def test_a_sharded_model_is_refused(net: Make, trainer: Make) -> None:
    class FSDPStrategy:
        pass

    fit = trainer()
    fit.strategy.__class__ = type("FSDPStrategy", (type(fit.strategy),), {})
    with pytest.raises(ConflictError, match="one that FSDPStrategy shards"):
        AwareCallback().on_train_start(fit, net())


def test_a_second_fit_has_a_scheduler_of_its_own(net: Make, loader: Make, trainer: Make) -> None:
    callback = AwareCallback()
    seen = []
    for _ in range(2):
        trainer(callback, max_steps=20).fit(net(), loader())
        seen.append(driven(callback))
    assert seen[0] is not seen[1]
    assert seen[0].get_last_lr() == seen[1].get_last_lr()


def test_a_bad_batch_is_a_fact(net: Make, loader: Make, trainer: Make, tmp_path: Path) -> None:
    callback = AwareCallback(steer=writing(tmp_path / "run.jsonl"))
    module = net()
    trainer(callback, max_steps=40).fit(module, loader(spoilt=True))
    assert sum(map(math.isnan, losses(tmp_path / "run.jsonl"))) == 5  # once an epoch
    assert all(bool(each.isfinite().all()) for each in module.parameters())


def test_batches_without_a_loss_are_passed_over(net: Make, loader: Make, trainer: Make) -> None:
    class Sparing(net):  # type: ignore[misc, valid-type]  # as in the package
        def training_step(self, batch: Any, number: int) -> Any:
            return None if number % 4 == 3 else self.loss(batch)

    callback = AwareCallback()
    trainer(callback, accumulate_grad_batches=1).fit(Sparing(), loader())
    assert driven(callback).get_last_lr()[0] > 1e-5
