"""The order of one step: measure and update in one, decide, act on the decision."""

from dataclasses import replace
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
import optax

from awarelr.core.decision import Action, Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule
from awarelr.optax.engine import advancing
from awarelr.optax.rates import Rates, Tree
from awarelr.optax.way import Way
from awarelr.render.chronicle import Chronicle
from awarelr.render.notices import Notices
from awarelr.schedules.aware import Aware
from awarelr.schedules.nesting import may_restore, watching
from awarelr.sensors.contract import Sum, reading_from_sums, telling_square

__all__ = ["Driver"]

_LOOK_EVERY = 8
"""Readings from one look for arrays whose gradient is zero to the next, as on torch."""


@final
class Driver:
    """Ties optimizer, sensor, schedule and snapshot together; decides nothing itself.

    Arrays never change, so that a snapshot is no copy: parameters and optimizer state as they were, held on to.

    Args:
        schedule: any member of the family.
        optimizer: what updates.
        params: parameters at the start.
        state: the optimizer's state at the start.
        act: False to change nothing at all.
        notices: where warnings go.
        chronicle: told of each reading and its decision.

    Raises:
        SettingError: the optimizer's LR cannot be set.
    """

    def __init__(
        self,
        schedule: Schedule[Any],
        optimizer: optax.GradientTransformation,
        params: Tree,
        state: Tree,
        *,
        act: bool,
        notices: Notices,
        chronicle: Chronicle,
    ) -> None:
        """Start where parameters and state are."""
        self.schedule = schedule if act else watching(schedule)
        self.act = act
        self.notices = notices
        self.chronicle = chronicle
        self.rates = Rates(state, act=act)
        if self.rates.coarse is not None and act:
            notices.once(
                "coarse",
                "The learning rate is kept in %s, which rounds it. Keep it exact: "
                "optax.inject_hyperparams(optax.adamw, hyperparam_dtype=jnp.float32)(learning_rate=1e-3).",
                self.rates.coarse,
            )
        self.state = self.schedule.init(self.rates.lead)
        self.restores = act and may_restore(self.schedule, self.rates.lead)
        self.way = Way(params) if self.schedule.reads_path else None
        sensor = None if self.way is None else self.way.sensor
        self.advance = advancing(optimizer, self.rates, sensor, withholds=act and sensor is not None)
        self.validation: float | None = None
        self.foreign: float | None = None
        """Somebody else's LR, until a reading has carried it."""
        self.probing = self.deaf = self.passed = False
        """True while a probe is under way; once it only updates, closed or after an error of its own; once it has."""
        self.last: Decision | None = None
        self.like = _outlined(jax.tree.map(jnp.asarray, params)), _outlined(state)
        """Structure, shapes, dtypes and places of parameters and state."""
        self.snapshot: tuple[Tree, Tree] | None = None

    def begin(self, state: Tree) -> Tree:
        """Return the optimizer's state with the first LR written, unless nothing may be changed."""
        return self.rates.write(state, self.state.written_lr) if self.act else state

    def step(
        self, loss: Tree, gradients: Tree, params: Tree, state: Tree, extra: "dict[str, Any]"
    ) -> tuple[Tree, Tree]:
        """Update, decide, and return parameters and optimizer state for the next step."""
        before, vector = (params, state), None
        self._begin_snapshot(params, state)
        rows = [] if self.way is None else self.way.rows
        if not self.probing:
            params, state, vector = self.advance(params, state, gradients, rows, loss, extra)
        if self.deaf:
            self.passed = True
            return params, state
        try:
            if vector is None:
                self._find(np.asarray(self.rates.read(state), np.float64).tolist())
                reading = Reading(t=self.state.t + 1, loss=None if loss is None else float(loss), probe=True)
                return self._decide(reading, params, state, None)
            candidate = before if self.restores and self.schedule.snapshot_due(self.state) else None
            numbers = np.asarray(vector, np.float64).tolist()
            self._find(numbers[len(Sum) :])
            reading = self._reading(numbers[: len(Sum)], set_aside=candidate is not None or not self.restores)
            return self._decide(reading, params, state, candidate)
        except Exception as error:  # noqa: BLE001 - whatever it is, the training goes on
            self.deaf, self.probing = True, False
            self.notices.failed("scheduler.step()", error, "the learning rate stays as it is")
            return params, state

    def _begin_snapshot(self, params: Tree, state: Tree) -> None:
        """Take the snapshot before step 1, or where a run whose snapshot was left out is resumed."""
        if not self.restores or self.snapshot is not None:
            return
        self.snapshot = params, state
        if self.way is not None:
            self.way.mark(params)

    def _find(self, lrs: "list[float]") -> None:
        """Notice an LR that somebody else wrote; it is not written over until a reading has carried it."""
        if not self.act:
            self.rates.watch(lrs)
            return
        found = self.rates.look(lrs)
        if found is not None:
            self.notices.overridden(found)
            if found.leads:
                self.foreign = self.rates.in_force

    def _reading(self, sums: "list[float]", *, set_aside: bool) -> Reading:
        t = self.state.t + 1
        if self.way is None:
            loss = sums[Sum.LOSS] if sums[Sum.LOSSES] else None
            return self._told(Reading(t=t, loss=loss, set_aside=set_aside))
        if t % _LOOK_EVERY:
            sums[Sum.ZEROED] = -1.0
        sums[Sum.TT] = telling_square(sums[Sum.TT], self.way.usual, sums[Sum.COORDINATES])
        reading = reading_from_sums(sums, t=t, set_aside=set_aside)
        if self.act and sums[Sum.NON_FINITE]:
            return replace(reading, withheld=True)
        return self._told(reading)

    def _told(self, reading: Reading) -> Reading:
        """Return the reading with the LR that somebody else wrote, if it is one of a step that was made."""
        if not self.act:
            return replace(reading, lr_found=self.rates.in_force) if isinstance(self.schedule, Aware) else reading
        foreign, self.foreign = self.foreign, None
        return replace(reading, lr_found=foreign)

    def _decide(
        self, reading: Reading, params: Tree, state: Tree, candidate: "tuple[Tree, Tree] | None"
    ) -> tuple[Tree, Tree]:
        lr = self.rates.in_force
        reading, self.validation = replace(reading, validation=self.validation), None
        self.state, self.last = self.schedule.step(self.state, reading)
        decision = self.last
        self.notices.decided(decision, probed=self.probing)
        params, state = self._obey(decision, params, state, candidate)
        if self.act:  # after a rollback the state holds an LR of then
            state = self.rates.write(state, decision.written_lr if self.foreign is None else self.foreign)
        if self.act and decision.momentum is not None:
            state = self._with_momentum(state, decision.momentum)
        self.chronicle.add(reading, decision, lr)
        self.chronicle.announce(decision)
        return params, state

    def _with_momentum(self, state: Tree, momentum: float) -> Tree:
        written = self.rates.write_momentum(state, momentum)
        if written is None:
            self.notices.once(
                "momentum",
                "The schedule moves the momentum, and the optimizer holds none that can be set. Inject it: "
                "optax.inject_hyperparams(optax.sgd)(learning_rate=0.1, momentum=0.9).",
            )
        return state if written is None else written

    def _obey(
        self, decision: Decision, params: Tree, state: Tree, candidate: "tuple[Tree, Tree] | None"
    ) -> tuple[Tree, Tree]:
        action = decision.action
        if Action.KEEP_SNAPSHOT in action and candidate is not None:
            self.snapshot = candidate
        if Action.RESTORE in action and self.snapshot is not None:
            params, state = self.snapshot
        if Action.RESTORE in action or action.judges:
            self.probing = Action.PROBE in action
        if self.way is not None:
            if Action.KEEP_SNAPSHOT in action:
                self.way.mark(params if self.snapshot is None else self.snapshot[0])
            self.way.average.window = decision.averaging
            self.way.follow(action, params, decision.clock, probing=self.probing)
        return params, state


def _outlined(tree: Tree) -> Tree:
    """Return where a tree's arrays are and of which kind, without their numbers, which would be kept for ever."""
    return jax.tree.map(lambda each: jax.ShapeDtypeStruct(each.shape, each.dtype, sharding=each.sharding), tree)
