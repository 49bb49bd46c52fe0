"""From a ratio to one of nine shades, even in the logarithm, blue for better and orange for worse."""

from bisect import bisect_left

__all__ = ["BOUNDS", "NAMES", "shade_of"]

BOUNDS = (0.5, 0.8, 0.95, 1.05, 1.25, 2.0, 5.0, 20.0)
"""Largest ratio of each shade but the last; 1.05 and 2 are where the score draws its lines, the rest is *ours*."""

NAMES = (
    *("up to 0.5", "up to 0.8", "up to 0.95", "up to 1.05: as good as tuned", "up to 1.25", "up to 2"),
    *("up to 5: a disaster", "up to 20", "above 20"),
)
"""The shades in words."""


def shade_of(ratio: float) -> int:
    """Return the number of a ratio's shade.

    Blue and orange are told apart by all common kinds of colour blindness; the number stands in the cell besides.

    Example:
        >>> shade_of(0.3), shade_of(1.0), shade_of(1.05), shade_of(100.0)
        (0, 3, 3, 8)
    """
    return bisect_left(BOUNDS, ratio)
