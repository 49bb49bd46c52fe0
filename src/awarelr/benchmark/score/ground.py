"""The contests that a league is computed over, and who has them all."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import final

__all__ = ["Ground", "common_ground"]

_Key = tuple[str, object]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A table of contests by contestants without a gap.

    Args:
        keys: the contests, each as its task and whatever else makes it the same for all; every one that anybody is
            scored in on the tasks it covers.
        ranked: names of the contestants that are scored in all of them.
    """

    keys: frozenset[_Key]
    ranked: frozenset[str]


def common_ground(scored: Mapping[str, Collection[_Key]]) -> Ground:
    """Return the ground on which contestants are compared.

    A contestant has a task whole if it is scored there in every contest that anybody is scored in. The ground is made
    of whole tasks alone: nobody is ranked on the easy conditions of a task and spared the hard ones. Among the sets of
    tasks that one or two contestants have whole, that one is taken for which tasks times contestants who have them
    whole is largest; of equals the one with more tasks.

    Args:
        scored: for each contestant the contests that it is scored in.

    Example:
        >>> easy, hard = ("digits", "x1"), ("digits", "x30")
        >>> sorted(common_ground({"aware": [easy, hard], "cosine": [easy, hard], "wsd": [easy]}).ranked)
        ['aware', 'cosine']
    """
    every: defaultdict[str, set[_Key]] = defaultdict(set)
    for keys in scored.values():
        for key in keys:
            every[key[0]].add(key)
    whole = {
        name: frozenset(task for task, asked in every.items() if asked <= set(keys)) for name, keys in scored.items()
    }
    candidates = {one & other for one, other in combinations_with_replacement(whole.values(), 2)}
    best = max(candidates, key=lambda tasks: _size(tasks, whole), default=frozenset())
    if not best:
        return Ground(keys=frozenset(), ranked=frozenset())
    return Ground(
        keys=frozenset(key for task in best for key in every[task]),
        ranked=frozenset(name for name, tasks in whole.items() if best <= tasks),
    )


def _size(tasks: frozenset[str], whole: Mapping[str, frozenset[str]]) -> tuple[int, int, list[str]]:
    return len(tasks) * sum(tasks <= each for each in whole.values()), len(tasks), sorted(tasks)
