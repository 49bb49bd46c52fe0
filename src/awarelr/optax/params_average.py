"""The averaged parameters."""

from typing import final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from awarelr.core.averaging import refresh_share, usual_window
from awarelr.optax.rates import Tree

__all__ = ["ParamsAverage"]


@final
class ParamsAverage:
    """The moving average of the parameters over the last steps of the run: what is evaluated and saved.

    Args:
        params: where it starts.
    """

    def __init__(self, params: Tree) -> None:
        """Start at the parameters."""
        self.window: float | None = None
        """Steps that it spans from now on, 1 or more; None for the usual ones."""
        self.restart(params)

    def restart(self, params: Tree) -> None:
        """Start afresh at these parameters."""
        self.absorbed = self.waiting = 0
        """Steps since it last started afresh; those of them that it has not taken in yet."""
        self.value: Tree = jax.tree.map(lambda each: each.astype(jnp.promote_types(each.dtype, jnp.float32)), params)

    def absorb(self, params: Tree, clock: int) -> None:
        """Take in the parameters after the step of the reading at ``clock``."""
        self.absorbed += 1
        self.waiting += 1
        window = usual_window(clock) if self.window is None else self.window
        share = refresh_share(window, self.waiting)
        if share > 0.0:
            self.value = _lerp(self.value, params, np.float32(share))
            self.waiting = 0

    def of(self, params: Tree, clock: int) -> Tree:
        """Return the average in the dtypes of these parameters, or these until it spans the usual window."""
        if self.absorbed < usual_window(clock):
            return params
        return jax.tree.map(lambda mean, each: mean.astype(each.dtype), self.value, params)


def _lerped(average: Tree, params: Tree, share: Array) -> Tree:
    return jax.tree.map(lambda old, new: old + share.astype(old.dtype) * (new.astype(old.dtype) - old), average, params)


_lerp = jax.jit(_lerped)
