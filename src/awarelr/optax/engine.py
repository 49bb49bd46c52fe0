"""What is compiled into one: the update, and what it shows of the way."""

from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array

from awarelr.optax.rates import Rates, Tree
from awarelr.sensors.contract import Sum
from awarelr.sensors.jax import JaxSensor, Rows

__all__ = ["Advance", "advancing"]

Advance = Any
"""Takes params, state, gradients, rows, loss and extra arrays; returns params, state, and sums with the LRs behind."""


def advancing(
    optimizer: optax.GradientTransformation, rates: Rates, sensor: "JaxSensor | None", *, withholds: bool
) -> Advance:
    """Return an optimizer's update that measures the way it is on, to be compiled at its first call.

    Nothing is donated: the parameters before the step may become the snapshot.

    Args:
        optimizer: what updates.
        rates: where the LRs are.
        sensor: what measures; None for a schedule that reads the loss alone.
        withholds: True if a gradient that is not finite moves nothing.
    """
    optimizer = optax.with_extra_args_support(optimizer)

    def advance(
        params: Tree, state: Tree, gradients: Tree, rows: Rows, loss: Tree, extra: "dict[str, Any]"
    ) -> tuple[Tree, Tree, Array]:
        sums = jnp.zeros(len(Sum))
        if sensor is not None:
            sums = sensor.read(rows, jax.tree.leaves(params), jax.tree.leaves(gradients))
        if loss is not None:
            sums = sums.at[Sum.LOSS].set(jnp.asarray(loss, sums.dtype).reshape(())).at[Sum.LOSSES].set(1.0)
        updates, new_state = optimizer.update(gradients, state, params, **extra)
        new = optax.apply_updates(params, updates), new_state
        if withholds:
            sound = sums[Sum.NON_FINITE] == 0.0
            new = jax.tree.map(lambda moved, still: jnp.where(sound, moved, still), new, (params, state))
        return *new, jnp.concatenate([sums, rates.read(state)])

    return jax.jit(advance)
