"""Every cause that is planted, with the names that are right for it; why is in docs/decisions/0050."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import final

from benchmarks.diagnosis import planted_data, planted_ends, planted_networks, planted_rates
from benchmarks.diagnosis.combination import ASIDE, FRESH, TUNE, Combination
from benchmarks.diagnosis.plain import plain
from benchmarks.diagnosis.plan import Plan

_RUNS = 6
_HEALTHY_SHARES = (0.1, 0.3, 1.0)
_HEALTHY_RUNS = 9
HALVES = {"tune": (TUNE, 100), "aside": (ASIDE, 200), "fresh": (FRESH, 300)}
"""The combinations of each half, and its first seed."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What is planted, and what it should be called.

    Args:
        name: for a reader.
        plant: makes the training.
        right: names that are right; empty for a healthy run.
        tolerated: alarms that are not wrong beside a right name.
        lasting: True if the name must stand.
        new: True if the name would have been false before the onset.
        followed: True if what comes after the first right name has names of its own.
        networks: networks that it can be planted in; None for all.
        if_risen: names that are right as well where the exact loss rose by a tenth at the onset.
    """

    name: str
    plant: Callable[[Combination, int], Plan]
    right: frozenset[str]
    tolerated: frozenset[str] = frozenset()
    lasting: bool = False
    new: bool = False
    followed: bool = False
    networks: frozenset[str] | None = None
    if_risen: frozenset[str] = frozenset()


def _names(words: str) -> frozenset[str]:
    return frozenset(words.upper().split())


_DEEP = frozenset({"relu", "tanh", "conv"})
_RELU = frozenset({"relu", "conv"})
CAUSES: tuple[Cause, ...] = (
    Cause(name="LR too small", plant=planted_rates.too_small, right=_names("raising"), lasting=True),
    Cause(
        name="LR too large",
        plant=planted_rates.too_large,
        right=_names("lowering stalled overheated diverged non_finite"),
        followed=True,
    ),
    Cause(
        name="edge",
        plant=planted_rates.edge,
        right=_names("oscillating stalled lowering overheated"),
        lasting=True,
    ),
    Cause(
        name="noise floor", plant=planted_ends.noise_floor, right=_names("noise_floor stalled lowering"), lasting=True
    ),
    Cause(name="plateau, flat start", plant=planted_ends.flat_start, right=_names("plateau raising"), lasting=True),
    Cause(name="plateau, solved", plant=planted_ends.solved, right=_names("plateau worthless"), lasting=True),
    Cause(
        name="overfitting",
        plant=planted_ends.overfitting,
        right=_names("overfitting"),
        lasting=True,
        new=True,
        networks=_DEEP,
    ),
    Cause(name="abrupt drift", plant=planted_data.abrupt_drift, right=_names("drifted"), tolerated=_names("diverged")),
    Cause(name="slow drift", plant=planted_data.slow_drift, right=_names("drifted raising"), lasting=True, new=True),
    Cause(name="corrupted batch", plant=planted_data.corrupted, right=_names("spike"), if_risen=_names("diverged")),
    Cause(name="NaN", plant=planted_data.not_a_number, right=_names("non_finite")),
    Cause(
        name="dead network",
        plant=planted_networks.dead,
        right=_names("dead"),
        tolerated=_names("diverged"),
        followed=True,
        networks=_RELU,
    ),
    Cause(
        name="exploding weights",
        plant=planted_networks.exploding,
        right=_names("diverged non_finite exploding"),
        followed=True,
    ),
    Cause(name="frozen layers", plant=planted_networks.frozen, right=_names("frozen"), lasting=True, networks=_DEEP),
    Cause(name="overwritten LR", plant=planted_rates.overwritten, right=_names("overridden")),
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training to be made.

    Args:
        cause: name of the cause, "healthy" or "healthy, steered".
        combination: data, network and optimizer.
        seed: start and batches follow from it.
    """

    cause: str
    combination: Combination
    seed: int

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"{self.cause} | {self.combination.name} | {self.seed}"


def planted(half: str) -> list[Run]:
    """Return the runs of a half with a cause planted in them, six for each cause."""
    combinations, first = HALVES[half]
    runs = []
    for cause in CAUSES:
        fitting = [each for each in combinations.values() if cause.networks is None or each.network in cause.networks]
        chosen = islice(cycle(fitting), _RUNS)
        runs += [Run(cause=cause.name, combination=each, seed=first + place) for place, each in enumerate(chosen)]
    return runs


def healthy(half: str) -> list[Run]:
    """Return the healthy runs of a half: nine of each combination, watched, and the same steered."""
    combinations, first = HALVES[half]
    return [
        Run(cause=name, combination=each, seed=first + 10 + place)
        for name in ("healthy", "healthy, steered")
        for each in combinations.values()
        for place in range(_HEALTHY_RUNS)
    ]


def share_of(seed: int) -> float:
    """Return the share of the good LR that a healthy run of this seed trains at."""
    return _HEALTHY_SHARES[seed % len(_HEALTHY_SHARES)]


def healthy_plan(combination: Combination, seed: int) -> Plan:
    """Return a healthy training at its share of the good LR, with the loss on other examples handed over."""
    plan = plain(combination, seed, lr=share_of(seed) * combination.lr)
    return replace(plan, validation=lambda: combination.data.validation(plan.model), hindsight=planted_ends.turned)
