"""The loop that ties a linear model, the sensor and a schedule together: it acts, the schedule decides."""

import math
from collections.abc import Iterable
from typing import Any, final

import numpy as np

from awarelr.core.decision import Action
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule
from awarelr.linear.arrays import Array
from awarelr.linear.averaging import PairedTrial
from awarelr.linear.cadence import Cadence
from awarelr.linear.geometry import PLAIN, Geometry
from awarelr.linear.growing import GrowingBatches
from awarelr.linear.history import History
from awarelr.linear.objective import Objective, Task
from awarelr.linear.rows import SparseBatch
from awarelr.linear.senses import Senses
from awarelr.linear.smoothing import Smoothing
from awarelr.sensors.contract import reading_from_sums

__all__ = ["Trainer"]

_TRIAL_EVERY = 4
_SETTLING = 50
_SHRINK_EVERY = 64
_SHRINK_AT = 0.03
"""The penalty's part of several steps is taken together while it is this small, and at most 64 steps late (*ours*)."""


@final
class Trainer:
    """Weights under training, with everything that must survive between two calls of ``partial_fit``.

    One step: read ``theta_t`` and ``g_t``, set a candidate aside if a snapshot may be kept, update, let the schedule
    decide, act on its decision, let the averages absorb. Not every step is read; `Cadence` says which.

    Args:
        schedule: any member of the family.
        lr: starting LR.
        objective: what is minimised.
        theta: weights and, in the last row, intercept: shape (columns + 1,) or (columns + 1, classes).
        averaged: True to publish averaged weights, False the last ones, None whichever has the lower loss.

    Source: the order of one step is the control law's; see ``docs/algorithm.md``.
    """

    def __init__(
        self, schedule: Schedule[Any], lr: float, objective: Objective, theta: Array, *, averaged: "bool | None"
    ) -> None:
        """Start at ``theta`` with plain geometry and a reading at each step."""
        self.schedule = schedule
        self.objective = objective
        self.state = schedule.init(lr)
        self.theta = theta
        self.geometry, self.updates = PLAIN, 0
        self.lr: float = self.state.written_lr
        self.cadence: Cadence | None = Cadence(1)
        self.history = History()
        self._averaged = averaged if schedule.reads_path else averaged or False
        self._senses = Senses(theta) if schedule.reads_path or averaged else None
        self._trial = PairedTrial()
        self._smoothing = Smoothing()
        self._snapshot = theta.copy()
        self._probing, self._undone_at = False, -_SETTLING
        self.growing = GrowingBatches()
        self._found: float | None = None
        self._validation: float | None = None
        self._pace: Array | None = None
        self._even: float | None = 1.0
        self._buffer, self._whole = np.empty(theta.shape), np.empty(theta.shape)
        self._owed, self._unpaid = 0.0, 0
        self._price = objective.penalty.value(theta[:-1])
        self._strength = objective.penalty.strength(1.0)

    def claim(self, lr: float) -> None:
        """Take over an LR that somebody wrote by hand; the next reading says so."""
        self.lr = self._found = lr
        if self.cadence is not None:
            self.cadence.hurry()

    def reshape(self, geometry: Geometry) -> None:
        """Go on in other units: weights, averages and snapshot stay where they are, only their coordinates change."""
        for each in (self.theta, self._snapshot):
            each[-1] += geometry.offset(each) - self.geometry.offset(each)
        if self._senses is not None:
            self._senses.reshape(geometry)
        self.geometry = geometry
        self._pace, self._even = geometry.pace(self.theta), geometry.even_pace()
        if self._pace is not None:
            self._strength = self.objective.penalty.strength(float(np.max(self._pace)))

    def sweep(self, tasks: Iterable[Task]) -> float:
        """Take one step for each task; return the mean objective over their rows, NaN without any."""
        total, count = 0.0, 0
        with np.errstate(all="ignore"):  # overflow is a situation here, not a warning
            for task in tasks:
                rows = len(task.target)
                total += rows * self._visit(task, rows)
                count += rows
            self._pay()
        return total / count if count else math.nan

    def place_intercept(self, value: "Array | float") -> None:
        """Start with this intercept, for centred columns."""
        self.theta[-1] = value
        self._snapshot = self.theta.copy()
        if self._senses is not None:
            self._senses.rebase_all(self.theta)
            self._senses.mark_snapshot(self.theta)

    def assess(self, task: Task) -> float:
        """Return the mean loss of held-out rows under the published weights; the next reading carries it."""
        theta = self.published()
        with np.errstate(all="ignore"):
            theta[-1] += self.geometry.offset(theta)
            loss, _ = self._evaluate(task, theta, len(task.target))
        self._validation = loss
        return loss

    def compare(self, tasks: Iterable[Task]) -> None:
        """Choose between last and averaged weights by their objective on these tasks, and by nothing before."""
        if self._averaged is not None or self._senses is None:
            return
        averaged, lead, count = self._senses.averaged(), 0.0, 0
        with np.errstate(all="ignore"):
            for task in tasks:
                rows = len(task.target)
                lead += rows * (self._evaluate(task, self.theta, rows)[0] - self._evaluate(task, averaged, rows)[0])
                count += rows
            self._trial.restart()
            self._trial.add(lead / count + self._price, self.objective.penalty.value(averaged[:-1]), 1)

    def report(self, loss: float) -> None:
        """Let a schedule that reads whole sweeps decide on the mean loss of one; for the others `sweep` does it."""
        self._decide(Reading(t=self.state.t + 1, loss=loss, validation=self._validation, lr_found=self._found))

    @property
    def finite(self) -> bool:
        """True if every weight is a finite number."""
        return bool(np.isfinite(self.theta).all())

    @property
    def unsettled(self) -> bool:
        """True while a rollback is being sorted out, or was a moment ago."""
        return self._probing or self.state.t - self._undone_at < _SETTLING

    def published(self, slack: float = 0.0) -> Array:
        """Return a copy of the weights to predict with, for uncentred columns; an average may cost ``slack`` more."""
        averaged = self._trial.averaged_wins(slack) if self._averaged is None else self._averaged
        if averaged and self._senses is not None:
            theta = self._senses.averaged().copy()
            if self.objective.penalty.l1:
                theta[:-1][self.theta[:-1] == 0.0] = 0.0  # an average over exact zeros and noise is no zero
        else:
            theta = (self.theta if self.finite else self._snapshot).copy()
        theta[-1] -= self.geometry.offset(theta)
        return theta

    # One step -------------------------------------------------------------------------------------------------------

    def _visit(self, task: Task, rows: int) -> float:
        """Take one step, or the part of a probe; return the objective before it."""
        value, slopes = self._evaluate(task, self.theta, rows)
        objective = value + self._price
        due = None if self.cadence is None else self.cadence.due(objective, self.state.clock)
        if self._probing:
            self._read_probe(objective, rows)
        elif due is None:
            self._update(task, slopes)
        elif self._senses is None or not self.schedule.reads_path:
            self._update(task, slopes)
            self._decide(Reading(t=self.state.t + 1, loss=due, validation=self._validation, lr_found=self._found))
            if self._senses is not None:
                self._senses.absorb(self.theta, self.state.clock)
        else:
            self._read(task, slopes, due, value)
        return objective

    def _evaluate(self, task: Task, theta: Array, rows: int) -> tuple[float, Array]:
        """Return mean loss and slopes, each slope already divided by the number of rows."""
        margin = task.batch.margin(theta[:-1])
        margin += theta[-1] - self.geometry.offset(theta)
        values, slopes = self.objective.loss(margin, task.target)
        if task.weights is not None:
            values, slopes = values * task.weights, slopes * task.weights
        slopes *= 1.0 / rows
        return float(np.add.reduce(values, axis=None)) / rows, slopes

    def _gradient(self, task: Task, slopes: Array) -> Array:
        """Return the gradient of the mean loss; the next call overwrites it."""
        return self.objective.gradient(task, slopes, self.geometry.center, self._buffer)

    def _update(self, task: Task, slopes: Array, gradient: "Array | None" = None) -> None:
        """Step ``theta -= lr * pace * gradient`` and pay the penalty, now or a few steps later."""
        self.updates += 1
        if gradient is None and slopes.ndim == 1 and isinstance(task.batch, SparseBatch):
            self._update_entries(task.batch, slopes)
        else:
            step = self._gradient(task, slopes) if gradient is None else gradient
            step *= self.lr if self._pace is None else self.lr * self._pace
            self.theta -= step
        self._owed += self.lr
        self._unpaid += 1
        if self._unpaid >= _SHRINK_EVERY or self._owed * self._strength > _SHRINK_AT:
            self._pay()

    def _update_entries(self, batch: SparseBatch, slopes: Array) -> None:
        """Step only the weights of the columns that the rows hold."""
        pace = self._pace
        if self._even is None and pace is not None:
            products = batch.products(slopes * self.lr)
            products *= pace.take(batch.indices)
        else:
            products = batch.products(slopes * (self.lr * (self._even or 1.0)))
        np.subtract.at(self.theta, batch.indices, products)
        total = np.add.reduce(slopes)
        if pace is not None:
            self.geometry.recenter(self.theta, pace, self.lr * total)
        if self.objective.fit_intercept:
            self.theta[-1] -= self.lr * (1.0 if pace is None else pace[-1]) * total

    def _pay(self) -> None:
        """Shrink the weights by the penalty of the steps since the last time."""
        penalty, weights = self.objective.penalty, self.theta[:-1]
        if self._owed > 0.0 and not penalty.absent:
            even, pace = self._even, self._pace
            penalty.shrink(weights, self._owed * (pace[:-1] if even is None and pace is not None else even or 1.0))
            self._price = penalty.value(weights)
        self._owed, self._unpaid = 0.0, 0

    def _read(self, task: Task, slopes: Array, due: float, value: float) -> None:
        """Read, step, decide, act, absorb."""
        senses = self._senses
        if senses is None:
            return
        known = self.theta if self._smoothing.begun else self._snapshot
        if not self._smoothing.begun:  # the first level is that of the start: these weights may be far off by now
            due = self._evaluate(task, known, len(task.target))[0] + self.objective.penalty.value(known[:-1])
        loss = self._smoothing.add(due, len(task.target))
        self._pay()
        self.growing.note(len(task.target), self.lr)
        clock = self.state.clock
        if self._averaged is None and self.state.t % _TRIAL_EVERY == 0:
            averaged, _ = self._evaluate(task, senses.averaged(), len(task.target))
            self._trial.add(value, averaged, clock)
        gradient = self._gradient(task, slopes)
        whole = self._whole
        self.objective.penalty.gradient(self.theta[:-1], whole[:-1])
        whole[:-1] += gradient[:-1]
        whole[-1] = gradient[-1]
        sums = senses.read(self.theta, whole, loss, clock + 1)
        reading = reading_from_sums(
            sums.tolist(), t=self.state.t + 1, validation=self._validation, lr_found=self._found
        )
        candidate = known.copy() if self.schedule.snapshot_due(self.state) else None
        self._update(task, slopes, gradient)
        action = self._decide(reading)
        if Action.KEEP_SNAPSHOT in action and candidate is not None:
            self._snapshot = candidate
            senses.mark_snapshot(candidate)
        self._act(action, senses)

    def _read_probe(self, loss: float, rows: int) -> None:
        """Let the schedule judge the restored weights, once enough rows have been seen; nothing is updated."""
        mean = self._smoothing.add(loss, rows)
        if mean is None:
            return
        self._smoothing.restart()
        action = self._decide(Reading(t=self.state.t + 1, loss=mean, probe=True))
        if self._senses is not None and action is not Action.NONE:
            self._act(action, self._senses)

    def _act(self, action: Action, senses: Senses) -> None:
        if Action.RESTORE in action:
            self.theta[:] = self._snapshot
            self._owed, self._unpaid = 0.0, 0
            self._price = self.objective.penalty.value(self.theta[:-1])
        if action.judges or Action.PROBE in action:
            self._probing = Action.PROBE in action
        if Action.REBASE_ALL in action:
            senses.rebase_all(self.theta)
            self._trial.restart()
        if action.judges or action & (Action.RESTORE | Action.PROBE):
            self._smoothing.restart()
            self._undone_at = self.state.t
        elif Action.REBASE_LONG in action:
            senses.rebase_long()
        elif Action.PASS_OVER not in action:
            senses.absorb(self.theta, self.state.clock)

    def _decide(self, reading: Reading) -> Action:
        self.state, decision = self.schedule.step(self.state, reading)
        self.lr = decision.written_lr
        self._found = self._validation = None
        self.history.add(reading, decision, self.updates)
        return decision.action
