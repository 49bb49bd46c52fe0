"""Weights & Biases takes what its tracker hands over, offline."""

import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awarelr.errors import MissingExtraError
from awarelr.trackers import Tracking, WandbTracker, track


def records(path: Path) -> Iterator[bytes]:
    """Yield what an offline run's file holds: after 7 bytes, blocks of 32 KiB with framed parts of records."""
    data, at, held = path.read_bytes(), 7, b""
    while at + 7 <= len(data):
        if (left := -at % 32768) and left < 7:
            at += left
            continue
        _, length, kind = struct.unpack_from("<IHB", data, at)
        held += data[at + 7 : at + 7 + length]
        at += 7 + length
        if kind in {1, 4}:
            yield held
            held = b""


def rows(folder: Path) -> list[dict[str, str]]:
    """Return the history of the one offline run below a folder, values as JSON text."""
    messages = pytest.importorskip("wandb.proto.wandb_internal_pb2")
    (path,) = folder.rglob("*.wandb")
    found: list[Any] = []
    until = time.monotonic() + 30.0
    while time.monotonic() < until and not (found and found[-1].HasField("exit")):  # written by another process
        time.sleep(0.1)
        found = [messages.Record.FromString(data) for data in records(path)]
    return [
        {"/".join(each.nested_key) or each.key: each.value_json for each in record.history.item}
        for record in found
        if record.HasField("history")
    ]


@pytest.mark.trackers
def test_a_run_of_its_own_is_written_offline(tmp_path: Path, run: list[Any]) -> None:
    pytest.importorskip("wandb")
    track(run, [WandbTracker(mode="offline", folder=tmp_path)])
    found = rows(tmp_path)
    assert [row["awarelr/step"] for row in found] == ["1", "10", "20", "25", "30", "33", "40"]
    assert found[2]["awarelr/evidence/z_long"] == "2"
    assert found[2]["awarelr/situation"] == '"raising: the path points downhill"'
    assert "put back to the snapshot" in found[3]["awarelr/event"]


@pytest.mark.trackers
def test_a_run_of_the_user_keeps_its_own_steps(tmp_path: Path, run: list[Any]) -> None:
    wandb = pytest.importorskip("wandb")
    mine = wandb.init(project="mine", mode="offline", dir=str(tmp_path))
    tracking = Tracking([WandbTracker(mine, every=1)])
    for pair in run:
        tracking.add(pair.reading, pair.decision)
        mine.log({"mine": pair.reading.t}, step=pair.reading.t - 1)
    mine.finish()
    found = [row for row in rows(tmp_path) if "mine" in row]
    assert [row["mine"] for row in found] == [str(each) for each in range(1, 41)]
    assert all("awarelr/lr" in row for row in rows(tmp_path)[:-1])


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(MissingExtraError, match=r"needs the package wandb.*awarelr\[wandb\]"):
        WandbTracker()
