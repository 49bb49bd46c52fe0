"""Each format is detected, its columns get their roles, and an override beats what was detected."""

import importlib.util
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import Reading
from awarelr.diagnose import LogError, Report, diagnose
from awarelr.diagnose.columns import Role
from awarelr.diagnose.formats import format_for
from awarelr.diagnose.source import Source
from awarelr.errors import MissingExtraError
from awarelr.journal import Journal
from awarelr.schedules import Constant

Written = Callable[[str | bytes], str]
Diagnosed = Callable[[str], Report]

TRAINER_STATE = {
    "best_model_checkpoint": None,
    "epoch": 1.0,
    "global_step": 40,
    "log_history": [
        {"epoch": 0.25, "grad_norm": 2.0, "learning_rate": 3e-5, "loss": 1.5, "step": 10},
        {"epoch": 0.5, "grad_norm": 2.0, "learning_rate": 2e-5, "loss": 1.2, "step": 20},
        {"epoch": 0.5, "eval_loss": 1.4, "eval_runtime": 3.0, "eval_samples_per_second": 9.0, "step": 20},
        {"epoch": 0.75, "grad_norm": 2.0, "learning_rate": 1e-5, "loss": 1.0, "step": 30},
        {"epoch": 1.0, "eval_loss": 1.1, "step": 40},
        {"epoch": 1.0, "step": 40, "total_flos": 1e9, "train_loss": 9.9, "train_runtime": 70.0},
    ],
}
LIGHTNING = """epoch,lr-SGD,step,train_loss_epoch,train_loss_step,val_loss
,0.02,0,,,
0,,1,,4.4,
0,,3,,3.4,
0,,3,,,3.1
0,,3,3.9,,
1,,5,,2.4,
"""
KERAS = "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,1.9,0.4,2.1\n1,0.6,1.5,NA,NA\n2,0.7,1.2,0.5,1.9\n"
NANO = "step 0: train loss 4.2, val loss 4.3\niter 0: loss 4.25, time 5ms\nstep 10: train loss 3.1, val loss 3.3\n"
PROGRESS = (
    "Epoch 1/3\n6/6 - 0s - 9ms/step - loss: 3.2 - val_loss: 1.8\nEpoch 2/3\n6/6 - 0s - loss: 0.8 - val_loss: 0.5\n"
)
PROGRESS += "Epoch 3/3\n6/6 - 0s - loss: 0.2 - val_loss: 0.1\n"
PRINTED = "".join(f"{{'loss': '{v}', 'learning_rate': 1e-05, 'epoch': 0.{i}}}\n" for i, v in enumerate((3, 2, 1), 1))

CASES = [
    (
        "journal-like json lines",
        '{"step":1,"loss":2}\n{"step":2,"loss":1}\n{"step":3,"loss":"NaN"}',
        "JSON lines",
        "loss",
    ),
    ("nested", '{"step":1,"train":{"loss":2}}\n' * 3, "JSON lines", "train/loss"),
    ("trainer state", json.dumps(TRAINER_STATE, indent=2), "trainer_state.json of Transformers", "loss"),
    ("history", '{"loss": [3, 2, 1], "val_loss": [3, 2, 2]}', "JSON document", "loss"),
    ("list", "[3, 2.5, NaN, 2]", "JSON document", "loss"),
    (
        "records",
        '[{"epoch": 1, "loss": 2},\n {"epoch": 2, "loss": 1},\n {"epoch": 3, "loss": 1}]',
        "JSON document",
        "loss",
    ),
    ("lightning", LIGHTNING, "metrics.csv of Lightning", "train_loss_step"),
    ("keras", KERAS, "CSV as Keras' CSVLogger writes it", "loss"),
    ("semicolons", "Schritt;Loss\n1;0,9\n2;0,8\n3;0,7\n", "CSV", "Loss"),
    ("tabs", "Step\tLoss/train\n1\t0.9\n2\t0.8\n3\t0.7\n", "CSV", "Loss/train"),
    ("spaces", "# step loss\n1 0.9\n2 0.8\n3 0.7\n", "CSV", "loss"),
    ("no header", "1,0.9\n2,0.8\n3,0.7\n", "CSV", "column 2"),
    ("ragged", "step,loss\n0\n1,0.9,0.9\n2,0.8,0.8\n3\n4,0.7,0.7\n", "CSV", "loss"),
    ("percents", "step,error\n1,2.1%\n2,2.0%\n3,1.9 %\n", "CSV", "error"),
    ("one odd name", "Wall time,Step,Value\n1e9,1,3\n1e9,2,2\n1e9,3,1\n", "CSV", "Value"),
    ("colon", "epoch: 1, loss: 1.23\nepoch: 2, loss: 1.1\nepoch: 3, loss: 1.0", "plain training log", "loss"),
    ("equals", "INFO loss=1.23\nINFO loss=1.1\nINFO loss=1.0\n", "plain training log", "loss"),
    ("tensors", "loss: tensor(1.2, grad_fn=<X>)\n" * 3, "plain training log", "loss"),
    ("progress bars", PROGRESS, "plain training log", "loss"),
    ("printed dictionaries", PRINTED, "plain training log", "loss"),
    ("train and val", NANO * 3, "plain training log", "loss"),
    ("pasted", "1.2 1.1\n1.0, 0.9", "bare numbers", "loss"),
    ("a number a line", "1.2\n1.1\n1.0\n", "bare numbers", "loss"),
]


