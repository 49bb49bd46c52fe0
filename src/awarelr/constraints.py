"""Constraints: one object checks a value and words the complaint.

A complaint says name, constraint, value and way out:
``half_life must be a finite number above 0 (steps), got -3. For 5 % of a run use 0.05 * total_steps.``
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Any, Protocol, TypeVar, cast, final

from awarelr.errors import SettingError

__all__ = ["Constraint", "Interval", "OneOf", "Switch", "check_all", "nearest", "plain", "settle"]

T = TypeVar("T")


class Constraint(Protocol):
    """What a value must be."""

    def complaint(self, name: str, value: object) -> str | None:
        """Word what is wrong with ``value``, or return None if nothing is."""
        ...


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number within bounds; the nearest sibling is `OneOf`, for names.

    Args:
        low: lower bound.
        high: upper bound.
        low_open: True if ``low`` itself is not allowed.
        high_open: True if ``high`` itself is not allowed. Infinity passes only a closed infinite ``high``, minus
            infinity never.
        integer: True if only whole numbers are allowed.
        optional: True if None is allowed.
        unit: unit named in the complaint, such as ``"steps"``.
        remedy: the way out, one sentence.

    Example:
        >>> Interval(low=0.0, low_open=True, unit="steps", remedy="Use 100.").complaint("window", -3)
        'window must be a finite number above 0 (steps), got -3. Use 100.'
    """

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = True
    integer: bool = False
    optional: bool = False
    unit: str = ""
    remedy: str = ""

    def complaint(self, name: str, value: object) -> str | None:
        """Word what is wrong with ``value``, or return None if nothing is."""
        value = plain(value)
        if value is None and self.optional:
            return None
        if self._holds(value):
            return None
        unit = f" ({self.unit})" if self.unit else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{name} must be {self._words()}{unit}, got {value!r}.{remedy}"

    def _holds(self, value: object) -> bool:
        kinds = int if self.integer else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        if not self.integer and _exceeds_float(value):
            return False
        above = value > self.low if self.low_open or self.low == -math.inf else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def _words(self) -> str:
        words = "a whole number" if self.integer else "a finite number" if self.high_open else "a number"
        if self.low != -math.inf:
            words += f" {'above' if self.low_open else 'from'} {self.low:g}"
        if self.high != math.inf:
            words += f" {'below' if self.high_open else 'to'} {self.high:g}"
        return words + (", or None" if self.optional else "")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One of a closed set of names; the nearest sibling is `Interval`, for numbers.

    Args:
        names: the names allowed.
        remedy: the way out, one sentence.

    Example:
        >>> OneOf(names=("linear", "cosine")).complaint("anneal", "cosin")
        "anneal must be one of 'linear', 'cosine', got 'cosin'. Did you mean 'cosine'?"
    """

    names: tuple[str, ...]
    remedy: str = ""

    def complaint(self, name: str, value: object) -> str | None:
        """Word what is wrong with ``value``, or return None if nothing is."""
        if isinstance(value, str) and value in self.names:
            return None
        known = ", ".join(repr(each) for each in self.names)
        near = nearest(value, self.names)
        guess = f" Did you mean {near!r}?" if near else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{name} must be one of {known}, got {value!r}.{guess}{remedy}"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """True or False, Python's or NumPy's, nothing that merely looks like it."""

    def complaint(self, name: str, value: object) -> str | None:
        """Word what is wrong with ``value``, or return None if nothing is."""
        value = plain(value)
        return None if isinstance(value, bool) else f"{name} must be True or False, got {value!r}."


def nearest(value: object, names: Iterable[str], *, alike: float = 0.6) -> str | None:
    """Return the name that a misspelled one stands for; None where none is near.

    Neither capitals nor what parts the words count: ``"One-Cycle"`` is ``"one_cycle"``.

    Args:
        value: what was given; only a string comes near a name.
        names: the names known.
        alike: least likeness that counts, in [0, 1]; 1 is the same word.

    Example:
        >>> nearest("L-BFSG", ("adam", "lbfgs")), nearest("ridge", ("adam", "lbfgs"))
        ('lbfgs', None)

    Source: the likeness is `difflib`'s, the least one its default; what does not count is *ours*.
    """
    if not isinstance(value, str):
        return None
    known = {_bare(each): each for each in names}
    near = get_close_matches(_bare(value), known, n=1, cutoff=alike)
    return known[near[0]] if near else None


def check_all(complaints: Iterable[str | None]) -> None:
    """Raise one `SettingError` with every complaint, one a line; do nothing if all are None."""
    found = [each for each in complaints if each]
    if found:
        raise SettingError("\n".join(found))


def plain(value: T) -> T:
    """Return Python's own bool, int, float or str for a scalar of NumPy's or a framework's, as grids hold them.

    Anything else comes back as it is, for a constraint to judge. Rejected: `operator.index` and `float` alone, which
    take True for 1 and read strings.

    Example:
        >>> from fractions import Fraction
        >>> plain(Fraction(1, 4)), plain("0.25"), plain(True)
        (0.25, '0.25', True)

    Source: *ours*; NumPy registers its scalars with `numbers`, except that of True and False.
    """
    found: Any = value
    if type(found) in (bool, int, float, str):
        return value
    if callable(getattr(found, "item", None)) and getattr(found, "shape", None) == ():
        found = found.item()
    if isinstance(found, bool):
        return cast("T", found)
    if isinstance(found, Integral):
        found = int(found)
    elif isinstance(found, Real) and not _exceeds_float(found):
        found = float(found)
    return cast("T", found)


def settle(record: object, names: Iterable[str]) -> None:
    """Put Python's own numbers into the fields of a frozen record that is being built; see `plain`."""
    for name in names:
        value = getattr(record, name)
        if value is not None and type(value) is not float:  # a look is cheap, and a reading is built at each step
            object.__setattr__(record, name, plain(value))


def _bare(word: str) -> str:
    """Return a word without capitals and without what parts it; as it stands where nothing else is left."""
    return "".join(each for each in word.casefold() if each.isalnum()) or word


def _exceeds_float(value: Any) -> bool:  # noqa: ANN401 - any real number
    try:
        float(value)
    except OverflowError:  # a whole number or a fraction of more than 308 digits
        return True
    return False
