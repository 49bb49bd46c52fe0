"""Whether a run's cause was named right; the rules are those of docs/decisions/0050."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import final

from benchmarks.diagnosis.causes import Cause
from benchmarks.diagnosis.plan import Course, Onset

ALARMS = frozenset(
    ("NON_FINITE", "DRIFTED", "DIVERGED", "DEAD", "OVERRIDDEN", "OVERFITTING", "SPIKE", "EXPLODING", "FROZEN")
)
WAITING = frozenset(("WARMING_UP", "HOLDING", "PROBING", "FINISHED"))
_WINDOW = 0.05
_RISEN = 1.1


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was named.

    Args:
        first: first name in the window that is no waiting word; "nothing" if there is none.
        named: how often each name was given within the window.
        fault: why it is not right; empty if it is.
        delay: steps from the onset to the first right name; NaN if there is none.
    """

    first: str
    named: dict[str, int]
    fault: str
    delay: float = math.nan


def window(steps: int) -> int:
    """Return the steps within which a cause is to be named."""
    return math.ceil(_WINDOW * steps)


def judged(cause: Cause, course: Course, onset: Onset | None, steps: int) -> Verdict:
    """Judge a run with a cause planted in it.

    Args:
        cause: what was planted.
        course: what the run came to.
        onset: when it began; None if it did not come about.
        steps: steps of the run.
    """
    if onset is None:
        return Verdict(first="-", named={}, fault="the cause did not come about")
    wide = window(steps)
    seen = _between(course, onset.latest, onset.latest + wide)
    spoken = [each for each in seen if each not in WAITING]
    first = spoken[0] if spoken else "nothing"
    right = cause.right | (cause.if_risen if course.after > _RISEN * course.before else frozenset())
    begin = onset.earliest if cause.new else onset.latest
    found = [place for place, each in enumerate(_between(course, begin, onset.latest + wide)) if each in right]
    delay = begin + found[0] - onset.latest if found else math.nan
    fault = _fault(cause, course, onset, right=right, begin=begin, found=found, wide=wide)
    return Verdict(first=first, named=dict(Counter(seen)), fault=fault, delay=delay)


def _fault(
    cause: Cause, course: Course, onset: Onset, *, right: frozenset[str], begin: int, found: list[int], wide: int
) -> str:
    wrong = ALARMS - right - cause.tolerated
    last = begin + found[0] if cause.followed and found else onset.latest + wide
    alarms = [each for each in _between(course, onset.earliest, last) if each in wrong]
    if alarms:
        return f"wrong alarm: {alarms[0]}"
    if not found:
        return "not named"
    if cause.lasting and not _mostly(right, _between(course, begin + found[0], begin + found[0] + wide)):
        return "does not stand"
    before = _between(course, max(begin - wide, 1), begin - 1)
    if cause.new and (_mostly(right, before) or any(each in right & ALARMS for each in before)):
        return "named before"
    return ""


def alarms(course: Course) -> list[str]:
    """Return the alarms of a run, in their order."""
    return [each for each in course.names if each in ALARMS]


def _between(course: Course, begin: int, end: int) -> tuple[str, ...]:
    """Return the names of the steps from ``begin`` to ``end``, both counted."""
    return course.names[begin - 1 : end]


def _mostly(right: frozenset[str], names: tuple[str, ...]) -> bool:
    spoken = [each for each in names if each not in WAITING]
    return bool(spoken) and 2 * sum(each in right for each in spoken) >= len(spoken)
