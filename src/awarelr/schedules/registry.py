"""Every scheduler by name, and its settings as plain JSON types."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from awarelr.constraints import nearest
from awarelr.core.codec import decode, encode
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError, StateError
from awarelr.schedules.aware import Aware
from awarelr.schedules.bounded import Bounded
from awarelr.schedules.chain import Chain
from awarelr.schedules.condition_based import ConditionBased
from awarelr.schedules.constant import Constant
from awarelr.schedules.cosine import Cosine
from awarelr.schedules.exponential import Exponential
from awarelr.schedules.foreign import FOREIGN, said_of
from awarelr.schedules.inverse_scaling import InverseScaling
from awarelr.schedules.one_cycle import OneCycle
from awarelr.schedules.polynomial import Polynomial
from awarelr.schedules.ratio_based import RatioBased
from awarelr.schedules.reduce_on_plateau import ReduceOnPlateau
from awarelr.schedules.robust_ratio import RobustRatio
from awarelr.schedules.step import Step
from awarelr.schedules.warmup import Warmup
from awarelr.schedules.warmup_stable_decay import WarmupStableDecay

__all__ = ["ALIASES", "SCHEDULES", "build", "chosen", "describe", "named"]

SCHEDULES: dict[str, type[Schedule[Any]]] = {
    "aware": Aware,
    "bounded": Bounded,
    "chain": Chain,
    "conb": ConditionBased,
    "constant": Constant,
    "cosine": Cosine,
    "exponential": Exponential,
    "inverse_scaling": InverseScaling,
    "one_cycle": OneCycle,
    "plateau": ReduceOnPlateau,
    "polynomial": Polynomial,
    "ratb": RatioBased,
    "robust_ratb": RobustRatio,
    "step": Step,
    "warmup": Warmup,
    "warmup_stable_decay": WarmupStableDecay,
}
"""Name, as each schedule's ``name`` says it, to class."""

ALIASES: Mapping[str, str] = {
    "condition_based": "conb",
    "invscaling": "inverse_scaling",
    "ratio_based": "ratb",
    "reduce_on_plateau": "plateau",
    "robust_ratio": "robust_ratb",
    "wsd": "warmup_stable_decay",
}
"""Other names that users know: to the name in `SCHEDULES`."""
_MEMBERS = ("name", "reads_path", "init", "step", "snapshot_due", "dump", "load")
"""What makes an object a schedule."""


def named(name: str, **settings: Any) -> Schedule[Any]:  # noqa: ANN401 - each class checks its own settings
    """Return the scheduler of that name.

    Args:
        name: a key of `SCHEDULES` or `ALIASES`.
        settings: the scheduler's settings; for wrappers also ``inner`` or ``stages``.

    Raises:
        SettingError: the name or a setting is unknown, a setting is missing, or one breaks its constraint.

    Example:
        >>> named("invscaling", power=0.25)
        InverseScaling(power=0.25)
        >>> named("cosin")
        Traceback (most recent call last):
        awarelr.errors.SettingError: schedule must be one of 'aware', ..., got 'cosin'. Did you mean 'cosine'?

    Source: *ours*; `build` is the sibling for what `describe` returned.
    """
    kind = _kind(name)
    known = {each.name: each for each in _fields(kind)}
    faults = [_unknown(name, each, tuple(known)) for each in settings if each not in known]
    faults += [
        f"{each} must be given for schedule {name!r}, it has no default. Build it: {kind.__name__}({each}=...)."
        for each, entry in known.items()
        if each not in settings and entry.default is MISSING and entry.default_factory is MISSING
    ]
    if faults:
        raise SettingError("\n".join(faults))
    return kind(**settings)


