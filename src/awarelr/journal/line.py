"""One decision as one JSON line, quickly: the same text as `awarelr.core.codec.encode`, without its detours.

The parts are found from the records' own fields, so that a field added to a record appears here by itself.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from types import NoneType
from typing import Any

from awarelr.core.codec import encode
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Horizons, Reading

__all__ = ["decision_line"]


def decision_line(lr: float, reading: Reading, decision: Decision) -> str:
    """Return the JSON line of one decision, with its end of line.

    Args:
        lr: LR that the update of this step used.
        reading: what was read.
        decision: what was decided.

    Raises:
        StateError: a record holds something that has no plain JSON form.
    """
    return f'{{"lr":{_text(lr)},"reading":{_reading(reading)},"decision":{_decision(decision)}}}\n'


def _text(value: object) -> str:
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else json.dumps(encode(value), separators=(",", ":"))


def _float(value: float) -> str:
    if value - value == 0.0:
        return repr(value)
    return '"NaN"' if value != value else '"Infinity"' if value > 0.0 else '"-Infinity"'  # noqa: PLR0124 - quicker


def _mapping(value: Mapping[str, object]) -> str:
    return "{" + ",".join([f"{_key(key)}:{_text(each)}" for key, each in value.items()]) + "}"


@cache
def _situation(value: Situation) -> str:
    return f'"{value.name}"'


@cache
def _action(value: Action) -> str:
    return json.dumps(encode(value), separators=(",", ":"))


_key = cache(encode_basestring_ascii)


def _record(kind: type) -> Callable[[Any], str]:
    """Return a writer for the records of one kind: a template filled from its fields."""
    names = [each.name for each in fields(kind)]
    template = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    values = attrgetter(*names)
    return lambda record: template % tuple([_text(value) for value in values(record)])


_reading = _record(Reading)
_decision = _record(Decision)
_WRITERS: dict[type, Callable[[Any], str]] = {
    float: _float,
    int: repr,
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    str: encode_basestring_ascii,
    dict: _mapping,
    Horizons: _record(Horizons),
    Situation: _situation,
    Action: _action,
}
