"""TensorBoard reads back what its tracker wrote."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from awarelr.errors import MissingExtraError, SettingError
from awarelr.trackers import TensorBoardTracker, track
from awarelr.trackers.pace import checked_pace

pytestmark = pytest.mark.torch


def accumulated(folder: Path) -> Any:
    event_accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    found = event_accumulator.EventAccumulator(str(folder))
    found.Reload()
    return found


def text(found: Any, tag: str) -> list[tuple[int, str]]:
    return [(each.step, each.tensor_proto.string_val[0].decode()) for each in found.Tensors(tag)]


def test_a_folder_holds_curves_and_words(tmp_path: Path, run: list[Any]) -> None:
    pytest.importorskip("tensorboard")
    pytest.importorskip("torch")
    track(run, [TensorBoardTracker(tmp_path / "one")])
    found = accumulated(tmp_path / "one")
    assert [each.step for each in found.Scalars("awarelr/lr")] == [1, 10, 20, 30, 40]
    assert [each.value for each in found.Scalars("awarelr/evidence/z_long")] == [2.0] * 5
    assert [each.value for each in found.Scalars("awarelr/validation")] == [0.5]
    assert [step for step, _ in text(found, "awarelr/situation/text_summary")] == [1, 20]
    assert text(found, "awarelr/event/text_summary")[0][1].startswith("non finite: the loss is NaN")


def test_a_writer_of_the_user_is_shared_and_stays_open(tmp_path: Path, run: list[Any]) -> None:
    pytest.importorskip("tensorboard")
    writing = pytest.importorskip("torch.utils.tensorboard")
    writer = writing.SummaryWriter(tmp_path / "one")
    track(run, [TensorBoardTracker(writer)])
    writer.add_scalar("mine", 1.0, 41)
    writer.close()
    assert {"mine", "awarelr/lr"} <= set(accumulated(tmp_path / "one").Tags()["scalars"])


def test_a_tracker_that_was_told_nothing_leaves_no_file(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    TensorBoardTracker(tmp_path / "one").close()
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.delitem(sys.modules, "torch.utils.tensorboard", raising=False)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    with pytest.raises(MissingExtraError, match=r"needs the package tensorboard.*awarelr\[tensorboard\]"):
        TensorBoardTracker("runs")


def test_a_pace_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match=r"every must be a whole number .*, got 0\. The default is 10"):
        TensorBoardTracker("runs", every=0)


def test_a_pace_of_numpys_is_taken() -> None:
    every: Any = np.int64(5)
    assert type(checked_pace(every)) is int
