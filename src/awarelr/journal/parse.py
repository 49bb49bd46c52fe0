"""One decision's JSON line back into records, quickly where nothing is unusual, strictly everywhere.

What is not plainly of the expected type goes the long way through `awarelr.core.codec.decode`, which knows the words
for NaN and infinities and the words for what is wrong.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import NoneType
from typing import Any, TypeVar, cast, get_type_hints

from awarelr.core.codec import decode
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.reading import Horizons, Reading

__all__ = ["decision_of", "lr_of", "reading_of"]

T = TypeVar("T")

_PLAIN: dict[object, frozenset[type]] = {
    float: frozenset({float}),
    float | None: frozenset({float, NoneType}),
    int: frozenset({int}),
    bool: frozenset({bool}),
    str: frozenset({str}),
}


_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_EXACT = 1 << 53
_SITUATIONS = dict(Situation.__members__)
_ACTIONS = {tuple(each.name or "" for each in action): action for action in map(Action, range(1 << len(Action)))}
"""Every combination as the journal writes it; another order is unusual."""


class _Unusual(Exception):  # noqa: N818 - a detour, not an error
    """The long way is needed."""


def _evidence(data: object) -> dict[str, float]:
    if not isinstance(data, dict):
        raise _Unusual
    if {float}.issuperset(map(type, data.values())):
        return data
    return {name: value if type(value) is float else _number(value) for name, value in data.items()}


def _number(data: object) -> float:
    if type(data) is int and -_EXACT < data < _EXACT:
        return float(data)
    found = _WORDS.get(data) if isinstance(data, str) else None
    if found is None:
        raise _Unusual
    return found


def _situation(data: object) -> Situation:
    found = _SITUATIONS.get(data) if isinstance(data, str) else None
    if found is None:
        raise _Unusual
    return found


def _action(data: object) -> Action:
    if isinstance(data, list) and {str}.issuperset(map(type, data)):
        found = _ACTIONS.get(tuple(data))
        if found is not None:
            return found
    raise _Unusual


def _reader(kind: type[T]) -> Callable[[object, str], T]:
    """Return a reader for the records of one kind."""
    hints = {each.name: get_type_hints(kind)[each.name] for each in fields(cast("Any", kind))}
    names = frozenset(hints)
    plain = [(name, _PLAIN[hint]) for name, hint in hints.items() if hint in _PLAIN]
    special = [(name, _SPECIAL[hint]) for name, hint in hints.items() if hint not in _PLAIN]

    def read(data: object, where: str) -> T:
        if not isinstance(data, dict) or data.keys() != names:
            return decode(kind, data, where)
        if all(type(data[name]) in kinds for name, kinds in plain):
            try:
                return kind(**{**data, **{name: convert(data[name]) for name, convert in special}})
            except _Unusual:
                pass
        return decode(kind, data, where)

    return read


def _remark(data: object) -> None:
    if data is not None:
        raise _Unusual


_SPECIAL: dict[object, Callable[[object], object]] = {
    Diagnosis | None: _remark,
    Mapping[str, float]: _evidence,
    Situation: _situation,
    Action: _action,
}
_horizons = _reader(Horizons)
_SPECIAL[Horizons] = lambda data: _horizons(data, "reading.alignment")
_reading = _reader(Reading)
_decision = _reader(Decision)


def reading_of(data: object) -> Reading:
    """Return the reading of a parsed line.

    Raises:
        StateError: a key is missing, unknown or of another type.
    """
    return _reading(data, "reading")


def decision_of(data: object) -> Decision:
    """Return the decision of a parsed line.

    Raises:
        StateError: a key is missing, unknown or of another type.
    """
    return _decision(data, "decision")


def lr_of(data: object) -> float:
    """Return the LR of a parsed line.

    Raises:
        StateError: it is no number.
    """
    return data if type(data) is float else decode(float, data, "lr")