@pytest.mark.parametrize(("text", "title", "train"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_format_is_detected_and_its_loss_found(diagnosed: Diagnosed, text: str, title: str, train: str) -> None:
    report = diagnosed(text)
    named = {role.value: name for role, name in report.columns.items()}
    assert (report.format, named["train"]) == (title, train)


def columns(report: Report) -> dict[str, str]:
    return {role.value: name for role, name in report.columns.items()}


def test_a_trainer_state_is_read_whole_but_for_its_totals(diagnosed: Diagnosed) -> None:
    report = diagnosed(json.dumps(TRAINER_STATE))
    run = report.runs[0].run
    assert run.train is not None
    assert run.validation is not None
    assert run.lr is not None
    assert (run.unit, list(run.train.at), list(run.train.values)) == ("step", [10, 20, 30], [1.5, 1.2, 1.0])
    assert (list(run.validation.at), list(run.validation.values)) == ([20, 40], [1.4, 1.1])
    assert list(run.lr.values) == [3e-5, 2e-5, 1e-5]


def test_sparse_columns_stand_at_their_steps(diagnosed: Diagnosed) -> None:
    run = diagnosed(LIGHTNING).runs[0].run
    assert run.train is not None
    assert run.validation is not None
    assert run.lr is not None
    assert (list(run.train.at), list(run.train.values)) == ([1, 3, 5], [4.4, 3.4, 2.4])
    assert (list(run.validation.at), list(run.validation.values)) == ([3], [3.1])
    assert (list(run.lr.at), list(run.lr.values)) == ([0], [0.02])


def test_a_missing_value_is_left_out(diagnosed: Diagnosed) -> None:
    run = diagnosed(KERAS).runs[0].run
    assert run.validation is not None
    assert (list(run.validation.at), list(run.validation.values)) == ([0, 2], [2.1, 1.9])


def test_an_epoch_on_a_line_of_its_own_belongs_to_the_lines_after_it(diagnosed: Diagnosed) -> None:
    run = diagnosed(PROGRESS).runs[0].run
    assert (run.unit, list(run.main.at), list(run.main.values)) == ("epoch", [1, 2, 3], [3.2, 0.8, 0.2])


@pytest.mark.parametrize(
    "tag", ["[2026-01-02 10:11:12]", "[INFO]", "[2026]", "[NeMo I 2026]", "[0]:", "[1/5]", "[ 12 / 100 ]"]
)
def test_a_line_that_begins_with_something_in_brackets_is_no_json(diagnosed: Diagnosed, tag: str) -> None:
    """Guards against refusing the logs of half the frameworks."""
    report = diagnosed("".join(f"{tag} step {t} loss: {2.0 - t / 50}\n" for t in range(30)))
    assert report.format == "plain training log"
    assert (report.columns[Role.TRAIN], report.records) == ("loss", 30)


@pytest.mark.parametrize("text", ["[2.0, 1.5, 1.2, 1.0]", "[2.0\n, 1.5\n, 1.2]\n", "[[2.0], [1.5]]"])
def test_a_list_stays_a_list(text: str) -> None:
    assert format_for(Source("losses.json", io.BytesIO(text.encode()))).name == "json"


def test_our_own_journal_is_read(tmp_path: Path) -> None:
    schedule, path = Constant(), tmp_path / "run.jsonl"
    state = schedule.init(0.05)
    journal = Journal(path, schedule, state, 0.05)
    for t in range(1, 31):
        reading = Reading(t=t, loss=1.0 / t, validation=2.0 / t if t % 10 == 0 else None)
        state, decision = schedule.step(state, reading)
        journal.record(reading, decision)
    journal.close()
    report = diagnose(str(path))
    run = report.runs[0].run
    assert report.format == "journal of awarelr"
    assert (run.unit, len(run.main.values)) == ("step", 30)
    assert run.validation is not None
    assert list(run.validation.at) == [10, 20, 30]
    assert run.lr is not None
    assert set(run.lr.values) == {0.05}


@pytest.mark.parametrize(
    ("header", "notices"),
    [
        (
            "step,policy_loss,value_loss",
            ["'policy_loss' was taken for the training loss, not 'value_loss': --column train=NAME takes another"],
        ),
        (
            "loss,val_mae,val_mse",
            ["'val_mae' was taken for the validation loss, not 'val_mse': --column validation=NAME takes another"],
        ),
        ("loss,mae,mse", []),
        ("step,mae,mse", ["'mae' was taken for the training loss, not 'mse': --column train=NAME takes another"]),
    ],
)
def test_other_columns_that_may_be_the_loss_are_said(diagnosed: Diagnosed, header: str, notices: list[str]) -> None:
    assert list(diagnosed(f"{header}\n1,3,6\n2,2,5\n3,1,4\n").notices) == notices


EVENTS = bytes.fromhex(  # three scalars named loss at steps 1, 2 and 3, as TensorBoard frames them
    "1800000000000000a37f4b22090000000000000840" + "1a0d" + b"brain.Event:2".hex() + "00000000"
)


@pytest.mark.skipif(importlib.util.find_spec("tensorboard") is not None, reason="tensorboard is installed")
def test_without_tensorboard_the_extra_is_named(written: Written) -> None:
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'awarelr[tensorboard]'")):
        diagnose(written(EVENTS))


def test_event_files_are_read(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - only where its extra is installed

    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(40):
            writer.add_scalar("Loss/train", 2.0 / (step + 1), 10 * step)
            writer.add_scalar("lr", 1e-3, 10 * step)
    (path,) = tmp_path.glob("events*")
    report = diagnose(str(path))
    assert report.format == "TensorBoard events"
    assert columns(report) == {"train": "Loss/train", "lr": "lr", "step": "step"}
    assert list(report.runs[0].run.main.at)[:3] == [0, 10, 20]
    whole = path.read_bytes()
    for cut in range(len(whole) - 200, len(whole), 7):
        path.write_bytes(whole[:cut])
        assert len(diagnose(str(path)).runs[0].run.main.values) >= 35
    path.write_bytes(whole[:300] + b"\xff" * 200 + whole[500:])
    with pytest.raises(LogError, match="damaged"):
        diagnose(str(path))


def test_an_override_beats_what_was_detected(written: Written) -> None:
    path = written("step,loss,loss_b,rate\n1,3,6,0.1\n2,2,5,0.1\n3,1,4,0.1\n")
    report = diagnose(path, columns={"train": "loss_b", "lr": "rate", "step": "none"})
    assert columns(report) == {"train": "loss_b", "lr": "rate"}
    assert report.runs[0].run.unit == "record"
    assert list(diagnose(path, format_name="numbers").runs[0].run.main.values)[:3] == [1, 3, 6]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"train": "los"}}, "got 'los'. Did you mean 'loss'?"),
        ({"columns": {"trian": "loss"}}, "--column must name one of train, validation, lr, step, epoch, got 'trian'"),
        ({"format_name": "cvs"}, "Did you mean 'csv'?"),
        ({"format_name": "trainer-state"}, "no whole JSON document"),
    ],
)
def test_a_wrong_override_is_told(written: Written, options: dict[str, object], words: str) -> None:
    path = written("step,loss\n1,3\n2,2\n3,1\n")
    with pytest.raises(LogError) as raised:
        diagnose(path, **options)  # type: ignore[arg-type]
    assert words in str(raised.value)
