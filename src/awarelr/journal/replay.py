"""Deciding again from the journal alone, and comparing."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from os import PathLike
from typing import Any, final

from awarelr.core.decision import Decision
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError, StateError
from awarelr.journal.fault import Place, fault
from awarelr.journal.header import Header
from awarelr.journal.read import read_journal
from awarelr.schedules.registry import build

__all__ = ["Difference", "ReplayReport", "replay"]

_FIELDS = tuple(each.name for each in fields(Decision))
_NUMBER = re.compile(r"[-+]?(?:nan|inf|\d+\.?\d*(?:e[-+]?\d+)?)", re.IGNORECASE)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one decision that came out otherwise.

    Args:
        line: line number in the journal.
        t: the reading.
        field: name of the decision's field; ``"evidence.z_long"`` for a number of the evidence.
        recorded: what the journal says.
        derived: what the replay decided.
    """

    line: int
    t: int
    field: str
    recorded: object
    derived: object


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What a replay found.

    Args:
        path: the journal.
        decisions: decisions derived again.
        differing: decisions that differ in at least one field.
        first: the first differences, at most as many as asked for.
    """

    path: str
    decisions: int
    differing: int
    first: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """True if every decision came out as recorded."""
        return self.differing == 0


def replay(path: str | PathLike[str], *, tolerance: float = 0.0, limit: int = 10) -> ReplayReport:
    """Derive every decision of a journal again and compare LR, situation, evidence, sentence and action.

    Args:
        path: the journal, or a pipe that it comes through; ``"-"`` is the standard input.
        tolerance: relative difference that two numbers may have; 0 asks for the same bits, 1e-12 suits a journal that
            was written by another build. Above 0 the numbers within a sentence are not compared.
        limit: how many differences to list.

    Raises:
        JournalError: the journal cannot be read, or its schedule or state cannot be built again.
    """
    run = read_journal(path)
    schedule: Schedule[Any] | None = None
    state: Any = None
    decisions, differing = 0, 0
    first: list[Difference] = []
    line = 0
    for part in run.parts():
        line += 1
        if isinstance(part, Header):
            schedule, state = _rebuilt(part, Place(path=run.path, line=line))
            continue
        if schedule is None:
            break
        state, decision = schedule.step(state, part.reading)
        decisions += 1
        found = [
            Difference(line=line, t=part.decision.t, field=name, recorded=recorded, derived=derived)
            for name, recorded, derived in _differences(part.decision, decision, tolerance)
        ]
        differing += bool(found)
        first.extend(found[: limit - len(first)])
    return ReplayReport(path=run.path, decisions=decisions, differing=differing, first=tuple(first))


def _rebuilt(header: Header, place: Place) -> tuple[Schedule[Any], Any]:
    try:
        schedule = build(header.schedule)
        return schedule, schedule.load(header.state)
    except (SettingError, StateError) as error:
        way_out = "It was written by another version, or changed since: use the version that wrote it."
        raise fault(place, f"a schedule or state that cannot be built again: {error}", way_out) from error


def _differences(recorded: Decision, derived: Decision, tolerance: float) -> Iterator[tuple[str, object, object]]:
    for name in _FIELDS:
        old, new = getattr(recorded, name), getattr(derived, name)
        if name == "evidence":
            yield from _evidence_differences(old, new, tolerance)
        elif not _alike(old, new, tolerance):
            yield name, old, new


def _evidence_differences(
    recorded: Mapping[str, float], derived: Mapping[str, float], tolerance: float
) -> Iterator[tuple[str, object, object]]:
    for name in sorted(recorded.keys() | derived.keys()):
        old, new = recorded.get(name), derived.get(name)
        if not _alike(old, new, tolerance):
            yield f"evidence.{name}", old, new


def _alike(old: object, new: object, tolerance: float) -> bool:
    if old == new:
        return True
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return (math.isnan(old) and math.isnan(new)) or math.isclose(old, new, rel_tol=tolerance, abs_tol=0.0)
    if isinstance(old, str) and isinstance(new, str) and tolerance > 0.0:
        return _NUMBER.sub("#", old) == _NUMBER.sub("#", new)
    return False
