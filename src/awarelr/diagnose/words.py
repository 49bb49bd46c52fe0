"""How numbers, places and confidence are worded."""

import math

__all__ = ["LN_FLOAT32", "chance", "confident", "measured", "number", "place", "span", "statistic"]

LN_FLOAT32 = -math.log(1.1754943508222875e-38)
"""The loss of a probability that was clipped at the least normal float32, 87.3365."""
_NO_NOISE = 1e6
_CLASSES = range(2, 1001)


def number(value: float) -> str:
    """Word a loss or an LR with four digits, thousands written out."""
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e9 else f"{value:.4g}"  # noqa: PLR2004


def place(unit: str, at: float) -> str:
    """Word a position: ``"epoch 30"``, ``"step 1,200"``, ``"epoch 0.75"``."""
    whole = (at == round(at) or abs(at) >= 1000.0) and abs(at) < 1e15  # noqa: PLR2004 - thousands need no decimals
    return f"{unit} {at:,.0f}" if whole else f"{unit} {at:.4g}"


def span(unit: str, length: float) -> str:
    """Word a length: ``"10 epochs"``, ``"1 step"``."""
    whole = abs(length - round(length)) < 1e-6 * max(1.0, length) < 1e9  # noqa: PLR2004 - up to 1e15
    words = f"{round(length):,}" if whole else f"{length:.3g}"
    return f"{words} {unit}" if words == "1" else f"{words} {unit}s"


def confident(t: float, count: int) -> float:
    """Return a confidence for a test statistic on ``count`` values: few values never convince (*ours*)."""
    most = 0.6 if count < 10 else 0.8 if count < 20 else 0.98  # noqa: PLR2004 - the steps of the scale
    return round(min(1.0 - 0.7 * math.exp(-abs(t) / 3.0), most), 2)


def measured(z: float) -> float:
    """Return a test statistic as it is; infinite where the core says 1e6, which stands for no noise at all.

    Example:
        >>> measured(-2_500.0), measured(1e6)
        (-2500.0, inf)
    """
    return math.copysign(math.inf, z) if abs(z) >= _NO_NOISE else z


def statistic(value: float) -> str:
    """Word a test statistic; beyond a hundred there is no noise to speak of, and its digits say nothing.

    Example:
        >>> statistic(-4.06), statistic(-999.0), statistic(250.0)
        ('= -4.1', '< -100', '> 100')
    """
    if abs(value) > 100.0:  # noqa: PLR2004 - three digits
        return "< -100" if value < 0.0 else "> 100"
    return f"= {value:.1f}"


def chance(loss: float, tolerance: float = 6e-5) -> int | None:
    """Return the number of classes whose chance level, ln k, this loss is; None if there is none up to 1,000.

    Example:
        >>> chance(0.6931), chance(2.3026), chance(0.7)
        (2, 10, None)
    """
    classes = round(math.exp(loss)) if 0.0 < loss < 7.0 else 0  # noqa: PLR2004 - e^7 is about 1,000
    return classes if classes in _CLASSES and abs(loss - math.log(classes)) < tolerance else None
