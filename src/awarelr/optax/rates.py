"""The LRs in an optimizer's state: one leading LR, ratios kept."""

from collections.abc import Mapping, Sequence
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from optax import tree_utils

from awarelr.errors import ReadingError, SettingError, StateError
from awarelr.render.notices import Found

__all__ = ["Rates", "Tree"]

Tree = Any
"""Any pytree."""

_ROUNDING = 1e-6
"""A relative change below it is what float32 does to an LR, not somebody's wish."""
_WIDE = 4
"""Bytes of a float32."""


@final
class Rates:
    """Writes one LR to every ``learning_rate`` that was injected, each at its own ratio, and notices other writers.

    The leading LR is the largest one given, and the one that bounds hold for. LRs are arrays of the dtype that they
    had: a Python float in their place would compile every step anew.

    Args:
        state: the optimizer's state.

    Raises:
        SettingError: it has no injected LR, one that follows a schedule, none above 0, or several micro-steps a step.
    """

    def __init__(self, state: Tree) -> None:
        """Take the LRs now in place as the base."""
        leaves, self._structure = jax.tree.flatten(state)
        found = _injected(state)
        self._places = [next(at for at, leaf in enumerate(leaves) if leaf is each) for each in found]
        self.base_lrs = [float(each) for each in found]
        self.lead = self.in_force = max(self.base_lrs)
        if not 0.0 < self.lead < float("inf"):
            raise SettingError(
                f"learning_rate must be a finite number above 0, got {self.lead:g}. Any LR within a factor of ten "
                f"thousand will do, such as optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
            )
        self._ratios = [lr / self.lead for lr in self.base_lrs]
        self._written = list(self.base_lrs)
        self.coarse = next((str(each.dtype) for each in found if each.dtype.itemsize < _WIDE), None)
        """Dtype of an LR that is kept in less than float32; None if all are wide enough."""

    def check(self, state: Tree) -> None:
        """Raise `ReadingError` where this is not the state that belongs to the training."""
        if jax.tree.structure(state) != self._structure:
            raise ReadingError(
                f"opt_state must be what init() or step() returned, got a {type(state).__name__} of another structure. "
                f"The order is step(loss, gradients, params, opt_state)."
            )

    def read(self, state: Tree) -> Array:
        """Return the LRs in place, one for each that was injected; it may be compiled."""
        leaves = jax.tree.leaves(state)
        return jnp.stack([leaves[at].astype(jnp.float32).reshape(()) for at in self._places])

    def write(self, state: Tree, lr: float) -> Tree:
        """Return the state with the leading LR written, and the others at their ratios."""
        leaves = jax.tree.leaves(state)
        for number, (at, ratio) in enumerate(zip(self._places, self._ratios, strict=True)):
            value = np.full(leaves[at].shape, ratio * lr).astype(leaves[at].dtype)
            self._written[number] = float(value.reshape(()))  # as its dtype rounds it
            leaves[at] = jnp.asarray(value)
        self.in_force = lr
        return jax.tree.unflatten(self._structure, leaves)

    def current(self) -> list[float]:
        """Return the LRs to be used by the next step, as far as they are known."""
        return [ratio * self.in_force for ratio in self._ratios]

    def look(self, lrs: Sequence[float]) -> Found | None:
        """Return the LR that somebody else wrote since our last write; ratios that they changed are kept.

        Args:
            lrs: the LRs that the last step found.
        """
        pairs = list(zip(lrs, self._written, strict=True))
        changed = [at for at, (found, written) in enumerate(pairs) if abs(found - written) > _ROUNDING * abs(written)]
        if not changed:
            return None
        leader = max(range(len(pairs)), key=self._written.__getitem__)
        at = leader if leader in changed else changed[0]
        found, written = pairs[at]
        if at == leader and self._ratios[leader] > 0.0:
            found, written = found / self._ratios[leader], self.in_force
            self.in_force = found
        if self.in_force > 0.0:
            self._ratios = [lr / self.in_force for lr in lrs]
        self._written = list(lrs)
        return Found(written=written, found=found, leads=at == leader)

    def save(self) -> dict[str, Any]:
        """Return everything as plain types."""
        return {
            "base_lrs": list(self.base_lrs),
            "ratios": list(self._ratios),
            "written": list(self._written),
            "lead": self.lead,
            "in_force": self.in_force,
        }

    def load(self, data: Mapping[str, Any]) -> None:
        """Take over what `save` returned.

        Raises:
            StateError: the optimizer has another number of LRs.
        """
        if len(data["ratios"]) != len(self._ratios):
            raise StateError(
                f"the optimizer must have {len(data['ratios'])} injected learning rates, as when the state was saved, "
                f"got {len(self._ratios)}. Build the same optimizer before loading."
            )
        self.base_lrs = [float(each) for each in data["base_lrs"]]
        self._ratios = [float(each) for each in data["ratios"]]
        self._written = [float(each) for each in data["written"]]
        self.lead, self.in_force = float(data["lead"]), float(data["in_force"])


def _injected(state: Tree) -> list[Array]:
    """Return the LRs that were injected."""
    leaves = jax.tree_util.tree_flatten_with_path(state)[0]
    if any(getattr(each, "name", "") == "mini_step" for path, _ in leaves for each in path):
        raise SettingError(
            "optimizer must make a step at each update, got optax.MultiSteps. Add the micro-batches' gradients up "
            "yourself, and call scheduler.step once with their mean."
        )
    found = tree_utils.tree_get_all_with_path(state, "learning_rate")
    if any("hyperparams_states" in str(path) for path, _ in found):
        raise SettingError(
            "learning_rate must be a number, got a schedule: Optax would write over every LR that is set. Pass the "
            "number that it starts from."
        )
    if not found:
        raise SettingError(
            "optimizer must hold its learning_rate in its state, where it can be set, got one that does not. Wrap it: "
            "optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
        )
    return [each for _, each in found]
