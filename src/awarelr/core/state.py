"""Everything a decision remembers: frozen records of plain numbers."""

import math
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.signals import (
    EMPTY_MEAN,
    NO_CREST,
    NO_EVIDENCE,
    NO_GROWTH,
    NO_HABIT,
    NO_IMPORTANCE,
    NO_TURN,
    Crest,
    Evidence,
    Growth,
    Habit,
    Importance,
    Mean,
    Turn,
)

__all__ = [
    "Attempt",
    "Ceiling",
    "LossStatistics",
    "PathEvidence",
    "Probe",
    "Recovery",
    "SnapshotFacts",
    "Stall",
    "State",
]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LossStatistics:
    """Running means of the loss (and of log LR beside it) over windows that grow with the clock.

    Args:
        fast: over 3 losses.
        slow: over max(15, 0.1 n).
        trend_recent: over max(10, 0.1 n).
        trend_past: over max(30, 0.5 n).
        heat_recent: over max(8, 0.03 n).
        heat_past: over max(24, 0.3 n).
        lr_recent: log LR over the window of ``heat_recent``.
        lr_past: log LR over the window of ``heat_past``.
        first: over the first 10 losses only.
        scatter: half the squared change from one loss to the next, the noise alone, over the window of ``slow``.
        last: the latest loss; None if it is none of this series.
        last_but_one: the loss before ``last``.
        calm: the slow mean before ``last``.
    """

    fast: Mean = EMPTY_MEAN
    slow: Mean = EMPTY_MEAN
    trend_recent: Mean = EMPTY_MEAN
    trend_past: Mean = EMPTY_MEAN
    heat_recent: Mean = EMPTY_MEAN
    heat_past: Mean = EMPTY_MEAN
    lr_recent: Mean = EMPTY_MEAN
    lr_past: Mean = EMPTY_MEAN
    first: Mean = EMPTY_MEAN
    scatter: Mean = EMPTY_MEAN
    last: float | None = None
    last_but_one: float | None = None
    calm: Mean = EMPTY_MEAN

    def interrupted(self) -> "LossStatistics":
        """Return the same where the next loss is none of this series: at other weights, or after a rollback."""
        return replace(self, last=None, last_but_one=None)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PathEvidence:
    """What gradients and parameters say about the path.

    Args:
        short: evidence of the short horizon.
        medium: of the medium one.
        long: of the long one.
        gain: mean of the readings' gain.
        gain_now: the same over 2 readings.
        agreement: mean alignment of the short horizon, over 4 readings.
        stale: readings in a row at which the long average looked out of date.
        still: readings in a row at which nothing moved.
        crest: largest norm of the gradient lately.
        leapt: readings since the gradient last leapt from a loss that was as usual; None if it never did.
        size: growth of the parameters' norm.
        ungraded: readings in a row at which some parameters had no gradient.
        zeroed: checks in a row at which some tensors had a gradient of zero.
        zeroed_share: share of the parameters in such tensors at the last check.
    """

    short: Evidence = NO_EVIDENCE
    medium: Evidence = NO_EVIDENCE
    long: Evidence = NO_EVIDENCE
    gain: Mean = EMPTY_MEAN
    gain_now: Mean = EMPTY_MEAN
    agreement: Mean = EMPTY_MEAN
    stale: int = 0
    still: int = 0
    crest: Crest = NO_CREST
    leapt: int | None = None
    size: Growth = NO_GROWTH
    ungraded: int = 0
    zeroed: int = 0
    zeroed_share: float = 0.0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFacts:
    """What is known of the snapshot; the weights themselves are the adapter's.

    Args:
        t: reading whose parameters it holds.
        lr: LR decided at that reading.
        loss: loss statistics then; a slow mean of no losses says that no level is known.
        stride: longest stride until then: that much has been survived.
        overdue: True if a snapshot was due at a reading that had no loss to judge it by.
    """

    t: int = 0
    lr: float
    loss: LossStatistics = LossStatistics()
    stride: float = 0.0
    overdue: bool = False


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A probe under way.

    Args:
        left: readings still to come.
        total: sum of its finite losses.
        least: the least of them; infinite while there is none.
        count: number of its finite losses.
        spoiled: readings, in rounds before this one, whose loss was not finite at the snapshot's own weights.
        stride: stride at the reading that asked for the probe; None if it was not measured.
        undone: readings that were undone.
        leapt: readings between the leap and the damage; None if no leap went before it.
    """

    left: int
    total: float = 0.0
    least: float = math.inf
    count: int = 0
    spoiled: int = 0
    stride: float | None = None
    undone: int = 0
    leapt: int | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """First steps that were long, and were made again shorter.

    Args:
        lr: LR that they were made at.
        pace: share of the parameters' norm that each of them moved.
    """

    lr: float
    pace: float


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """An upper bound of the LR that expires.

    Args:
        lr: the bound now; infinite if there is none.
        window: readings over which it grows e-fold.
    """

    lr: float = math.inf
    window: float = math.inf


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """The loss stood still while steps seemed to overshoot, and the LR is being lowered for it.

    Args:
        lr: LR when that was first seen; 0 if it was not yet.
        level: slow mean of the loss then.
        clock: the clock then.
        in_vain: True once a tenth of that LR has not brought the loss down: the steps were not to blame.
    """

    lr: float = 0.0
    level: float = 0.0
    clock: int = 0
    in_vain: bool = False


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What rollbacks have left behind.

    Args:
        ceiling: upper bound of the LR.
        hold: readings for which the LR still rests.
        strikes: exponent of the last cut.
        retrace: readings until the training is as far again as before what was undone.
        last_excused: last reading at which a bad batch was blamed for damage; None if there was none.
        last_ours: reading of the last verdict 'ours'; None if there was none.
        last_non_finite: last reading that was not finite and did harm; None if there was none.
        withheld: readings in a row that were not finite and did none: the optimizer was kept from their steps.
        restores: restores since a snapshot was last kept.
        struck_from: LR before the first of the last series of cuts; None if there was none.
        data_blamed: True once cuts did not end the faults: from then on they are undone, and nobody is cut for them.
    """

    ceiling: Ceiling = Ceiling()
    hold: int = 0
    retrace: int = 0
    strikes: int = 0
    last_ours: int | None = None
    last_excused: int | None = None
    last_non_finite: int | None = None
    withheld: int = 0
    restores: int = 0
    struck_from: float | None = None
    data_blamed: bool = False


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """State of the control law after a reading.

    Args:
        t: readings so far.
        clock: readings since the start or the last drift, probes excluded.
        lr: LR decided, before the final decay of a known budget.
        written_lr: LR to be in force at the next step.
        first_lr: LR given at the start.
        size: norm of the parameters at the start; None if it was not measured.
        stride: longest stride since the start that no rollback has undone.
        peak: highest LR right after a raise since the start or the last drift; 0 if there was none.
        losses: finite losses ever read.
        losses_since: finite losses since the snapshot was kept or last restored.
        overrides: how often somebody else wrote the LR.
        drifts: how often the data have changed.
        loss: running means of the loss.
        path: evidence from gradients and parameters.
        validation: the validation losses handed over, with the slow mean of the loss beside them.
        habit: how often the loss leaves its level and comes back by itself.
        importance: norms of the gradient beside each other: how much one of them counts.
        snapshot: what is known of the snapshot.
        recovery: what rollbacks have left behind.
        stall: the standstill for which the LR is being lowered.
        attempt: the first steps made again last; None if none were.
        probe: the probe under way; None outside one.
    """

    t: int = 0
    clock: int = 0
    lr: float
    written_lr: float
    first_lr: float
    size: float | None = None
    stride: float = 0.0
    peak: float = 0.0
    losses: int = 0
    losses_since: int = 0
    overrides: int = 0
    drifts: int = 0
    loss: LossStatistics = LossStatistics()
    path: PathEvidence = PathEvidence()
    validation: Turn = NO_TURN
    habit: Habit = NO_HABIT
    importance: Importance = NO_IMPORTANCE
    snapshot: SnapshotFacts
    recovery: Recovery = Recovery()
    stall: Stall = Stall()
    attempt: Attempt | None = None
    probe: Probe | None = None
