"""Where ``optax.inject_hyperparams`` keeps what it injects, by the paths of the optimizer's state."""

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
from jax.tree_util import DictKey, GetAttrKey

from awarelr.errors import SettingError

__all__ = ["Tree", "injected", "injected_momentum"]

Tree = Any
"""Any pytree."""
_MOMENTA = ("b1", "momentum")


def injected(state: Tree, *, scheduled: bool) -> list[int]:
    """Return the positions of the injected LRs among the state's leaves.

    Args:
        state: the optimizer's state.
        scheduled: True where an LR that follows a schedule is welcome.

    Raises:
        SettingError: there is none that can be set: none injected, one that follows a schedule or has several numbers,
            or several micro-steps to a step.
    """
    leaves = jax.tree_util.tree_flatten_with_path(state)[0]
    if any(getattr(each, "name", "") == "mini_step" for path, _ in leaves for each in path):
        raise SettingError(
            "optimizer must make a step at each update, got optax.MultiSteps. Add the micro-batches' gradients up "
            "yourself, and call scheduler.step once with their mean."
        )
    if not scheduled and any(_inside(path, "hyperparams_states", ("learning_rate",)) for path, _ in leaves):
        raise SettingError(
            "learning_rate must be a number, got a schedule: Optax would write over every LR that is set. Pass the "
            "number that it starts from."
        )
    found = [at for at, (path, _) in enumerate(leaves) if _is(path, ("learning_rate",))]
    if not found:
        raise SettingError(
            "optimizer must hold its learning_rate in its state, where it can be set, got one that does not. Wrap it: "
            "optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
        )
    shapes = [jnp.shape(leaves[at][1]) for at in found]
    if any(shapes):
        raise SettingError(
            f"learning_rate must be one number, got an array of shape {next(filter(None, shapes))}. For one LR a part "
            f"use optax.multi_transform."
        )
    return found


def injected_momentum(state: Tree) -> list[int]:
    """Return the positions of injected momenta: Adam's first beta, or what the optimizer calls momentum."""
    leaves = jax.tree_util.tree_flatten_with_path(state)[0]
    return [at for at, (path, leaf) in enumerate(leaves) if _is(path, _MOMENTA) and not jnp.shape(leaf)]


def _is(path: Any, names: tuple[str, ...]) -> bool:  # noqa: ANN401 - JAX's keys
    return len(path) > 1 and path[-1] in map(DictKey, names) and path[-2] == GetAttrKey("hyperparams")


def _inside(path: Any, field: str, names: tuple[str, ...]) -> bool:  # noqa: ANN401 - JAX's keys
    return any(outer == GetAttrKey(field) and inner in map(DictKey, names) for outer, inner in pairwise(path))
