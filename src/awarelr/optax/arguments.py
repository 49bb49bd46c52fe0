"""What the scheduler on an Optax optimizer is given, checked where it is given."""

from typing import Any

import jax
import jax.numpy as jnp

from awarelr.errors import ReadingError, SettingError

__all__ = ["check_loss", "check_optimizer", "check_trees"]


def check_optimizer(optimizer: object) -> None:
    """Raise `SettingError` unless this is an Optax optimizer."""
    if not (callable(getattr(optimizer, "init", None)) and callable(getattr(optimizer, "update", None))):
        raise SettingError(
            f"optimizer must be an optax.GradientTransformation, got {optimizer!r}. Pass one, such as "
            f"optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
        )


def check_trees(params: Any, gradients: Any) -> None:  # noqa: ANN401 - any pytrees
    """Raise `ReadingError` where the gradients are not those of the parameters."""
    ours, theirs = jax.tree.structure(params), jax.tree.structure(gradients)
    if ours != theirs:
        raise ReadingError(
            f"gradients must have the structure of the parameters, {ours}, got {theirs}. The order is "
            f"step(loss, gradients, params, opt_state)."
        )


def check_loss(loss: Any) -> None:  # noqa: ANN401 - a number, or what a user takes for one
    """Raise `ReadingError` unless the loss is one real number or None."""
    if loss is None:
        return
    shape, kind = jnp.shape(loss), jnp.result_type(loss)
    if jnp.size(loss) != 1 or not (jnp.issubdtype(kind, jnp.floating) or jnp.issubdtype(kind, jnp.integer)):
        raise ReadingError(
            f"loss must be a scalar, got an array of shape {shape} and type {kind}. Pass loss.mean() or the number "
            f"that was differentiated."
        )
