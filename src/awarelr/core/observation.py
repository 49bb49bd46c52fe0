"""What a reading means beside all that came before it: the only input of a situation."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.core.signals.habit import LEAST_RUN

__all__ = ["CRAMPED", "NOISE_MARGIN", "SETTLED", "SHORT_STRIDE", "YOUNG_LEVEL", "Observation"]

YOUNG_LEVEL = 10
"""Losses up to which a level is young, and little of the noise is known (*ours*)."""
NOISE_MARGIN = 8.0
"""Standard deviations of the loss that are put down to noise (*ours*)."""
CRAMPED = 0.5
"""Room from which on down it is worth a word: that of a long stride."""
SHORT_STRIDE = 0.01
"""Share of the parameters' norm beyond which steps matter even if the loss does not show it (*ours*; it is the ratio of
update to weights that LARS, arXiv 1708.03888, makes the same for all layers)."""
SETTLED = 30
"""Losses from which on it can be said that there is no trend (*ours*)."""
_MOST_WITHHELD = 4
"""Steps in a row along gradients that are not finite from which the optimizer is kept, and no more is done: bad batches
seldom come in such a row, and where the weights are to blame no batch will do (*ours*)."""
_SURELY_DOWNHILL, _PLAINLY_DOWNHILL = 2.0, 0.25
"""Evidence of each horizon, and agreement, from which on a risen loss is not the steps' doing (*ours*)."""
_REACH_FACTOR = 3.0
"""A rise beyond the noise and this multiple of what our steps can explain is not ours (*ours*; in 104 damages of our
own in the benchmark's tasks it was 0.34 at most, in drifts 0.4 to 33)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A reading turned into statistics.

    Args:
        t: number of the reading.
        clock: readings since the start or the last drift, probes excluded.
        lr: LR in force.
        repeat_window: within so many readings a second fault counts as a repetition.
        loss: the loss; None if missing.
        grad_norm: norm of the gradient; None if not seen.
        finite: False if loss or gradient is NaN, infinite or beyond 1e150.
        z_short: evidence of the short horizon, as a t-statistic.
        z_medium: of the medium horizon.
        z_long: of the long horizon; of its gain where that is surely below 0 and directions alone say raise.
        z_directions: of the directions of the long horizon alone.
        evidence_count: readings that stand behind ``z_long``, forgetting included.
        z_trend: recent loss against the past half of the run; negative: it falls.
        z_heat: very recent loss against the recent past; positive: it rises.
        heat_count: losses behind ``z_heat``.
        lr_change: log LR lately less log LR of the recent past.
        slow_count: losses behind the slow mean.
        stall_lr: LR at which the loss was first seen to stand still while steps overshoot; 0 if it was not.
        stall_age: spans of the slow mean since.
        stall_fall: how far the slow mean of the loss has come down since.
        stall_error: standard error of that mean, trend apart.
        stall_in_vain: True once a tenth of that LR has not brought the loss down.
        descent: how far the loss has come down from its first 10 values.
        descent_error: standard error of ``descent``.
        gain: mean first-order gain of longer steps, in units of the loss.
        gain_now: the same over the last two readings or so.
        taken_in: True if this reading is among the evidence of the path; not if it is in doubt, or is done over again.
        unseen: log of the factor by which steps could grow before their gain shows in the loss; 0 if it does.
        agreement: mean alignment of the latest gradients with the latest steps; near 1 the path is straight.
        stride: length of the latest steps; None if it was not measured.
        stride_share: the same as a share of the parameters' norm, now or at the start, whichever is larger; 0 if they
            started at zero, or if their norm is not known.
        long_stride: share of the parameters' norm from which on a stride is long.
        moved_share: distance from the snapshot as a share of the parameters' norm at the start; 0 as for the stride.
        moved_steps: steps that led there; 0 if that is not known.
        boldness: LR of the first step over a tenth of the one given, at least 1.
        attempt_lr: LR at which first steps were long before, and were undone; NaN if none were.
        attempt_pace: share of the norm that each of those moved; NaN likewise.
        room: share of the pace that such a stride leaves, above 0 up to 1.
        scatter_ours: True if the loss scatters by our own steps alone: from zero weights, ever more as they lengthen.
        level: the loss at the snapshot: the lower of its fast and its slow mean.
        level_count: losses behind ``level``; 0 says that no level is known.
        margin: how far above ``level`` noise may lift the loss.
        rise: median of the last three losses less ``level``.
        run: losses in a row, this one included, that were off their level by more than the margin.
        patience: how many of them it takes to be no chance.
        reach: the most that our own steps can have raised the loss, by convexity; None if it was not measured.
        losses_since: finite losses since the snapshot was kept or restored.
        since_ours: readings since the last verdict 'ours'; None if there was none.
        hold: readings for which the LR still rests.
        leapt: readings since the gradient last leapt from a loss that was as usual; None if it never did.
        since_leap: the same, if it was after the snapshot: what is damaged now may be its doing.
        crest: largest norm of the gradient lately, this reading excluded.
        still: readings in a row at which nothing moved.
        since_non_finite: readings since the last non-finite one; None if there was none.
        withheld: non-finite readings in a row, this one included, from whose step the optimizer was kept.
        probe_left: readings of a probe still to come; None outside probes.
        cuts_in_vain: cuts in a row, the last one recent, for faults that go on all the same.
        probe_spoiled: readings of a probe whose loss was not finite at the snapshot's own weights.
        data_blamed: True if cuts did not end the faults, so that the data are to blame.
        probe_mean: mean of a finished probe's finite losses; None if there was none.
        probe_least: the least of them.
        hurry: log LR that a reading may raise for want of time, where the budget is known to be short; else 0.
        beyond_budget: readings beyond a known budget; 0 within it, or if there is none.
        spike: how far the loss before this one lay above the slow mean before it; 0 while that is not known.
        spike_z: the same over the loss's spread then.
        spike_left: how far this loss lies above that same mean.
        weight_growth: log growth of the parameters' norm over each of two blocks of 12 readings, the lesser.
        ungraded: share of the parameters that have no gradient at this reading.
        ungraded_count: readings in a row at which there were any.
        zeroed: share of the parameters in tensors whose gradient is zero as a whole, at this reading.
        zeroed_count: checks in a row at which there were any.
        flatness: how far the slow mean lies above the fast one, in units of the loss.
        scatter: size of the loss's change from one reading to the next, in units of the loss.
        noise_z: mean of the last few losses less the slow mean, over its standard error; 0 while there are too few.
        validation_rise: mean of the last three validation losses less the least such mean.
        validation_error: standard error of ``validation_rise``.
        validation_fall: how far validation losses have come down from the first one to that least mean.
        validation_since: validation losses since that least mean.
        loss_rise: slow mean of the loss less what it was at the least validation loss.
        lr_found: LR that somebody else wrote; None if ours was in force.
        overrides: how often somebody else wrote the LR, this time included.
        thrown: True if a leap went before the damage.
        settled: True if the LR has not risen lately and nothing was undone lately: damage is then not its doing.
    """

    t: int
    clock: int
    lr: float
    repeat_window: float
    loss: float | None = None
    grad_norm: float | None = None
    finite: bool = True
    z_short: float = 0.0
    z_medium: float = 0.0
    z_long: float = 0.0
    z_directions: float = 0.0
    evidence_count: float = 0.0
    z_trend: float = 0.0
    z_heat: float = 0.0
    heat_count: int = 0
    lr_change: float = 0.0
    slow_count: int = 0
    stall_lr: float = 0.0
    stall_age: float = 0.0
    stall_fall: float = 0.0
    stall_error: float = 0.0
    stall_in_vain: bool = False
    descent: float = 0.0
    descent_error: float = 0.0
    gain: float = 0.0
    gain_now: float = 0.0
    taken_in: bool = False
    unseen: float = 0.0
    agreement: float = 0.0
    stride: float | None = None
    stride_share: float = 0.0
    long_stride: float = 0.03
    moved_share: float = 0.0
    moved_steps: int = 0
    boldness: float = 1.0
    attempt_lr: float = math.nan
    attempt_pace: float = math.nan
    room: float = 1.0
    scatter_ours: bool = False
    level: float = 0.0
    level_count: int = 0
    margin: float = 0.0
    rise: float = 0.0
    run: int = 0
    patience: int = LEAST_RUN
    reach: float | None = None
    losses_since: int = 0
    since_ours: int | None = None
    hold: int = 0
    leapt: int | None = None
    since_leap: int | None = None
    crest: float = 0.0
    still: int = 0
    since_non_finite: int | None = None
    withheld: int = 0
    probe_left: int | None = None
    cuts_in_vain: int = 0
    probe_spoiled: int = 0
    data_blamed: bool = False
    probe_mean: float | None = None
    probe_least: float | None = None
    hurry: float = 0.0
    beyond_budget: int = 0
    spike: float = 0.0
    spike_z: float = 0.0
    spike_left: float = 0.0
    weight_growth: float = 0.0
    ungraded: float = 0.0
    ungraded_count: int = 0
    zeroed: float = 0.0
    zeroed_count: int = 0
    flatness: float = 0.0
    scatter: float = 0.0
    noise_z: float = 0.0
    validation_rise: float = 0.0
    validation_error: float = 0.0
    validation_fall: float = 0.0
    validation_since: int = 0
    loss_rise: float = 0.0
    lr_found: float | None = None
    overrides: int = 0
    thrown: bool = False
    settled: bool = False

    @property
    def harmless(self) -> bool:
        """True if a non-finite reading did no harm, and is no sign yet that the weights have come to a bad place."""
        return 0 < self.withheld <= _MOST_WITHHELD

    @property
    def steadfast(self) -> bool:
        """True if steps are long again, though their LR was cut: they fell by less than the root of what it did."""
        if not (self.moved_steps > 0 and self.attempt_lr > 0.0):
            return False
        return self.moved_share / self.moved_steps > self.attempt_pace * math.sqrt(self.lr / self.attempt_lr)

    @property
    def outvoted(self) -> bool:
        """True if most gradients point downhill, and the few that weigh most do not."""
        return self.z_long < 0.0 < self.z_directions

    @property
    def standing(self) -> bool:
        """True if the loss has no downward trend while short and medium steps overshoot, and they may be to blame.

        Where the long way surely leads downhill, the loss only hides it.
        """
        bouncing = self.z_short < -1.0 and self.z_medium < -2.0 and self.z_long < 2.0  # noqa: PLR2004 - the rule's own
        return self.slow_count > SETTLED and self.z_trend > -1.0 and bouncing and not self.stall_in_vain

    @property
    def excused(self) -> bool:
        """True if a finished probe finds the data as they were, and the damage was not the LR's: thrown or settled."""
        return (
            (self.thrown or self.settled)
            and self.probe_mean is not None
            and self.level_count > 0
            and not self.probe_above
        )

    @property
    def risen(self) -> bool:
        """True if the loss has left a known level by more than noise explains, and two losses since say so."""
        return (
            self.level_count > 0
            and self.losses_since >= LEAST_RUN
            and self.rise > self.margin
            and (self.patience == LEAST_RUN or self.run >= self.patience)
        )

    @property
    def gaining(self) -> bool:
        """True if longer steps would gain more at each reading: the gradient does not fade along the way."""
        return self.gain_now > self.gain > 0.0

    @property
    def blameless(self) -> bool:
        """True if the latest gradient and all horizons surely point downhill: steps that overshot nothing do no harm.

        Where the loss rises then, what is minimised has itself moved: two players, a curriculum, a target that follows.
        Not after a leap of the gradient, which is a batch's doing.
        """
        surely = min(self.z_short, self.z_medium, self.z_long) > _SURELY_DOWNHILL and self.agreement > _PLAINLY_DOWNHILL
        return surely and self.gain_now > 0.0 and self.taken_in and self.since_leap is None

    @property
    def unexplained(self) -> bool:
        """True if the loss has risen by far more than noise and our own steps together can have raised it."""
        return self.reach is not None and self.rise > self.margin + _REACH_FACTOR * self.reach

    @property
    def probe_above(self) -> bool:
        """True if every loss of a finished probe is above a known level by more than noise explains."""
        least = self.probe_least
        return least is not None and self.level_count > 0 and least > self.level + self.margin