def chosen(schedule: object, *, total_steps: "int | None" = None) -> Schedule[Any]:
    """Return the scheduler that a name or a scheduler stands for.

    Args:
        schedule: a key of `SCHEDULES` or `ALIASES`, or a scheduler.
        total_steps: budget for a name whose scheduler cannot do without one; None if there is none.

    Raises:
        SettingError: the name is unknown or needs settings, or the object is no scheduler.

    Example:
        >>> chosen("constant")
        Constant()

    Source: *ours*; `named` is the sibling that also takes settings.
    """
    if isinstance(schedule, str):
        budget = {} if total_steps is None else {"total_steps": total_steps}
        needs = any(each.name in budget and each.default is MISSING for each in _fields(_kind(schedule)))
        return named(schedule, **budget) if needs else named(schedule)
    if isinstance(schedule, type) or not _is_schedule(schedule):
        message = (
            f"schedule must be a scheduler or the name of one, got {schedule!r}."
            f"{said_of(schedule)} Build one, such as Cosine(total_steps=1000), or name one of {', '.join(SCHEDULES)}."
        )
        raise SettingError(message)
    return schedule  # type: ignore[return-value] # looked at above


def describe(schedule: Schedule[Any]) -> dict[str, Any]:
    """Return a schedule as plain JSON types; wrapped schedules are nested.

    Raises:
        StateError: a setting has no plain JSON form.

    Example:
        >>> describe(Warmup(Constant(), steps=10))["settings"]["inner"]
        {'schedule': 'constant', 'settings': {}}

    Source: *ours*; `build` is the inverse.
    """
    return {
        "schedule": schedule.name,
        "settings": {each.name: _plain(getattr(schedule, each.name)) for each in _fields(schedule)},
    }


def build(data: object) -> Schedule[Any]:
    """Return the schedule that `describe` described.

    Raises:
        StateError: the data are no description, name an unknown schedule, or lack or exceed its settings.
        SettingError: a setting breaks its constraint.

    Example:
        >>> build({"schedule": "exponential", "settings": {"gamma": 0.5}})
        Exponential(gamma=0.5)

    Source: *ours*; `named` is the sibling for names typed by people.
    """
    schedule: Schedule[Any] = _built(data, "schedule")
    return schedule


def _kind(name: object) -> type[Schedule[Any]]:
    key = ALIASES.get(name, name) if isinstance(name, str) else name
    if isinstance(key, str) and key in SCHEDULES:
        return SCHEDULES[key]
    names = (*SCHEDULES, *ALIASES)
    near = nearest(name, (*names, *FOREIGN), alike=0.5)
    guess = said_of(name) or (f" Did you mean {near!r}?{said_of(near)}" if near else "")
    message = f"schedule must be one of {', '.join(map(repr, names))}, got {name!r}.{guess}"
    raise SettingError(message)


def _unknown(name: str, setting: str, known: tuple[str, ...]) -> str:
    near = nearest(setting, known)
    guess = f" Did you mean {near!r}?" if near else ""
    words = ", ".join(map(repr, known)) if known else "none"
    return f"{setting} is no setting of schedule {name!r}, which has: {words}.{guess}"


def _fields(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a class of the registry or one of its instances
    return tuple(each for each in fields(kind) if each.init)


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    return get_type_hints(kind)


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON is what it is
    if _is_schedule(value):
        return describe(value)  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in _fields(value)}
    return encode(value)


def _is_schedule(value: object) -> bool:
    return all(hasattr(value, each) for each in _MEMBERS)


def _built(data: object, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, Mapping) or set(data) != {"schedule", "settings"}:
        message = (
            f"{where} must be an object with the keys schedule, settings, got {data!r}. Use what describe() returned."
        )
        raise StateError(message)
    try:
        kind = _kind(data["schedule"])
    except SettingError as error:
        raise StateError(str(error)) from None
    return _record(kind, data["settings"], f"{where}.settings")


def _record(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    names = [each.name for each in _fields(kind)]
    if not isinstance(data, Mapping) or set(data) != set(names):
        found = ", ".join(map(str, data)) if isinstance(data, Mapping) else repr(data)
        message = (
            f"{where} must have exactly the keys {', '.join(names) or '(none)'}, got {found or '(none)'}. "
            f"It was written by another version or changed since; use the version that wrote it."
        )
        raise StateError(message)
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], data[name], f"{where}.{name}") for name in names})


def _value(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    origin = get_origin(kind) or kind
    if origin is Schedule:
        return _built(data, where)
    if origin is tuple and isinstance(data, (list, tuple)):
        return tuple(_value(get_args(kind)[0], each, f"{where}[{i}]") for i, each in enumerate(data))
    if is_dataclass(kind):
        return _record(kind, data, where)
    return decode(kind, data, where)
