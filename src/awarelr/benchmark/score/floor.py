"""The least that a loss can be, known or estimated, and what is in excess of it."""

from collections.abc import Sequence

__all__ = ["estimate_floor", "excess_ratio"]


def estimate_floor(losses: Sequence[float]) -> float | None:
    """Estimate the floor of a loss from the best ones at budgets that grow by a constant factor, such as 1, 4, 16 x.

    For ``loss = floor + scale * budget ** -power`` the last three losses give the floor exactly.

    Args:
        losses: best losses, shortest budget first.

    Returns:
        The floor, or None if there are fewer than three losses or they do not bend as such a law does.

    Source: Aitken's delta-squared process, 1926; the law after Kaplan et al., "Scaling laws", 2020.

    Example:
        >>> estimate_floor([2.0 + 1.0, 2.0 + 0.5, 2.0 + 0.25])
        2.0
    """
    if len(losses) < 3:  # noqa: PLR2004 - three unknowns
        return None
    first, second, third = losses[-3:]
    bend = first + third - 2.0 * second
    if not (first > second > third and bend > 0.0):
        return None
    return (first * third - second * second) / bend


def excess_ratio(value: float, reference: float, floor: float) -> float | None:
    """Return how many times as far above the floor a value is as the reference, or None if the floor is not below both.

    Example:
        >>> excess_ratio(2.5, 2.25, 2.0)
        2.0
    """
    return (value - floor) / (reference - floor) if floor < min(value, reference) else None
