"""The order of one step: measure before it, decide after it, act on the decision."""

from collections.abc import Callable
from typing import Any, final

import torch

from awarelr.core.decision import Action, Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule
from awarelr.sensors.contract import Sum
from awarelr.sensors.torch import TorchSensor
from awarelr.torch.averaging import WeightAverage
from awarelr.torch.losses import LossMeter
from awarelr.torch.notices import Notices
from awarelr.torch.pending import Pending
from awarelr.torch.rates import GroupRates
from awarelr.torch.readback import Readback
from awarelr.torch.snapshot import Snapshot, Training

__all__ = ["Driver"]

_UNSETTLING = Action.RESTORE | Action.PROBE | Action.REBASE_ALL | Action.REBASE_LONG


@final
class Driver:
    """Ties optimizer, sensor, schedule and snapshot together; decides nothing itself.

    Args:
        schedule: any member of the family.
        training: optimizer, model and loss scaler.
        act: False to change nothing at all.
        decide_every: readings between two decisions; those between are decided in order, late.
        notices: where warnings go.
        listener: told of the state before each reading, the reading, and its decision.
    """

    def __init__(
        self,
        schedule: Schedule[Any],
        training: Training,
        *,
        act: bool,
        decide_every: int,
        notices: Notices,
        listener: Callable[[Any, Reading, Decision], None],
    ) -> None:
        """Write the first LR, unless nothing may be changed."""
        self.schedule = schedule
        self.training = training
        self.rates = GroupRates(training.optimizer)
        self.state = schedule.init(self.rates.lead)
        self.act = act
        self.decide_every = decide_every
        self.notices = notices
        self._listener = listener
        parameters = training.parameters()
        self.sensor = TorchSensor(parameters) if schedule.reads_path else None
        self.average = WeightAverage(self.sensor, parameters) if self.sensor is not None else None
        self.losses = LossMeter()
        self.validation: float | None = None
        self.snapshot: Snapshot | None = None
        self.candidate: Snapshot | None = None
        self.pending: Pending | None = None
        self.queue: list[Pending] = []
        self._readback: Readback | None = None
        self.probing = False
        self.last: Decision | None = None
        if act:
            self.rates.write(self.state.written_lr)

    def before_step(self) -> None:
        """Measure parameters and gradients; called right before the optimizer steps."""
        if self.pending is not None and self.schedule.reads_path:
            self.finish()  # nobody reported the step before: a reading without a loss
        restored = self._readback is not None and self._decide()
        self.adopt_new_groups()
        if self.probing or restored:
            # A probe is no step; and gradients taken at weights since undone must not move the restored ones.
            for parameter in self.training.parameters():
                parameter.grad = None
            self.pending = Pending.unseen(probe=self.probing and not restored, undone=restored)
        else:
            self.pending = self._measured()

    def finish(self) -> None:
        """Complete the reading of the step just made; decide if it is time."""
        pending = self.pending
        if pending is None:
            return
        self.pending = None
        self.losses.empty_into(pending.sums)
        pending.validation, self.validation = self.validation, None
        self.queue.append(pending)
        eager = self.decide_every == 1 or self.probing
        self.resume_readback()
        if eager:
            self._decide()
        elif not pending.undone:
            self._absorb(self.state.clock + len(self.queue))

    def resume_readback(self) -> None:
        """Start bringing the queued readings to the host, if a decision is due."""
        if self.queue and (self.decide_every == 1 or self.probing or len(self.queue) >= self.decide_every):
            self._readback = Readback([each.sums for each in self.queue])

    def adopt_new_groups(self) -> None:
        """Watch parameters of groups added since; their averages and snapshot start where they are now."""
        added = [each for group in self.rates.adopt_new_groups() for each in group["params"]]
        if not added:
            return
        if self.sensor is not None and self.average is not None:
            self.sensor.add(added)
            self.average.add(added)
        for snapshot in (self.snapshot, self.candidate):
            if snapshot is not None:
                snapshot.extend(self.training)

    def _measured(self) -> Pending:
        optimizer = self.training.optimizer
        pending = Pending.unseen()
        if self.sensor is not None and any(each.grad is not None for each in self.training.parameters()):
            sums = self.sensor.read(getattr(optimizer, "grad_scale", None), getattr(optimizer, "found_inf", None))
            pending = Pending(sums=sums, path_seen=True)
        if self.act:
            found = self.rates.look()
            if found is not None:
                pending.lr_found = found.found
                self.notices.overridden(found)
        else:
            pending.lr_found = max(self.rates.current())
        if self.candidate is None and self.schedule.snapshot_due(self.state, len(self.queue)):
            self.candidate = Snapshot.capture(self.training, self.sensor.mark() if self.sensor is not None else [])
            pending.set_aside = True
            if self.snapshot is None:
                self.snapshot = self.candidate  # the one before step 1, or where a run without snapshot was resumed
        return pending

    def _absorb(self, clock: int) -> None:
        if self.sensor is not None and self.average is not None and clock > 0:
            self.sensor.absorb(clock)
            self.average.absorb(clock)

    def _decide(self) -> bool:
        """Decide on the queued readings, in order; return True if that undid weights."""
        if self._readback is None:
            return False
        rows, self._readback = self._readback.rows(), None
        queue, self.queue = self.queue, []
        undone = False
        for position, (pending, row) in enumerate(zip(queue, rows, strict=True)):
            if row[Sum.SKIPPED] > 0.0:
                self.notices.skipped()
                self._release_candidate(pending)
                continue
            self.notices.stepped()
            reading = pending.reading(row, self.state.t + 1, undone=undone)
            before = self.state
            self.state, decision = self.schedule.step(before, reading)
            self.last = decision
            self._listener(before, reading, decision)
            if self.act:
                self._obey(decision, pending)
            undone = undone or Action.RESTORE in decision.action
            if self.decide_every == 1 and not self.probing and not decision.action & _UNSETTLING:
                self._absorb(decision.clock)
            if undone and (self.decide_every > 1 or position < len(queue) - 1):
                self._start_averages_afresh()  # late: they have taken in weights that are undone now
            self._release_candidate(pending)
        return undone

    def _obey(self, decision: Decision, pending: Pending) -> None:
        action = decision.action
        if Action.KEEP_SNAPSHOT in action and self.candidate is not None and pending.set_aside:
            self.snapshot = self.candidate
            if self.sensor is not None:
                self.sensor.mark_snapshot(self.snapshot.marks)
        if Action.RESTORE in action and self.snapshot is not None:
            self.snapshot.restore(self.training)
            self.probing = Action.PROBE in action
        if Action.REBASE_ALL in action:
            if self.probing and self.snapshot is not None:
                self.snapshot.restore_buffers(self.training)
            self.probing = False
            self._start_averages_afresh()
        if Action.REBASE_LONG in action and self.sensor is not None:
            self.sensor.rebase_long()
        self.rates.write(decision.written_lr)
        if decision.momentum is not None:
            self.rates.write_momentum(decision.momentum)
        self.notices.decided(decision)

    @property
    def decaying(self) -> bool:
        """True while a known budget's final decay is on: the weights themselves are then better than their average."""
        return self.last is not None and self.last.written_lr < self.last.lr

    def _start_averages_afresh(self) -> None:
        if self.sensor is not None and self.average is not None:
            self.sensor.rebase_all()
            self.average.restart()

    def _release_candidate(self, pending: Pending) -> None:
        if pending.set_aside:
            self.candidate = None
