"""What the scheduler on an Optax optimizer is given, checked where it is given."""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp

from awarelr.errors import ConflictError, ReadingError, SettingError
from awarelr.optax.injected import Tree

__all__ = ["check_alive", "check_extra", "check_loss", "check_optimizer", "check_params", "check_trees"]


def check_optimizer(optimizer: object) -> None:
    """Raise `SettingError` unless this is an Optax optimizer."""
    if not (callable(getattr(optimizer, "init", None)) and callable(getattr(optimizer, "update", None))):
        raise SettingError(
            f"optimizer must be an optax.GradientTransformation, got {optimizer!r}. Pass one, such as "
            f"optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
        )


def check_params(params: Tree) -> None:
    """Raise `SettingError` where these cannot be parameters: nothing, no arrays, or complex ones."""
    leaves = jax.tree.leaves(params)
    strange = [each for each in leaves if not (hasattr(each, "dtype") and jnp.issubdtype(each.dtype, jnp.number))]
    if not leaves or strange:
        found = f"a {type(strange[0]).__name__}" if strange else "no arrays at all"
        raise SettingError(
            f"params must be a tree of arrays of numbers, got {found} in it. Hand over what is trained alone: Flax "
            f"nnx.state(model, nnx.Param), Equinox eqx.partition(model, eqx.is_inexact_array)[0]."
        )
    if any(jnp.issubdtype(each.dtype, jnp.complexfloating) for each in leaves):
        raise SettingError(
            "params must be real, got complex ones, which are not read here yet. Keep real and imaginary parts apart."
        )


def check_trees(params: Tree, gradients: Tree) -> None:
    """Raise `ReadingError` where the gradients are not those of the parameters."""
    ours, theirs = jax.tree.structure(params), jax.tree.structure(gradients)
    if ours != theirs:
        raise ReadingError(
            f"gradients must have the structure of the parameters, {ours}, got {theirs}. The order is "
            f"step(loss, gradients, params, opt_state)."
        )
    pairs = zip(jax.tree.leaves(params), jax.tree.leaves(gradients), strict=True)
    other = next(((each.shape, one.shape) for each, one in pairs if each.shape != jnp.shape(one)), None)
    if other is not None:
        raise ReadingError(
            f"gradients must have the shapes of the parameters, {other[0]}, got {other[1]}. Of several "
            f"micro-batches or devices pass their mean."
        )


def check_alive(*trees: Tree) -> None:
    """Raise `ConflictError` where arrays are being traced, or were donated to a function of the user's.

    Either befalls whole trees, so that the first array of each is looked at.
    """
    for leaf in (next(iter(jax.tree.leaves(tree)), None) for tree in trees):
        if isinstance(leaf, jax.core.Tracer):
            raise ConflictError(
                "scheduler.step decides on the host, got arrays that jax.jit, jax.lax.scan or the like is tracing. "
                "Call it outside: compile loss and gradients alone, step compiles the update itself."
            )
        if isinstance(leaf, jax.Array) and leaf.is_deleted():
            raise ConflictError(
                "parameters and optimizer state must live on, got an array that was donated: a rollback may go back to "
                "it. Leave donate_argnums out where you pass them on."
            )


def check_extra(extra: Mapping[str, Any]) -> None:
    """Raise `ReadingError` where the optimizer is to be handed what cannot be compiled in."""
    strange = next((name for name, each in extra.items() if any(map(callable, jax.tree.leaves(each)))), None)
    if strange is not None:
        raise ReadingError(
            f"{strange} must hold arrays, got a function. Optimizers that evaluate the loss themselves (line searches) "
            f"choose their own step: use them without a scheduler."
        )


def check_loss(loss: Any) -> None:  # noqa: ANN401 - a number, or what a user takes for one
    """Raise `ReadingError` unless the loss is one real number or None."""
    if loss is None:
        return
    shape: tuple[int, ...] = ()
    kind: Any = type(loss).__name__
    if hasattr(loss, "dtype") or isinstance(loss, (bool, int, float, complex)):
        shape, kind = jnp.shape(loss), jnp.result_type(loss)
    number = not isinstance(kind, str) and (jnp.issubdtype(kind, jnp.floating) or jnp.issubdtype(kind, jnp.integer))
    if not number or any(each != 1 for each in shape):
        raise ReadingError(
            f"loss must be a scalar, got shape {shape} and type {kind}. Pass loss.mean() or the number that was "
            f"differentiated, without what has_aux adds."
        )
