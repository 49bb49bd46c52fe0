"""Runs that were warned of the same thing, told once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.score.sheet import Mishap

__all__ = ["Alike", "alike"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Cells to which the same happened; `Mishap` is one of them.

    Args:
        words: the fault, or the warnings.
        fatal: whether they have no result.
        labels: of the cells, in the order they came.
    """

    words: str
    fatal: bool
    labels: tuple[str, ...]

    @property
    def name(self) -> str:
        """The first label, and how many there are besides."""
        more = len(self.labels) - 1
        return f"{self.labels[0]} and {more:,} more" if more else self.labels[0]


def alike(mishaps: Iterable[Mishap]) -> tuple[Alike, ...]:
    """Return mishaps in groups of the same words, those without a result first.

    Example:
        >>> one, other = (Mishap(label=name, key="", words="w", fatal=False) for name in "ab")
        >>> [each.name for each in alike([one, other])]
        ['a and 1 more']
    """
    found: defaultdict[tuple[bool, str], list[str]] = defaultdict(list)
    for each in mishaps:
        found[each.fatal, each.words].append(each.label)
    groups = [Alike(words=words, fatal=fatal, labels=tuple(labels)) for (fatal, words), labels in found.items()]
    return tuple(sorted(groups, key=lambda group: not group.fatal))
