"""The way that the parameters have come: the sensor's averages, and the average to evaluate."""

from typing import final

import jax
import numpy as np

from awarelr.core.decision import Action
from awarelr.optax.params_average import ParamsAverage
from awarelr.optax.rates import Tree
from awarelr.sensors.contract import usual_square, windows_at
from awarelr.sensors.jax import JaxSensor, Rows

__all__ = ["Way"]

_UNSETTLING = ~Action.KEEP_SNAPSHOT


@final
class Way:
    """What is kept of where the parameters have been.

    Args:
        params: where they are.
    """

    def __init__(self, params: Tree) -> None:
        """Begin at the parameters; nothing is compiled yet."""
        leaves = jax.tree.leaves(params)
        self.sensor = sensor = JaxSensor([each.size for each in leaves])
        self.usual = usual_square((each.shape for each in leaves), outputs=-1)
        """Squared norm with which such parameters begin as a rule."""
        self.average = ParamsAverage(params)
        self.rows: Rows = sensor.start(leaves)
        """The sensor's averages and mark."""
        self._absorb, self._rebase_all = jax.jit(sensor.absorb), jax.jit(sensor.rebase_all)
        self._rebase_long, self._mark = jax.jit(sensor.rebase_long), jax.jit(sensor.mark_snapshot)

    def mark(self, params: Tree) -> None:
        """Measure displacements from these parameters on."""
        self.rows = self._mark(self.rows, jax.tree.leaves(params))

    def follow(self, action: Action, params: Tree, clock: int, *, probing: bool) -> None:
        """Do what a decision asks for, and take in the parameters that it left in place.

        Args:
            action: what the decision asks for.
            params: the parameters now in place.
            clock: the decision's.
            probing: True if a probe is under way.
        """
        if Action.REBASE_ALL in action:
            self.rows = self._rebase_all(self.rows, jax.tree.leaves(params))
            self.average.restart(params)
        if Action.REBASE_LONG in action:
            self.rows = self._rebase_long(self.rows)
        if clock > 0 and not (probing or action & _UNSETTLING):
            windows = windows_at(clock)
            shares = 1.0 / np.array([windows.short, windows.medium, windows.long])
            self.rows = self._absorb(self.rows, jax.tree.leaves(params), shares.astype(np.float32))
            self.average.absorb(params, clock)
