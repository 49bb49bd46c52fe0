"""A schedule's state with what it belongs to, as plain JSON types; strict when it comes back."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from awarelr.core.schedule import Schedule, ScheduleState
from awarelr.errors import StateError
from awarelr.schedules.aware import Aware
from awarelr.schedules.registry import describe

__all__ = ["FORMAT", "digest", "load", "save"]

FORMAT = 13
"""Number of the format; it changes when old states need a translation."""
_KEYS = ("format", "schedule", "digest", "state")

S = TypeVar("S", bound=ScheduleState)


def save(schedule: Schedule[S], state: S) -> dict[str, Any]:
    """Return the state together with format number, schedule and digest of its settings.

    Example:
        >>> from awarelr.schedules import Constant
        >>> constant = Constant()
        >>> data = save(constant, constant.init(0.1))
        >>> load(constant, data) == constant.init(0.1)
        True

    Source: *ours*; `load` is the inverse.
    """
    described = describe(schedule)
    return {"format": FORMAT, "schedule": described, "digest": digest(described), "state": schedule.dump(state)}


def load(schedule: Schedule[S], data: Mapping[str, Any]) -> S:
    """Return the state that `save` wrote, for a schedule with the same settings.

    The ``total_steps`` of an `Aware` alone may differ, as long as the steps already made fit into it.

    Args:
        schedule: the schedule that goes on.
        data: what `save` returned.

    Raises:
        StateError: another format, schedule or settings, a budget already exceeded, missing or changed keys.
    """
    _check_envelope(data)
    _check_settings(describe(schedule), data["schedule"])
    state = schedule.load(data["state"])
    if not (math.isfinite(state.written_lr) and state.written_lr >= 0.0 and state.t >= 0):
        message = (
            f"state must have a finite LR from 0 and a count from 0, "
            f"got LR {state.written_lr!r} after {state.t} readings. "
            f"The file was changed or is damaged; use an older one."
        )
        raise StateError(message)
    _check_budget(schedule, state)
    return state


def digest(described: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a described schedule, the budget of an `Aware` left out: it may be extended."""
    text = json.dumps(_without_budget(described), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_envelope(data: object) -> None:
    if not isinstance(data, Mapping):
        message = f"state must be an object with the keys {', '.join(_KEYS)}, got {data!r}. Use what save() returned."
        raise StateError(message)
    form = data.get("format")
    if form != FORMAT:
        message = (
            f"format must be {FORMAT}, got {form!r}. The state was written by another version of awarelr, "
            f"or is none of its states; use the version that wrote it, or start afresh."
        )
        raise StateError(message)
    if set(data) != set(_KEYS):
        message = (
            f"state must have exactly the keys {', '.join(_KEYS)}, got {', '.join(sorted(map(str, data)))}. "
            f"The file was changed or is damaged; use an older one."
        )
        raise StateError(message)
    described = data["schedule"]
    if not isinstance(described, Mapping) or digest(described) != data["digest"]:
        message = (
            f"digest must be that of the settings saved beside it, got {data['digest']!r}. "
            f"The file was changed or is damaged; use an older one."
        )
        raise StateError(message)


def _check_settings(now: Mapping[str, Any], saved: Mapping[str, Any]) -> None:
    if now["schedule"] != saved.get("schedule"):
        message = (
            f"schedule must be {saved.get('schedule')!r}, which wrote the state, got {now['schedule']!r}. "
            f"Use the same schedule, or start afresh."
        )
        raise StateError(message)
    faults = _differences(_without_budget(now), _without_budget(saved), "")
    if faults:
        listed = "\n".join(
            f"{name} must be {before!r}, as when the state was saved, got {after!r}." for name, before, after in faults
        )
        message = f"{listed}\nUse the same settings, or start afresh."
        if any(name.endswith("rollback") for name, _, _ in faults):
            message += " A rollback that is not given is False where the model trains more than the optimizer holds."
        raise StateError(message)


def _differences(now: object, saved: object, where: str) -> list[tuple[str, object, object]]:
    if isinstance(now, Mapping) and isinstance(saved, Mapping) and set(now) == set(saved):
        return [
            each for key in now for each in _differences(now[key], saved[key], f"{where}.{key}" if where else str(key))
        ]
    if isinstance(now, list) and isinstance(saved, list) and len(now) == len(saved):
        return [
            each
            for index, (mine, theirs) in enumerate(zip(now, saved, strict=True))
            for each in _differences(mine, theirs, f"{where}[{index}]")
        ]
    return [] if now == saved else [(where.removeprefix("settings."), saved, now)]


def _without_budget(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    if isinstance(value, Mapping):
        if value.get("schedule") == "aware" and isinstance(value.get("settings"), Mapping):
            inner = value["settings"].get("settings")
            if isinstance(inner, Mapping):
                return {**value, "settings": {**value["settings"], "settings": {**inner, "total_steps": None}}}
        return {key: _without_budget(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_budget(each) for each in value]
    return value


def _check_budget(schedule: Any, state: Any) -> None:  # noqa: ANN401 - wrappers are looked into
    if isinstance(schedule, Aware):
        total = schedule.settings.total_steps
        if total is not None and total < state.t:
            message = (
                f"total_steps must be from {state.t}, the steps already made, got {total}. "
                f"Give the budget of the whole run, the steps before the resume included."
            )
            raise StateError(message)
        return
    inner = getattr(state, "inner", None)
    if inner is not None:
        stages = getattr(schedule, "stages", None)
        _check_budget(schedule.inner if stages is None else stages[state.progress.stage].schedule, inner)
