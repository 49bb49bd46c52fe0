"""Frozen records to plain JSON types and back, strictly: unknown, missing and mistyped keys are errors.

Floats survive a round trip exactly; NaN and infinities travel as the strings ``"NaN"``, ``"Infinity"`` and
``"-Infinity"``.
"""

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from awarelr.errors import StateError

__all__ = ["decode", "encode"]

T = TypeVar("T")

_PLAIN = frozenset((bool, float, int, str))
_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def encode(value: object) -> Any:  # noqa: ANN401, PLR0911 - JSON is what it is; one return per kind of value
    """Turn a record, enum, mapping, sequence or number into plain JSON types."""
    if isinstance(value, Flag):
        return [member.name for member in value]
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _word(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: encode(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(key): encode(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(each) for each in value]
    message = f"{value!r} of type {type(value).__name__} has no plain JSON form."
    raise StateError(message)


def decode(kind: type[T], data: object, where: str = "state") -> T:
    """Build a ``kind`` from what `encode` wrote.

    Args:
        kind: a record or any type that a record's field may have.
        data: plain JSON types.
        where: path to ``data``, named in errors.

    Raises:
        StateError: a key is missing or unknown, or a value is of another type.
    """
    return cast("T", _decode(kind, data, where))


def _word(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, data: object, where: str) -> object:  # noqa: ANN401, PLR0911 - one return per kind of type
    if type(data) is kind and kind in _PLAIN:  # most of what a file holds
        return data
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(kind, data, where)
    if origin is tuple:
        return _decode_tuple(get_args(kind), data, where)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _decode_mapping(get_args(kind)[1], data, where)
    if kind is float:
        return _decode_float(data, where)
    if isinstance(kind, type):
        if issubclass(kind, Enum):
            return _decode_enum(kind, data, where)
        if is_dataclass(kind):
            return _decode_record(kind, data, where)
        if isinstance(data, kind) and (kind is bool or not isinstance(data, bool)):
            return data
    raise _mismatch(where, getattr(kind, "__name__", str(kind)), data)


def _decode_union(kind: Any, data: object, where: str) -> object:  # noqa: ANN401
    choices = get_args(kind)
    if data is None and type(None) in choices:
        return None
    others = [choice for choice in choices if choice is not type(None)]
    if len(others) == 1:
        return _decode(others[0], data, where)
    raise _mismatch(where, str(kind), data)


def _decode_mapping(kind: Any, data: object, where: str) -> object:  # noqa: ANN401
    if not isinstance(data, Mapping):
        raise _mismatch(where, "an object", data)
    if kind in _PLAIN and {kind}.issuperset(map(type, data.values())):
        return {str(key): each for key, each in data.items()}
    return {str(key): _decode(kind, each, f"{where}.{key}") for key, each in data.items()}


def _decode_tuple(args: tuple[Any, ...], data: object, where: str) -> object:
    if not isinstance(data, (list, tuple)):
        raise _mismatch(where, "a list", data)
    if len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - tuple[T, ...]
        args = (args[0],) * len(data)
    if len(args) != len(data):
        raise _mismatch(where, f"a list of {len(args)}", data)
    return tuple(_decode(arg, each, f"{where}[{i}]") for i, (arg, each) in enumerate(zip(args, data, strict=True)))


def _decode_float(data: object, where: str) -> float:
    if isinstance(data, str) and data in _WORDS:
        return _WORDS[data]
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        try:
            return float(data)
        except OverflowError as error:  # an integer of more than 308 digits
            raise _mismatch(where, "a number", data) from error
    raise _mismatch(where, "a number", data)


def _decode_enum(kind: type[Enum], data: object, where: str) -> object:
    if issubclass(kind, Flag) and isinstance(data, (list, tuple)):
        result = kind(0)
        for name in data:
            result |= cast("Flag", _decode_enum(kind, name, where))
        return result
    if isinstance(data, str) and data in kind.__members__:
        return kind[data]
    raise _mismatch(where, f"one of {', '.join(kind.__members__)}", data)


def _decode_record(kind: type, data: object, where: str) -> object:
    if not isinstance(data, Mapping):
        raise _mismatch(where, "an object", data)
    names = _names(kind)
    missing = [name for name in names if name not in data]
    unknown = [str(key) for key in data if key not in names]
    if missing or unknown:
        faults = [f"missing {', '.join(missing)}"] if missing else []
        faults += [f"unknown {', '.join(unknown)}"] if unknown else []
        message = (
            f"{where} must have exactly the keys {', '.join(names)}; {'; '.join(faults)}. "
            f"It was written by another version or changed since; use the version that wrote it, or start afresh."
        )
        raise StateError(message)
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], data[name], f"{where}.{name}") for name in names})


def _mismatch(where: str, expected: str, data: object) -> StateError:
    return StateError(f"{where} must be {expected}, got {data!r}. The file was changed or is damaged.")
