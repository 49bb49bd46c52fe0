"""The order of one step: measure before it, decide after it, act on the decision."""

from typing import Any, final

import torch

from awarelr.core.decision import Action, Decision
from awarelr.core.schedule import Schedule
from awarelr.render.chronicle import Chronicle
from awarelr.render.notices import Notices
from awarelr.schedules.aware import Aware
from awarelr.schedules.nesting import ceiling, may_restore, watching
from awarelr.sensors.contract import Sum
from awarelr.sensors.torch import TorchSensor
from awarelr.torch.averaging import WeightAverage
from awarelr.torch.best import BestWeights
from awarelr.torch.losses import LossMeter
from awarelr.torch.pending import Pending, measured
from awarelr.torch.rates import GroupRates
from awarelr.torch.readback import Readback
from awarelr.torch.snapshot import Snapshot, Training
from awarelr.torch.statistics import FrozenNorms

__all__ = ["Driver"]

_UNSETTLING = ~Action.KEEP_SNAPSHOT


@final
class Driver:
    """Ties optimizer, sensor, schedule and snapshot together; decides nothing itself.

    Args:
        schedule: any member of the family.
        training: optimizer, model and loss scaler.
        act: False to change nothing at all.
        decide_every: readings between two decisions; those between are decided in order, late. None: 1.
        notices: where warnings go.
        chronicle: told of each reading and its decision.
    """

    def __init__(
        self,
        schedule: Schedule[Any],
        training: Training,
        *,
        act: bool,
        decide_every: int | None,
        notices: Notices,
        chronicle: Chronicle,
    ) -> None:
        """Look at everything and change nothing."""
        self.schedule = schedule = schedule if act else watching(schedule)
        self.training = training
        self.rates = GroupRates(training.optimizer, ceiling=ceiling(schedule))
        self.state = schedule.init(self.rates.lead)
        self.act = act
        self.notices = notices
        self.chronicle = chronicle
        self.restores = act and may_restore(schedule, self.rates.lead)  # so that weights must be set aside
        self.decide_every = int(decide_every or 1)
        self.at_hand = not schedule.reads_path or training.at_hand
        self.at_once = self.at_hand and self.decide_every == 1  # else before the next step, while others are busy
        self.sensor = TorchSensor(training.parameters()) if schedule.reads_path else None
        self.average = WeightAverage(training.parameters()) if self.sensor is not None else None
        self.frozen = FrozenNorms(training.model)
        self.losses = LossMeter()
        self.validation: float | None = None
        self.best: BestWeights | None = None  # None if none are to be kept
        self.in_place: str | None = None  # "averaged" or "best" while these weights stand in for the trained ones
        self.foreign: float | None = None  # somebody else's LR, not written over until a reading has carried it
        self.snapshot: Snapshot | None = None
        self.candidate: Snapshot | None = None
        self.loaded = False  # True while it is not known whether this optimizer can go on from them
        self.pending: Pending | None = None
        self.by_hand = False  # True if `pending` was measured by hand, for a step that is still to come
        self.deaf = False  # True while a closure is evaluated again, away from the parameters before the step
        self.queue: list[Pending] = []
        self._readback: Readback | None = None
        self.probing = False
        self.last: Decision | None = None
        self.failed = False  # True after a fault of ours: nothing is read or written any more

    def start(self) -> None:
        """Write the first LR, unless nothing may be changed."""
        if self.act:
            self.rates.write(self.state.written_lr)

    def before_step(self) -> None:
        """Measure parameters and gradients, unless it was done by hand; called right before the optimizer steps."""
        if self.in_place is not None:
            self.notices.stepped_within(self.in_place)
        if self.by_hand:
            self.by_hand = False
        else:
            self.measure()

    def measure(self) -> None:
        """Measure parameters and gradients of the step to come."""
        undone = False
        if self.pending is not None and self.schedule.reads_path:
            self.notices.unreported(self.state.t + len(self.queue) + 1)
            undone = self.finish()  # of the step before: a reading without a loss
        self.losses.expect_another()
        self.look()
        undone = self.decide() or undone
        self.adopt_new_groups()
        fresh = self._begin_snapshot()
        lr = self.rates.in_force if self.act else max(self.rates.current())
        if self.probing or undone:
            # A probe is no step; and gradients taken at weights since undone must not move the restored ones.
            self.pending = Pending(sums=self.unseen(), lr=lr, probe=not undone, undone=undone)
        else:
            self.pending = self._measured(lr, fresh)
        if self.pending.resting:
            self.training.drop_gradients()

    def observe(self) -> None:
        """Measure by hand for the step to come, in place of an earlier time; the pre-hook then does not."""
        if self.by_hand:
            self.discard()
        self.measure()
        self.by_hand = True

    def discard(self) -> None:
        """Forget the reading being made, as if it had not been."""
        if self.pending is not None:
            self._release_candidate(self.pending)
        self.pending, self.by_hand = None, False

    def finish(self) -> bool:
        """Complete the reading of the step just made; decide if it is time. Return True if that undid weights."""
        pending = self.pending
        if pending is None:
            return False
        self.pending, self.by_hand = None, False
        self.losses.empty_into(pending.sums)
        pending.validation, self.validation = self.validation, None
        self.look()
        if self.foreign is not None and not pending.resting:
            pending.lr_found, self.foreign = self.foreign, None
        self.queue.append(pending)
        self.resume_readback()
        if self.at_once or self.probing:
            return self.decide()
        if self.decide_every > 1 and not pending.undone:
            self._absorb(self.state.clock + len(self.queue))
        return False

    def look(self) -> None:
        """Notice an LR that somebody else wrote."""
        found = self.rates.look() if self.act else None
        if found is not None:
            self.notices.overridden(found)
            if found.leads:
                self.foreign = self.rates.in_force

    def adopt_new_groups(self) -> None:
        """Watch parameters of groups added since; what is kept of them starts where they are now."""
        added = self.rates.adopt_new_groups(act=self.act)
        if self.sensor is not None or self.restores:
            added = self.training.watch_added()
        if not added:
            return
        if self.sensor is not None and self.average is not None:
            self.sensor.add(added)
            self.average.add(added)
        if self.best is not None:
            self.best.extend()
        if self.candidate is not None:
            self.candidate = self.candidate.extended(self.training)
        if self.snapshot is not None:
            self.snapshot = self.snapshot.extended(self.training)

    def resume_readback(self, *, last: bool = False) -> None:
        """Start bringing the queued readings to the host, if a decision is due."""
        due = self.queue and (last or self.probing or len(self.queue) >= self.decide_every)
        self._readback = Readback(self.queue, self.training.ranks) if due else None

    def unseen(self) -> torch.Tensor:
        """Return the vector of sums of a reading at which nothing was measured."""
        return torch.zeros(len(Sum), dtype=torch.float64) if self.sensor is None else self.sensor.nothing()

    def _begin_snapshot(self) -> Snapshot | None:
        """Take the snapshot before step 1, or where a run whose snapshot was left out is resumed."""
        if not self.restores or self.snapshot is not None:
            return None
        self.snapshot = Snapshot.capture(self.training)
        if self.sensor is not None:
            self.sensor.mark_snapshot(self.snapshot.parameters)
        return self.snapshot

    def _prove_snapshots(self) -> None:
        """Let go of snapshots that another optimizer has left; right after loading its state may still be to come."""
        self.loaded = False
        if not all(each.fits(self.training) for each in (self.snapshot, self.candidate) if each is not None):
            self.notices.other_optimizer(type(self.training.optimizer).__name__)
            self.snapshot = self.candidate = None

    def _measured(self, lr: float, fresh: Snapshot | None) -> Pending:
        self.frozen.note()
        pending = measured(self.training, self.sensor, self.unseen, lr)
        if not self.act:
            pending.lr_found = lr if isinstance(self.schedule, Aware) else None
        elif self.at_hand:  # elsewhere the host would have to wait for the gradient before every step
            pending.withheld = bool(pending.sums[Sum.NON_FINITE] > pending.sums[Sum.SKIPPED])
        if not self.restores:
            pending.set_aside = True  # nothing to go back to: the sensor's own mark is enough
        elif self.candidate is None and self.schedule.snapshot_due(self.state, len(self.queue)):
            self.candidate = fresh or Snapshot.capture(self.training)
            pending.set_aside = True
        return pending

    def _absorb(self, clock: int) -> None:
        if self.sensor is not None and self.average is not None and clock > 0:
            self.sensor.absorb(clock)
            self.average.absorb(clock)

    def decide(self) -> bool:
        """Decide on the queued readings that have reached the host, in order; return True if that undid weights."""
        if self._readback is None:
            return False
        if self.loaded:
            self._prove_snapshots()
        rows, self._readback = self._readback.rows(), None
        queue, self.queue = self.queue, []
        made: list[Decision] = []
        undone = False
        for pending, row in zip(queue, rows, strict=True):
            if row[Sum.SKIPPED] > 0.0:
                self.notices.skipped()
            else:
                made.append(self._decide_on(pending, row, undone=undone))
                undone = undone or Action.RESTORE in made[-1].action
            if (row[Sum.SKIPPED] > 0.0 or undone) and self.foreign is None and self.act:
                self.foreign = pending.lr_found  # nobody has answered it
            self._release_candidate(pending)
        if undone and self.decide_every > 1:
            self.start_averages_afresh()  # late: they have taken in weights that are undone now
        if made and self.act:
            self._write(made[-1])
        for decision in made:
            self.chronicle.announce(decision)
        return undone

    def _decide_on(self, pending: Pending, row: list[float], *, undone: bool) -> Decision:
        self.notices.stepped()
        usual = 0.0 if self.sensor is None else self.sensor.usual
        reading = pending.reading(row, self.state.t + 1, undone=undone, usual=usual)
        self.state, decision = self.schedule.step(self.state, reading)
        self.last = decision
        if self.average is not None:
            self.average.window = decision.averaging
        self._obey(decision, pending)
        if self.decide_every == 1 and not self.probing and not decision.action & _UNSETTLING:
            self._absorb(decision.clock)
        self.chronicle.add(reading, decision, pending.lr)
        return decision

    def _obey(self, decision: Decision, pending: Pending) -> None:
        action = decision.action
        self.notices.decided(decision, probed=self.probing)
        if Action.KEEP_SNAPSHOT in action and pending.set_aside:
            if self.restores:
                self.snapshot = self.candidate
            if self.sensor is not None:
                self.sensor.mark_snapshot(None if self.snapshot is None else self.snapshot.parameters)
        if Action.RESTORE in action and self.snapshot is not None:
            self.snapshot.restore(self.training)
            self.training.zero_gradients()  # a loop that steps the optimizer only now must not apply them
            self.probing = Action.PROBE in action
        if action.judges:
            if self.probing and self.snapshot is not None:
                self.snapshot.restore_buffers(self.training)
            self.probing = False
        if Action.REBASE_ALL in action:
            self.start_averages_afresh()
        if Action.REBASE_LONG in action and self.sensor is not None:
            self.sensor.rebase_long()

    def _write(self, decision: Decision) -> None:
        if self.foreign is None:
            self.rates.write(decision.written_lr)
        if decision.momentum is not None:
            self.rates.write_momentum(decision.momentum)

    def start_averages_afresh(self) -> None:
        """Begin all averages at the weights in place."""
        if self.sensor is not None and self.average is not None:
            self.sensor.rebase_all()
            self.average.restart()

    def _release_candidate(self, pending: Pending) -> None:
        if self.restores and pending.set_aside:
            self.candidate = None
