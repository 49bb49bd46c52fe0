"""The LRs in an optimizer's state: one leading LR, ratios kept."""

from collections.abc import Mapping, Sequence
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from awarelr.core.foreign import Found, differ, ratios_after
from awarelr.errors import ReadingError, SettingError, StateError
from awarelr.optax.injected import Tree, injected, injected_momentum

__all__ = ["Rates", "Tree"]

_WIDE = 4
"""Bytes of a float32."""


@final
class Rates:
    """Writes one LR to every ``learning_rate`` that was injected, each at its own ratio, and notices other writers.

    The leading LR is the largest one given, and the one that bounds hold for; one at 0 is left alone. LRs are arrays of
    the dtype that they had: a Python float in their place would compile every step anew.

    Args:
        state: the optimizer's state.
        act: False where nothing will be written, so that an LR that follows a schedule is welcome.

    Raises:
        SettingError: it has no injected LR, one that follows a schedule, none above 0, or several micro-steps a step.
    """

    def __init__(self, state: Tree, *, act: bool) -> None:
        """Take the LRs now in place as the base."""
        leaves, self._structure = jax.tree.flatten(state)
        self._places = injected(state, scheduled=not act)
        self._momenta = injected_momentum(state)
        self.base_lrs = [float(leaves[at]) for at in self._places]
        self.lead = self.in_force = max(self.base_lrs)
        if not all(0.0 <= lr < float("inf") for lr in self.base_lrs) or self.lead == 0.0:
            given = ", ".join(f"{lr:g}" for lr in self.base_lrs)
            raise SettingError(
                f"learning_rate must be a finite number above 0, got {given}. Any LR within a factor of "
                f"ten thousand will do, such as "
                f"optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)."
            )
        self._ratios = [lr / self.lead for lr in self.base_lrs]
        self._written = list(self.base_lrs)
        self._contested = self._found = False
        self._placed: list[Array | None] = [None] * len(self._places)
        self._fresh = [False] * len(self._places)
        dtypes = [leaves[at].dtype for at in self._places]
        self.coarse = next((str(each) for each in dtypes if each.itemsize < _WIDE), None)
        """Dtype of an LR that is kept in less than float32; None if all are wide enough."""

    def receive(self, state: Tree) -> None:
        """Look at a state that a user hands over, whether somebody else has put an LR into it.

        Raises:
            ReadingError: it is not the state that belongs to the training.
        """
        leaves, structure = jax.tree.flatten(state)
        if structure != self._structure:
            raise ReadingError(
                f"opt_state must be what init() or step() returned, got a {type(state).__name__} of another structure. "
                f"The order is step(loss, gradients, params, opt_state)."
            )
        pairs = zip(self._places, self._placed, strict=True)
        self._fresh = [placed is not None and leaves[at] is not placed for at, placed in pairs]

    def read(self, state: Tree) -> Array:
        """Return the LRs in place, one for each that was injected; it may be compiled."""
        leaves = jax.tree.leaves(state)
        return jnp.stack([leaves[at].astype(jnp.float32).reshape(()) for at in self._places])

    def write(self, state: Tree, lr: float) -> Tree:
        """Return the state with the leading LR written, and the others at their ratios."""
        leaves = jax.tree.leaves(state)
        for number, (at, ratio) in enumerate(zip(self._places, self._ratios, strict=True)):
            if ratio > 0.0:
                value = np.asarray(ratio * lr).astype(leaves[at].dtype)
                self._written[number] = float(value)  # as its dtype rounds it
                leaves[at] = self._placed[number] = jnp.asarray(value)
        self.in_force = lr
        self._contested, self._found = self._found, False
        return jax.tree.unflatten(self._structure, leaves)

    def write_momentum(self, state: Tree, momentum: float) -> Tree | None:
        """Return the state with the momentum written wherever one was injected; None if none was."""
        if not self._momenta:
            return None
        leaves = jax.tree.leaves(state)
        for at in self._momenta:
            leaves[at] = jnp.full_like(leaves[at], momentum)
        return jax.tree.unflatten(self._structure, leaves)

    def current(self) -> list[float]:
        """Return the LRs to be used by the next step, as far as they are known."""
        return list(self._written)

    def watch(self, lrs: Sequence[float]) -> None:
        """Take the LRs that the last step found for those in force: somebody else writes them all."""
        self._written, self.in_force = list(lrs), max(lrs)

    def look(self, lrs: Sequence[float]) -> Found | None:
        """Return the LR that somebody else wrote since our last write; ratios that they changed are kept.

        Somebody who writes the same LR again and again is noticed as long as they did so before the last write, too.

        Args:
            lrs: the LRs that the last step found.
        """
        written = self._written
        changed = [at for at, lr in enumerate(lrs) if differ(lr, written[at])]
        leader = max(range(len(written)), key=self._ratios.__getitem__)
        leads = leader in changed or (self._contested and self._fresh[leader])
        if not (changed or leads):
            return None
        self._written = list(lrs)
        if leads:
            found = Found(written=self.in_force, found=lrs[leader] / self._ratios[leader], leads=True)
            self.in_force, self._found = found.found, True
        else:
            found = Found(written=written[changed[0]], found=lrs[changed[0]], leads=False)
        self._ratios = ratios_after(self._ratios, lrs, self.in_force)
        return found

    def save(self) -> dict[str, Any]:
        """Return everything as plain types."""
        return {
            "base_lrs": list(self.base_lrs),
            "ratios": list(self._ratios),
            "written": list(self._written),
            "lead": self.lead,
            "in_force": self.in_force,
            "contested": self._contested,
        }

    def load(self, data: Mapping[str, Any]) -> None:
        """Take over what `save` returned; nothing is changed if that is not possible.

        Raises:
            StateError: the optimizer has another number of LRs.
        """
        lists = [[float(each) for each in data[name]] for name in ("base_lrs", "ratios", "written")]
        lead, in_force, contested = float(data["lead"]), float(data["in_force"]), bool(data["contested"])
        if {len(each) for each in lists} != {len(self._ratios)}:
            raise StateError(
                f"the optimizer must have {len(lists[1])} injected learning rates, as when the state was saved, "
                f"got {len(self._ratios)}. Build the same optimizer before loading."
            )
        self.base_lrs, self._ratios, self._written = lists
        self.lead, self.in_force, self._contested, self._found = lead, in_force, contested, False
