"""How big a benchmark is run: from a smoke test to the whole thing."""

from dataclasses import dataclass
from typing import final

__all__ = ["SCALES", "Scale"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A size of the benchmark; a task's own budget is that of ``small``.

    Args:
        name: what `--scale` is given.
        share: nominal budget, as a share of the task's own.
        shortest: least nominal budget, in steps; a task whose own budget is below it keeps its own.
        seeds: seeds that are run unless others are asked for.
        evaluations: measurements on the way, evenly spread; a multiple of 8, so that 12.5, 25 and 50 % are among them.
        grid: multiples of the default LR that a tuned baseline tries.
        wrong: multiples of the default LR that the wrong-LR protocol gives.
        lengths: multiples of the nominal budget that the length protocol runs.
        sample: names of the tasks that stand for all in the protocols that cost most: one of each kind, the cheap ones.
            Empty for all tasks.
        longer: names of the tasks that stand for all in the length protocol: all of them at 16 times their length would
            cost more than the rest of the benchmark.
        asked: names of the protocols that are asked unless others are named. Empty for all.
    """

    name: str
    share: float
    shortest: int
    seeds: tuple[int, ...]
    evaluations: int
    grid: tuple[float, ...]
    wrong: tuple[float, ...]
    lengths: tuple[float, ...]
    sample: tuple[str, ...]
    longer: tuple[str, ...]
    asked: tuple[str, ...] = ()

    def steps(self, budget: int, *, length: float = 1.0) -> int:
        """Return the steps of a run.

        Args:
            budget: the task's own budget in steps.
            length: multiple of the nominal budget.

        Example:
            >>> SCALES["tiny"].steps(600), SCALES["small"].steps(600, length=4)
            (60, 2400)
        """
        nominal = max(min(self.shortest, budget), round(self.share * budget))
        return max(1, round(length * nominal))


_GRID = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_WRONG = (1e-4, 1e-2, 1.0, 30.0)
_LONGER = ("digits_sgd", "linreg", "gpt")  # a network under SGD, a convex problem and a language model

SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale(
            name="tiny",
            share=0.05,
            shortest=60,
            seeds=(0,),
            evaluations=8,
            grid=(0.1, 1.0, 10.0),
            wrong=(1e-2, 1.0, 30.0),
            lengths=(1.0, 4.0),
            sample=("digits", "linreg", "drift", "classes"),
            longer=("digits_sgd", "linreg"),
            asked=("wrong_lr", "default", "budget_unknown", "drift", "damage", "target", "length"),
        ),
        Scale(
            name="small",
            share=1.0,
            shortest=1,
            seeds=(0, 1, 2),
            evaluations=16,
            grid=_GRID,
            wrong=_WRONG,
            lengths=(1.0, 4.0),
            sample=("digits", "cnn", "ae", "linreg", "func", "drift", "classes", "factors", "density"),
            longer=_LONGER,
        ),
        Scale(
            name="full",
            share=1.0,
            shortest=1,
            seeds=(0, 1, 2, 3, 4),
            evaluations=16,
            grid=_GRID,
            wrong=_WRONG,
            lengths=(1.0, 4.0, 16.0),
            sample=(),
            longer=_LONGER,
        ),
    )
}
"""Every scale by name, the smallest first. Grid and wrong LRs are those of the recorded figures; the rest is *ours*."""
