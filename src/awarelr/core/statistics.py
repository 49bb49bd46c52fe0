"""Loss statistics and path evidence brought up to date with one reading."""

from dataclasses import replace

from awarelr.core.reading import Reading
from awarelr.core.signals import Mean
from awarelr.core.state import LossStatistics, PathEvidence

__all__ = [
    "FIRST_LOSSES",
    "LEAST_SPREAD",
    "finite",
    "path_window",
    "usable",
    "with_doubtful_loss",
    "with_loss",
    "with_path",
]

_LARGEST = 1e150
"""Beyond it the square of a number overflows: such a reading counts as infinite."""
FIRST_LOSSES = 10
LEAST_SPREAD = 5
"""Losses before their spread says anything (*ours*)."""
_LARGEST_JUMP = 9.0
"""Most that one change of the loss adds to the scatter, in multiples of it: three standard deviations (*ours*)."""
_ALIGNMENT_SLACK = 1.01
"""A cosine exceeds 1 by rounding only; anything further off was not measured."""


def usable(value: float | None) -> bool:
    """True for a number that statistics can take in."""
    return value is not None and -_LARGEST < value < _LARGEST


def finite(reading: Reading) -> bool:
    """True for a reading whose loss and gradient, as far as they were seen, are usable numbers."""
    return all(each is None or usable(each) for each in (reading.loss, reading.grad_norm))


def with_loss(loss: LossStatistics, value: float, log_lr: float, clock: int, *, usual: bool) -> LossStatistics:
    """Return the statistics with one more loss, at a learning rate of ``log_lr``.

    ``usual``: losses far off are part of the data, so that the scatter takes them in whole.
    """
    heat_recent, heat_past = max(8.0, 0.03 * clock), max(24.0, 0.3 * clock)
    scatter = loss.scatter
    if loss.last is not None:
        scatter = scatter.add(_jump(scatter, value - loss.last, usual=usual), max(15.0, 0.1 * clock))
    return LossStatistics(
        fast=loss.fast.add(value, 3.0),
        slow=loss.slow.add(value, max(15.0, 0.1 * clock)),
        trend_recent=loss.trend_recent.add(value, max(10.0, 0.1 * clock)),
        trend_past=loss.trend_past.add(value, max(30.0, 0.5 * clock)),
        heat_recent=loss.heat_recent.add(value, heat_recent),
        heat_past=loss.heat_past.add(value, heat_past),
        lr_recent=loss.lr_recent.add(log_lr, heat_recent),
        lr_past=loss.lr_past.add(log_lr, heat_past),
        first=loss.first if loss.first.count == FIRST_LOSSES else loss.first.add(value, FIRST_LOSSES),
        scatter=scatter,
        last=value,
        last_but_one=loss.last,
        calm=loss.slow,
    )


def with_doubtful_loss(loss: LossStatistics, value: float) -> LossStatistics:
    """Return the statistics with a loss that they remember and take no lesson from."""
    return replace(loss, last=value, last_but_one=loss.last, calm=loss.slow)


def _jump(scatter: Mean, change: float, *, usual: bool) -> float:
    """Return what a change of the loss adds to the scatter: not all of a leap, or damage would pass for noise."""
    jump = 0.5 * change**2
    if usual:
        return jump
    return min(jump, _LARGEST_JUMP * scatter.mean) if scatter.count >= LEAST_SPREAD and scatter.mean > 0.0 else jump


def path_window(clock: int) -> float:
    """Return the readings over which evidence of the medium and the long horizon, and the gain, are remembered."""
    return max(8.0, 0.15 * clock)


def with_path(path: PathEvidence, reading: Reading, clock: int, *, leapt: int | None, vote: float) -> PathEvidence:
    """Return the evidence with one more finite reading, ``leapt`` readings after the last leap.

    An alignment is a direction only: where a few gradients are a hundred times the others, nine readings in ten can
    point back uphill on a way that leads down in the mean. Hence the ``vote``: how much this one counts, usually 1.
    """
    window = path_window(clock)
    alignment = reading.alignment
    short, medium, long = path.short, path.medium, path.long
    agreement = path.agreement
    moved = False
    value = alignment.short
    if value is not None and -_ALIGNMENT_SLACK < value < _ALIGNMENT_SLACK:
        short, agreement, moved = short.add(vote * value, 8.0), agreement.add(value, 4.0), True
    value = alignment.medium
    if value is not None and -_ALIGNMENT_SLACK < value < _ALIGNMENT_SLACK:
        medium, moved = medium.add(vote * value, window), True
    value = alignment.long
    if value is not None and -_ALIGNMENT_SLACK < value < _ALIGNMENT_SLACK:
        long, moved = long.add(vote * value, window), True
    gain, gain_now = path.gain, path.gain_now
    if reading.gain is not None and usable(reading.gain):
        gain, gain_now = gain.add(reading.gain, window), gain_now.add(reading.gain, 2.0)
    out_of_date = long.z < -1.0 and short.z > 2.0 and medium.z > 2.0  # noqa: PLR2004 - the rule's own numbers
    seen = reading.grad_norm
    return PathEvidence(
        short=short,
        medium=medium,
        long=long,
        gain=gain,
        gain_now=gain_now,
        agreement=agreement,
        stale=path.stale + 1 if out_of_date else 0,
        still=0 if moved else path.still + (seen is not None),
        crest=path.crest if seen is None else path.crest.add(seen),
        leapt=leapt,
        size=path.size if reading.size is None or not usable(reading.size) else path.size.add(reading.size),
        ungraded=path.ungraded + 1 if reading.ungraded else 0,
        zeroed=path.zeroed if reading.zeroed is None else path.zeroed + 1 if reading.zeroed > 0.0 else 0,
        zeroed_share=path.zeroed_share if reading.zeroed is None else reading.zeroed,
    )
