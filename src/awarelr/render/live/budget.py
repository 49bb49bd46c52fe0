"""How many steps a schedule is made for."""

from collections.abc import Mapping
from typing import Any

__all__ = ["budget_of"]


def budget_of(description: Mapping[str, Any]) -> int | None:
    """Return the budget in a schedule's description; None if there is none.

    The climb of a warm-up comes before the budget of what it wraps, the stages of a chain come one after another.

    Args:
        description: what `awarelr.schedules.describe` returned, or a journal's first line holds.

    Example:
        >>> from awarelr.schedules import Cosine, Warmup, describe
        >>> budget_of(describe(Warmup(Cosine(total_steps=300), steps=10)))
        310
    """
    settings = _mapping(description.get("settings"))
    stages = settings.get("stages")
    if isinstance(stages, list):
        return _sum([_stage(_mapping(each)) for each in stages])
    if "inner" in settings:
        climb = settings.get("steps") if description.get("schedule") == "warmup" else 0
        return _sum([_steps(climb), budget_of(_mapping(settings["inner"]))])
    found = _steps(settings.get("total_steps"))
    return _steps(_mapping(settings.get("settings")).get("total_steps")) if found is None else found


def _stage(stage: Mapping[str, Any]) -> int | None:
    """Return the length of one stage: its steps, or to the end of what it runs."""
    steps = _steps(stage.get("steps"))
    return budget_of(_mapping(stage.get("schedule"))) if steps is None else steps


def _sum(parts: list[int | None]) -> int | None:
    known = [each for each in parts if each is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _steps(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
