"""What a contestant was asked and how it did, as the lines of the goals ask for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

from awarelr.benchmark.protocols import Contest
from awarelr.benchmark.score.contests import Scored, score_contest
from awarelr.benchmark.score.shelf import Shelf
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.score.yardstick import Yardstick

__all__ = ["Evidence"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One contestant's contests, with the records behind them.

    Args:
        contests: all that it is asked.
        shelf: the records.
        sticks: the best tuned runs by task and length.
    """

    contests: tuple[Contest, ...]
    shelf: Shelf
    sticks: Mapping[tuple[str, float], Yardstick]

    def asked(self, protocol: str) -> tuple[Contest, ...]:
        """Return what a protocol asks of it."""
        return tuple(contest for contest in self.contests if contest.protocol == protocol)

    def scored(self, contests: Iterable[Contest], weights: Weights, *, beside: str = "") -> list[Scored]:
        """Return those of the contests that can be scored.

        Args:
            contests: what is asked.
            weights: the weights that are judged.
            beside: the one tuned baseline that it is compared with; empty for the best of all.
        """
        found = []
        for contest in contests:
            stick = self.sticks.get((contest.task, contest.reference))
            if stick is not None:
                against = stick.of(beside) if beside else stick
                found.append(score_contest(contest, weights, self.shelf, against, None))
        return [each for each in found if each is not None]

    def undamaged(self, found: Sequence[Scored], weights: Weights) -> list[Scored]:
        """Return the same contests without what went wrong in them, on the same seeds; those without are left out."""
        clean = []
        for each in found:
            (run,) = each.contest.grid
            contest = replace(each.contest, grid=(replace(run, damage=""),))
            clean += [other for other in self.scored([contest], weights) if other.score.seeds == each.score.seeds]
        return clean
