"""Numbers as logs write them."""

import math
import re

__all__ = ["MISSING", "NUMBER", "number_in", "number_of"]

NUMBER = r"[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?:nan|inf(?:inity)?)\b)"
"""Pattern of a number, NaN and infinities included; to be matched without regard to case."""
MISSING = frozenset({"", "-", "--", "null", "none", "na", "n/a", "<na>", "?"})
"""Words, in lower case, for a value that is not there."""
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_COMMA = re.compile(r"[-+]?\d+,\d+(?:[eE][-+]?\d+)?")
_WRAPPED = re.compile(r"tensor\(\s*(" + NUMBER + r")\s*[,)].*", re.IGNORECASE)
_QUOTES = " \t\"'"


def number_in(text: str) -> float | None:
    """Return the number that ``text`` is, or None.

    A decimal comma is read, NaN and infinities are numbers, and so is what PyTorch prints of a scalar tensor.

    Example:
        >>> number_in("1e-3"), number_in(" 0,25 "), number_in("tensor(0.5, device='cuda:0')"), number_in("x")
        (0.001, 0.25, 0.5, None)
    """
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        text = text.strip(_QUOTES)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    wrapped = _WRAPPED.fullmatch(text)
    return float(wrapped[1]) if wrapped else None


def number_of(value: object) -> float | None:
    """Return the number that a parsed JSON value is, numbers in quotes included, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        try:
            return float(value)
        except OverflowError:
            return math.copysign(math.inf, value)
    return number_in(value) if isinstance(value, str) else None
