"""Who a cell is: a key that changes when, and only when, something changes that its result depends on."""

import functools
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, final

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.sources import Sources, sources
from awarelr.benchmark.tasks import TASKS
from awarelr.benchmark.versions import versions
from awarelr.core.codec import encode

__all__ = ["Identity", "foreign_to", "home_of", "identify"]

_BENCHMARK = "awarelr.benchmark"
_RUNNERS = ("awarelr.benchmark.course",)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything that a cell's result depends on, and the key made of it.

    Args:
        key: digest of all the rest, 24 hexadecimal digits.
        steps: steps that are run.
        told: steps that the baseline is told.
        evaluations: measurements on the way.
        digests: digest of each module of awarelr that the cell runs.
        versions: versions of Python and of the packages that the benchmark's own modules among them import.
    """

    key: str
    steps: int
    told: int
    evaluations: int
    digests: dict[str, str]
    versions: dict[str, str]


def identify(cell: Cell) -> Identity:
    """Return a cell's identity; the same on every machine with the same code and packages.

    Example:
        >>> cell = Cell(task="digits", baseline="constant", multiplier=1.0, seed=0, scale="tiny")
        >>> identity = identify(cell)
        >>> identity.key == identify(cell).key, len(identity.key), "awarelr.benchmark.tasks.digits" in identity.digests
        (True, 24, True)
    """
    scale, task = SCALES[cell.scale], TASKS[cell.task]
    found = _sources(cell.task, cell.baseline)
    parts: dict[str, Any] = {
        "steps": scale.steps(task.steps, length=cell.length),
        "told": scale.steps(task.steps, length=cell.told),
        "evaluations": scale.evaluations,
        "digests": found.digests,
        "versions": versions(found.foreign),
    }
    whole = {"cell": encode(cell), "task": _settings(task), "baseline": _settings(BASELINES[cell.baseline]), **parts}
    text = json.dumps(whole, sort_keys=True)
    return Identity(key=hashlib.sha256(text.encode()).hexdigest()[:24], **parts)


def foreign_to(baseline: str) -> tuple[str, ...]:
    """Return the packages, neither awarelr's nor Python's, that a baseline and the benchmark's modules below it import.

    What awarelr's other parts import for purposes of their own, such as an experiment tracker, no baseline needs.
    """
    return sources([home_of(BASELINES[baseline])], within=_BENCHMARK).foreign


def home_of(entry: object) -> str:
    """Return the full name of the module that makes an entry of a registry what it is.

    Args:
        entry: a baseline, or a task's function ``build``.
    """
    while isinstance(entry, functools.partial):
        entry = entry.func
    return entry.__module__ if callable(entry) and hasattr(entry, "__qualname__") else type(entry).__module__


@functools.cache
def _sources(task: str, baseline: str) -> Sources:
    modules = [*_RUNNERS, home_of(TASKS[task].build), home_of(BASELINES[baseline])]
    return replace(sources(modules), foreign=sources(modules, within=_BENCHMARK).foreign)


def _settings(entry: object) -> dict[str, str]:
    """Return a record's fields as text; a function, whose text would hold an address, by its name."""
    if not is_dataclass(entry):
        return {"type": type(entry).__qualname__}
    return {"type": type(entry).__qualname__, **{each.name: _text(getattr(entry, each.name)) for each in fields(entry)}}


def _text(value: object) -> str:
    if isinstance(value, functools.partial):
        return f"{_text(value.func)} {value.args!r} {sorted(value.keywords.items())!r}"
    name = getattr(value, "__qualname__", None)
    return repr(value) if name is None else f"{home_of(value)}.{name}"
