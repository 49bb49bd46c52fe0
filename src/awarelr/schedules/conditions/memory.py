"""What is remembered of a loss curve, and how a new loss is set beside it."""

import statistics
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import final

from awarelr.core.signals import EMPTY_MEAN, Mean
from awarelr.core.signals.period import Swing, swing_of
from awarelr.core.signals.scatter import scatter_of
from awarelr.core.signals.slope import slope_of
from awarelr.schedules.conditions.sight import Sight
from awarelr.schedules.conditions.trend import trend_of

__all__ = ["Memory", "after_drift", "after_rise", "remembered"]

_KEPT = 256
"""Losses kept: the longest horizon of a trend (*ours*)."""
_FIRST = 5
_USUAL = 9
_SUSPICIOUS = 6.0
"""Robust standard deviations above the level from which a loss is a suspect (*ours*)."""
_LEAST_COUNT = 10
_SWING_WINDOWS = (24, 48, 96, 192)
_LOOK_EVERY = 4


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The past of a loss curve.

    Args:
        count: finite losses since the start or the last drift.
        losses: the last of them; a suspect counts with the highest value that is none.
        raw: the last losses as they came, also from before a drift.
        suspects: the losses far above the level that end the curve so far.
        swing: regular swing seen at the last look; None if there was none.
        first: mean of the first 5 losses.
        best: lowest loss.
        best_t: reading that it was read at.
        still: how often in a row the last loss has come.
        turns: changes of direction in a row at the end of the first losses.
        flat: readings in a row without a direction; one with a direction halves it.
        shelf: level at which a lower LR was tried in vain; None if there is none.
    """

    count: int = 0
    losses: tuple[float, ...] = ()
    raw: tuple[float, ...] = ()
    suspects: tuple[float, ...] = ()
    swing: Swing | None = None
    first: Mean = EMPTY_MEAN
    best: float = float("inf")
    best_t: int = 0
    still: int = 0
    turns: int = 0
    flat: int = 0
    shelf: float | None = None


def remembered(memory: Memory, t: int, loss: float) -> tuple[Memory, Sight]:
    """Take in the finite loss of reading ``t`` and return what the curve shows now."""
    held = memory.losses[: len(memory.losses) - len(memory.suspects)]
    reference = statistics.median(held[-_USUAL:]) if held else loss
    descent = max(memory.first.mean - reference, 0.0) if memory.count else 0.0
    noise = _noise(held[-32:], descent, reference)
    ceiling = reference + _SUSPICIOUS * noise
    suspects = (*memory.suspects, loss)[-_KEPT:] if memory.count >= _LEAST_COUNT and loss > ceiling else ()
    losses = (*memory.losses, ceiling if suspects else loss)[-_KEPT:]
    trend, level = trend_of(losses), statistics.median(losses[-_USUAL:])
    off_shelf = None if memory.shelf is None else level - memory.shelf
    after = replace(
        _counted(memory, t, loss),
        losses=losses,
        suspects=suspects,
        flat=memory.flat // 2 if trend.z else memory.flat + 1,
        shelf=memory.shelf if off_shelf is not None and -noise < off_shelf < 2.0 * noise else None,
    )
    sight = Sight(
        t=t,
        count=after.count,
        loss=loss,
        level=level,
        noise=noise,
        ripple=scatter_of(losses[-min(max(after.flat, 8), 32) :]),
        descent=descent,
        trend=trend,
        swing=after.swing,
        alternations=after.turns if after.count < _LEAST_COUNT else 0,
        suspects=len(suspects),
        reference=reference,
        climbing=_climbing(held, suspects, noise),
        verdict_due=_due(suspects, reference, memory.count),
        best=memory.best,
        best_t=memory.best_t,
        still=after.still,
        flat=after.flat,
        shelf=after.shelf is not None,
    )
    return after, sight


def _counted(memory: Memory, t: int, loss: float) -> Memory:
    """Return the past with what follows from this loss alone, whatever the level."""
    raw = (*memory.raw, loss)[-_SWING_WINDOWS[-1] :]
    return replace(
        memory,
        count=memory.count + 1,
        raw=raw,
        swing=_swing(memory, raw, t),
        first=memory.first if memory.first.count == _FIRST else memory.first.add(loss, _FIRST),
        best=min(memory.best, loss),
        best_t=t if loss < memory.best else memory.best_t,
        still=memory.still + 1 if memory.raw and memory.raw[-1] == loss else 1,
        turns=_turns(memory, loss),
    )


def after_rise(memory: Memory) -> Memory:
    """Judge the curve by its suspects alone from now on; what it came down from stays known."""
    kept = memory.suspects or memory.losses
    return replace(memory, losses=kept, suspects=(), flat=0, shelf=None)


def after_drift(memory: Memory) -> Memory:
    """Begin anew with the losses of the new level."""
    kept = memory.suspects
    first = EMPTY_MEAN
    for loss in kept[-_FIRST:]:
        first = first.add(loss, _FIRST)
    return Memory(
        count=len(kept),
        losses=kept,
        raw=memory.raw,
        first=first,
        best=min(kept),
        best_t=memory.best_t,
        still=memory.still,
    )


def _noise(recent: tuple[float, ...], descent: float, reference: float) -> float:
    """Return the scatter of late, and never less than rounding or a trifle of what the curve has been through."""
    spread = max(recent) - min(recent) if recent else 0.0
    return max(scatter_of(recent), 1e-3 * spread, 1e-4 * descent, 1e-12 * abs(reference))


def _turns(memory: Memory, loss: float) -> int:
    """Count changes of direction in a row."""
    if len(memory.raw) < 2:  # noqa: PLR2004 - a direction needs two
        return 0
    before, last = memory.raw[-2], memory.raw[-1]
    return memory.turns + 1 if (last - before) * (loss - last) < 0.0 else 0


def _swing(memory: Memory, raw: tuple[float, ...], t: int) -> Swing | None:
    """Look for a regular swing at every fourth reading; between them the last look holds."""
    if t % _LOOK_EVERY:
        return memory.swing
    for window in _SWING_WINDOWS:
        swing = swing_of(raw[-window:]) if len(raw) >= window else None
        if swing is not None:
            return swing
    return None


def _climbing(held: tuple[float, ...], suspects: tuple[float, ...], noise: float) -> bool:
    """True if the losses rose before the first suspect or rise beyond the second: a jump does neither."""
    before, beyond = slope_of(held[-12:]), slope_of(suspects[2:])
    rise = beyond.slope * (beyond.count - 1)
    return before.z > 3.0 or (beyond.count > 3 and beyond.z > 3.0 and rise > 2.0 * noise)  # noqa: PLR2004


def _due(suspects: tuple[float, ...], reference: float, count: int) -> bool:
    """True if the suspects have stayed long enough, or have run away so fast that no more proof is needed."""
    if len(suspects) >= min(max(8.0, 0.02 * count), 24.0):
        return True
    if len(suspects) < 5:  # noqa: PLR2004
        return False
    rising = all(after > before for before, after in pairwise(suspects))
    return rising and suspects[-1] - reference > 4.0 * (suspects[1] - reference)
