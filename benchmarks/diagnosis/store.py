"""Runs that were made, one JSON line each, so that a stopped call goes on where it was."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, final

from benchmarks.diagnosis.plan import Course, Onset

from awarelr.benchmark.sources import digest_of, sources

_UNREAD = ("__main__.py", "matrix.py", "store.py", "verdict.py")
_MODULES = ("torch.aware_lr", "benchmark.damage", "benchmark.data.batches", "benchmark.networks.small_conv")
_SPEAKING = ("awarelr.journal", "awarelr.render", "awarelr.trackers")
"""What tells of a run without taking part in it."""


def code() -> str:
    """Return a digest of everything that a run depends on, in awarelr and here."""
    here = sorted(path for path in Path(__file__).parent.glob("*.py") if path.name not in _UNREAD)
    parts = [digest_of(path.read_text(encoding="utf-8")) for path in here]
    digests = sources(f"awarelr.{each}" for each in _MODULES).digests
    parts += [digest for name, digest in digests.items() if not name.startswith(_SPEAKING)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


@final
class Store:
    """A file of runs; a line of other code, or one that was torn, counts as absent.

    Args:
        path: the file; need not exist.
    """

    def __init__(self, path: Path) -> None:
        """Read what is there."""
        self._path = path
        self._code = code()
        self._lines = dict(self._read())

    def __contains__(self, key: str) -> bool:
        """Return whether a run was made."""
        return key in self._lines

    def course(self, key: str) -> tuple[Course, Onset | None]:
        """Return what a run came to, and its onset."""
        line = self._lines[key]
        numbers = {name: {int(step): value for step, value in line[name].items()} for name in ("exact", "validation")}
        course = Course(
            names=tuple(name for name, count in line["names"] for _ in range(count)),
            sentences=(),
            before=line["before"],
            after=line["after"],
            **numbers,
        )
        return course, Onset(**line["onset"]) if line["onset"] else None

    def add(self, key: str, course: Course, onset: Onset | None) -> None:
        """Keep a run."""
        line: dict[str, Any] = {
            "key": key,
            "code": self._code,
            "names": _shortened(course.names),
            "exact": course.exact,
            "validation": course.validation,
            "before": course.before,
            "after": course.after,
            "onset": asdict(onset) if onset else None,
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._lines[key] = json.loads(json.dumps(line))

    def _read(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if not self._path.exists():
            return
        for text in self._path.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
                if line["code"] == self._code:
                    yield line["key"], line
            except (ValueError, KeyError, TypeError):
                logging.getLogger(__name__).warning("a line of %s cannot be read; its run is made again", self._path)


def _shortened(names: tuple[str, ...]) -> list[list[Any]]:
    short: list[list[Any]] = []
    for name in names:
        if short and short[-1][0] == name:
            short[-1][1] += 1
        else:
            short.append([name, 1])
    return short
