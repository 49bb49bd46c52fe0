"""Recorded cells in a folder: one file a cell, written whole, found again by key."""

import errno
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import final

from awarelr.benchmark.atomic import write_whole
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import decode_curve
from awarelr.benchmark.record import FORMAT, Record
from awarelr.core.codec import decode, encode
from awarelr.errors import AwarelrError, StateError

__all__ = ["Store"]

_log = logging.getLogger("awarelr")
_FULL = {errno.ENOSPC, errno.EDQUOT}


@final
class Store:
    """A folder of records, ``<task>/<baseline>/<label>-<key>.json``.

    Records of older code stay beside those of newer code: their keys differ, and so do their names. A file that cannot
    be read as a record is renamed to ``*.corrupt`` and said; its cell counts as never run.

    Args:
        folder: where the records lie; made at the first `add`.
        notice: is told each thing that a user should know, in one sentence; the default writes it to the log.
    """

    def __init__(self, folder: Path, *, notice: Callable[[str], None] = _log.warning) -> None:
        self.folder = folder
        self._notice = notice

    def add(self, record: Record) -> None:
        """Write a record; a kill at any moment leaves it whole or absent.

        Raises:
            AwarelrError: the file cannot be written, above all because the disk is full; what is recorded stays.
        """
        path = self._path(record.cell, record.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(encode(record), separators=(",", ":"), allow_nan=False) + "\n")
        except OSError as error:
            raise AwarelrError(self._unwritten(path, error)) from error

    def find(self, cell: Cell, key: str) -> Record | None:
        """Return the record of a cell under a key, or None if it is not there or cannot be read."""
        path = self._path(cell, key)
        record = self._read(path) if path.is_file() else None
        if record is not None and record.key != key:
            self._set_aside(path, f"it holds the key {record.key}")
            return None
        return record

    def __iter__(self) -> Iterator[Record]:
        """Yield every record that can be read, in order of file names."""
        for path in sorted(self.folder.glob("*/*/*.json")):
            record = self._read(path)
            if record is not None:
                yield record

    def _path(self, cell: Cell, key: str) -> Path:
        slug = "-".join(cell.label.split("/")[2:])
        return self.folder / cell.task / cell.baseline / f"{slug}-{key}.json"

    def _read(self, path: Path) -> Record | None:
        try:
            record = _decoded(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, StateError, RecursionError) as error:
            self._set_aside(path, str(error))
            return None
        if record.format != FORMAT:
            self._set_aside(path, f"it has format {record.format}, this version reads {FORMAT}")
            return None
        return record

    def _set_aside(self, path: Path, why: str) -> None:
        aside = path.with_name(f"{path.name}.corrupt")
        path.replace(aside)
        self._notice(
            f"{path} is no record that can be read: {why} It is now {aside.name}, and its cell will run again."
        )

    def _unwritten(self, path: Path, error: OSError) -> str:
        if error.errno in _FULL:
            return (
                f"The disk that holds {self.folder} is full; {path.name} could not be written. "
                "Every cell recorded before is safe. Free some space and give the same command again: it goes on there."
            )
        return (
            f"{path} could not be written: {error.strerror or error}. Every cell recorded before is safe. "
            "Check the folder's rights, or name another one with --store."
        )


def _decoded(data: object) -> Record:
    """Return the record; its curve, most of the file, is read by a faster way than the rest."""
    if not isinstance(data, dict) or "curve" not in data:
        return decode(Record, data, where="record")  # It complains.
    empty: dict[str, list[float]] = {"steps": [], "loss": [], "lr": []}
    return replace(decode(Record, {**data, "curve": empty}, where="record"), curve=decode_curve(data["curve"]))
