"""What a score is made of: plain records that a page, a table or another program builds on."""

from dataclasses import dataclass
from typing import final

from awarelr.benchmark.machine import Machine
from awarelr.benchmark.protocols import Reading
from awarelr.benchmark.score.goal import Goal
from awarelr.benchmark.score.question import Question
from awarelr.benchmark.score.summary import Summary
from awarelr.benchmark.score.weights import Weights

__all__ = ["FORMAT", "ContestScore", "Floor", "Mishap", "Reference", "Sensitivity", "Sheet", "Standing"]

FORMAT = 1
"""Number of the format of a score."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The best tuned run of a task: what a ratio of 1 is.

    Args:
        task: name of the task.
        length: multiple of the nominal budget, known to the baselines.
        value: its measure, mean over the seeds.
        baseline: whose run it is.
        weights: with which weights.
        multiplier: multiple of the default LR that it was given.
        seeds: the seeds that count.
    """

    task: str
    length: float
    value: float
    baseline: str
    weights: Weights
    multiplier: float
    seeds: tuple[int, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ContestScore:
    """How one contest ended.

    Args:
        protocol: name of the protocol.
        task: name of the task.
        baseline: name of the contestant.
        weights: the weights that are judged.
        condition: what is special about it, in the protocol's words.
        reading: what was read from the runs.
        multiplier: multiple of the default LR that the best run of the grid was given.
        seeds: the seeds that count.
        values: what was read, one a seed, of that run; not finite where it diverged, raised, or missed the target.
        reference: what it is compared with, in the same unit.
        ratio: mean over the seeds of value / reference, each at most 100; lower is better, 1 is as good.
        low: lower bound of the ratio's 95 % interval over seeds.
        high: its upper bound.
        excess: the same ratio of what is in excess of the task's floor, or None if that is not known.
        disaster: worse than 2 x, or a seed diverged, raised or did not move.
        keys: keys of the records read, one a seed.
    """

    protocol: str
    task: str
    baseline: str
    weights: Weights
    condition: str
    reading: Reading
    multiplier: float
    seeds: tuple[int, ...]
    values: tuple[float, ...]
    reference: float
    ratio: float
    low: float
    high: float
    excess: float | None
    disaster: bool
    keys: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A contestant's line in a protocol's league table, and its performance profile.

    Args:
        protocol: name of the protocol; ``"all"`` for every quality of every protocol.
        baseline: name of the contestant.
        weights: the weights that are judged.
        ranked: whether it has a place: scored in every contest of the league's common ground. Figures of a ranked line
            are over that ground, those of another over whatever it has (docs/decisions/0055).
        contests: contests that the figures are over.
        left_out: contests scored besides, which lie outside the common ground.
        missing: contests that cannot be scored yet.
        tasks: tasks that the figures are over.
        seeds: fewest seeds behind one of the contests.
        house: AwareLR's geometric mean over the very same contests, with averaged weights; None if it lacks one.
        summary: the ratios in a few numbers.
        low: lower bound of the geometric mean's 95 % interval over seeds.
        high: its upper bound.
        excess: geometric mean of the excess ratios where a floor is known, or None.
        profile: share of the contests at or below each of the sheet's ``profile_ratios``.
        runs: trainings behind it, those of whole grids included.
        steps: their steps.
        seconds: their wall time.
        peak_memory: the most memory that one of them held, in bytes, or None.
        faults: how many of them raised or were killed.
        diverged: how many of them ended without a finite measure.
    """

    protocol: str
    baseline: str
    weights: Weights
    ranked: bool
    contests: int
    left_out: int
    missing: int
    tasks: int
    seeds: int
    house: float | None
    summary: Summary
    low: float
    high: float
    excess: float | None
    profile: tuple[float, ...]
    runs: int
    steps: int
    seconds: float
    peak_memory: int | None
    faults: int
    diverged: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How much the given LR matters to a baseline on a task.

    Args:
        task: name of the task.
        baseline: name of the baseline.
        weights: the weights that are judged.
        multipliers: multiples of the default LR, smallest first.
        values: final measure at each, mean over seeds; not finite where a seed diverged.
        worst_over_best: the worst as a multiple of the best, at most 100; None for fewer than two LRs.
    """

    task: str
    baseline: str
    weights: Weights
    multipliers: tuple[float, ...]
    values: tuple[float, ...]
    worst_over_best: float | None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least that a task's measure can be.

    Args:
        task: name of the task.
        value: the floor.
        estimated: whether it is an estimate from the best runs at growing budgets.
    """

    task: str
    value: float
    estimated: bool


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """A cell without a result, or one that was warned of something.

    Args:
        label: of the cell.
        key: of its record.
        words: the fault, or the warnings.
        fatal: whether there is no result.
    """

    label: str
    key: str
    words: str
    fatal: bool


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole benchmark, scored.

    Args:
        format: number of the format.
        scale: name of the scale.
        tasks: names of the tasks.
        baselines: names of the contestants.
        protocols: names of the protocols.
        seeds: the seeds asked for.
        references: the best tuned runs.
        contests: every contest that can be scored.
        questions: every contest that is asked of each contestant, scored or not.
        standings: the league tables: within each protocol those who are ranked, best geometric mean first, then the
            others, most contests first.
        goals: what AwareLR is meant to reach, and what it has reached.
        sensitivities: final measure over the given LR.
        floors: where the least that a measure can be is known.
        profile_ratios: where profiles are read.
        mishaps: cells without a result, and cells with warnings.
        cells: runs that the benchmark takes.
        recorded: how many of them are recorded.
        stale: how many of those were run by other code or packages than are installed here.
        machines: what they ran on.
        versions: versions of Python and packages that they ran on, each with all its values.
    """

    format: int = FORMAT
    scale: str
    tasks: tuple[str, ...]
    baselines: tuple[str, ...]
    protocols: tuple[str, ...]
    seeds: tuple[int, ...]
    references: tuple[Reference, ...]
    contests: tuple[ContestScore, ...]
    questions: tuple[Question, ...]
    standings: tuple[Standing, ...]
    goals: tuple[Goal, ...]
    sensitivities: tuple[Sensitivity, ...]
    floors: tuple[Floor, ...]
    profile_ratios: tuple[float, ...]
    mishaps: tuple[Mishap, ...]
    cells: int
    recorded: int
    stale: int
    machines: tuple[Machine, ...]
    versions: dict[str, tuple[str, ...]]
