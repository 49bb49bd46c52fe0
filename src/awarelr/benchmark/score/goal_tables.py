"""What the law must get and what it has got, as text."""

import math

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.score.goal import Figure, Goal, Unit
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.table import Table

__all__ = ["CAPTION", "HEAD", "goal_row", "goal_table"]

HEAD = ("figure", "goal", "averaged", "verdict", "95 %", "over", "seeds", "last", "95 %, last")

CAPTION = (
    "Ratios to the best tuned run (constant or cosine, whole grid, last or averaged weights), geometric means, where "
    "nothing else is said; the goal is judged on the averaged weights. Intervals are over seeds. Over: contests, or "
    "tasks, scored of those asked. So far: not all of them, or not with every seed."
)

_TEN = 10.0


def goal_table(sheet: Sheet) -> Table:
    """Return every goal with what is reached, protocol by protocol; no rows where AwareLR takes no part."""
    return Table(
        title="Where AwareLR stands",
        caption=CAPTION,
        head=HEAD,
        rows=tuple((f"{_title(goal)}{goal.name}", *goal_row(sheet, goal)) for goal in sheet.goals),
    )


def goal_row(sheet: Sheet, goal: Goal) -> tuple[str, ...]:
    """Return a goal's cells under `HEAD`, less the first.

    Args:
        sheet: the score.
        goal: one of its goals.
    """
    figure = goal.averaged
    value, between = _with_interval(figure, goal.unit)
    return (
        "" if goal.bound is None else f"{'≥' if goal.upward else '≤'} {_bound(goal.bound, goal.unit)}",
        value,
        goal.verdict(len(sheet.seeds)),
        between,
        "" if figure is None else f"{figure.count} of {figure.asked}",
        "" if figure is None else f"{figure.seeds} of {len(sheet.seeds)}",
        *_with_interval(goal.last, goal.unit),
    )


def _title(goal: Goal) -> str:
    return f"{PROTOCOLS[goal.protocol].title}: " if goal.protocol else ""


def _with_interval(figure: Figure | None, unit: Unit) -> tuple[str, str]:
    if figure is None:
        return "", ""
    if math.isnan(figure.low):
        return _number(figure.value, unit), "one seed" if figure.seeds == 1 else ""
    return _number(figure.value, unit), f"{_number(figure.low, unit)} to {_number(figure.high, unit)}"


def _bound(value: float, unit: Unit) -> str:
    return _number(value, unit) if unit is Unit.SHARE else f"{value:.2f}"


def _number(value: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return f"{100.0 * value:.1f}".removesuffix(".0") + " %"
    return f"{value:.3f}" if value < _TEN else f"{value:.3g}"
