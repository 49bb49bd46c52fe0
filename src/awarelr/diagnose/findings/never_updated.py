"""A loss that repeats exactly, value for value: the weights are never updated."""

from collections.abc import Sequence

from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.view import View
from awarelr.diagnose.words import place

__all__ = ["never_moving", "never_updated", "repeat_of"]

_ADVICE = (
    "Another LR will not help. Check that optimizer.step() is reached, that the optimizer holds the parameters of this "
    "model (not of a copy), that they require gradients, and that the LR is not 0."
)
_DIGITS = 5
"""Characters of a number from which its coming again is no chance (*ours*)."""
_WAVE = 16
_SHORTEST = 3
_MATCHES = 4
"""Values that must have come again exactly (*ours*)."""


def never_updated(view: View) -> list[Finding]:
    """Name a curve whose end repeats itself exactly.

    Source: TRACE#5 and EEND#4: every epoch logged the very same losses.
    """
    found = repeat_of(view.values) if view.curve.each == 1 else None
    if found is None or _smooth(view.values[-2 * found[0] :]):
        return []
    period, length = found
    first = len(view.values) - length
    since = "" if first == 0 else f" from {place(view.unit, view.at[first])} on"
    return [
        Finding(
            kind=Kind.NEVER_UPDATED,
            start=view.at[first],
            end=view.end,
            ongoing=True,
            sentence=f"the {view.name} repeats exactly with period {period}{since}: parameters do not change",
            advice=_ADVICE,
            confidence=round(min(0.8 + 0.02 * (length - period), 0.99), 2),
            evidence={"period": float(period), "repeated": float(length - period)},
        )
    ]


def never_moving(validation: View) -> list[Finding]:
    """Name a validation loss that is the very same every time while the training loss is not.

    Source: *ours*: the same weights on the same data give the same loss, to the last digit.
    """
    values = validation.values
    if len(values) < _MATCHES or len(set(values)) > 1 or len(repr(values[0])) < _DIGITS:
        return []
    return [
        Finding(
            kind=Kind.NEVER_UPDATED,
            start=validation.at[0],
            end=validation.end,
            ongoing=True,
            sentence=f"the validation loss is exactly {values[0]:.6g} all {len(values):,} times: parameters do not "
            f"change",
            advice=_ADVICE,
            confidence=0.9,
            evidence={"period": 1.0, "repeated": float(len(values) - 1)},
        )
    ]


def _smooth(values: Sequence[float]) -> bool:
    """True if neighbours resemble each other: then a drawn wave, or a sorted data set, is as likely."""
    return len(values) >= _WAVE and slope_of(values).echo > 0.5  # noqa: PLR2004


def repeat_of(values: Sequence[float]) -> tuple[int, int] | None:
    """Return period and length of the longest end of ``values`` that repeats itself exactly, twice at least.

    Example:
        >>> repeat_of([9.0, 1.0, 2.0, 3.0, 2.5, 1.0, 2.0, 3.0, 2.5])
        (4, 8)

    Source: the failure function of Knuth, Morris and Pratt, 1977, on the reversed series.
    """
    back = list(reversed(values))
    border = [0] * len(back)
    best: tuple[int, int] | None = None
    for index in range(1, len(back)):
        length = border[index - 1]
        while length and back[index] != back[length]:
            length = border[length - 1]
        border[index] = length + (back[index] == back[length])
        period = index + 1 - border[index]
        if border[index] >= max(period, _MATCHES) and period >= _SHORTEST:
            best = (period, index + 1)
    if best is None or len(set(back[: best[0]])) < max(_SHORTEST, best[0] // 2):
        return None
    return best
