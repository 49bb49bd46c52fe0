"""The first line of a journal, and of every later part of it: all that a replay needs beside the readings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, final

from awarelr.core.codec import decode, encode
from awarelr.errors import StateError
from awarelr.journal.fault import Place, fault

__all__ = ["FORMAT", "KIND", "Header", "looks_torn", "own_version", "parse_header"]

FORMAT = 4
"""Format number of the lines; it rises when an older reader could no longer read them."""
KIND = "awarelr journal"
_START = f'{{"format":{FORMAT},"kind":"{KIND}"'
_KEYS = ("format", "kind", "version", "schedule", "lr0", "t", "state", "meta")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands before the decisions of a run, or of the part of it after a resume that left a gap.

    Args:
        schedule: the schedule's description, as the registry of schedules writes and builds it.
        lr0: LR given at the start of the run.
        t: readings made before the first decision that follows.
        state: the schedule's state before the first decision that follows, as its ``dump`` wrote it.
        meta: whatever the writer wanted to note, in plain JSON types.
        version: version of awarelr that wrote it.
    """

    schedule: Mapping[str, Any]
    lr0: float
    t: int
    state: Mapping[str, Any]
    meta: Mapping[str, Any]
    version: str

    @property
    def acted(self) -> bool:
        """False if the LRs that follow were decided and never written, as far as the writer noted it."""
        return self.meta.get("observe_only") is not True

    def follows(self, t: int | None) -> bool:
        """True if it can go on a run whose last reading was ``t``; None stands before the first line.

        A resume cuts what it repeats, so that its header never goes back; that of another run does.
        """
        return t is None or 0 < self.t >= t

    def line(self) -> str:
        """Return the JSON line, with its end of line.

        Raises:
            StateError: schedule, state or meta hold something that has no plain JSON form.
        """
        values = (FORMAT, KIND, self.version, self.schedule, self.lr0, self.t, self.state, self.meta)
        data = {key: encode(value) for key, value in zip(_KEYS, values, strict=True)}
        return json.dumps(data, separators=(",", ":"), allow_nan=False) + "\n"


def own_version() -> str:
    """Return the installed version of awarelr, ``"unknown"`` when it runs from a bare source tree."""
    try:
        return version("awarelr")
    except PackageNotFoundError:
        return "unknown"


def looks_torn(raw: bytes) -> bool:
    """True if a line without its end can be the beginning of a header, so that the file is no foreign one."""
    return raw.startswith(_START.encode()[: len(raw)])


def parse_header(data: Mapping[str, Any], place: Place) -> Header:
    """Read a header from its parsed line.

    Args:
        data: the parsed line.
        place: file and line, named in errors.

    Raises:
        JournalError: it is of another kind or format, or keys are missing, unknown or of another type.
    """
    if data.get("kind") != KIND:
        found = f"kind {data.get('kind')!r} where {KIND!r} belongs"
        raise fault(place, found, "Give the path of a journal of awarelr.")
    if data.get("format") != FORMAT:
        way_out = "Use the version of awarelr that wrote it, or a newer one."
        raise fault(place, f"format {data.get('format')!r}; this version reads format {FORMAT}", way_out)
    missing = [key for key in _KEYS if key not in data]
    unknown = [key for key in data if key not in _KEYS]
    if missing or unknown:
        found = "a first line" + (f" without {', '.join(missing)}" if missing else "")
        found += f" with the unknown {', '.join(unknown)}" if unknown else ""
        raise fault(place, found, "The file was changed since it was written: take it from a backup.")
    for key in ("schedule", "state", "meta"):
        if not isinstance(data[key], dict):
            raise fault(place, f"{key} {data[key]!r} where an object belongs", "Take the file from a backup.")
    try:
        lr0, t = decode(float, data["lr0"], "lr0"), decode(int, data["t"], "t")
    except StateError as error:
        raise fault(place, str(error), "Take the file from a backup.") from error
    return Header(
        schedule=data["schedule"],
        lr0=lr0,
        t=t,
        state=data["state"],
        meta=data["meta"],
        version=str(data["version"]),
    )
