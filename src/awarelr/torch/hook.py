"""The hook on an optimizer: once a step, and without keeping its scheduler alive."""

import weakref
from collections.abc import Callable
from typing import Any, Protocol, final

import torch

__all__ = ["BeforeStep", "Hook", "Rewritten"]

Rewritten = tuple[tuple[Any, ...], dict[str, Any]]
"""Arguments of ``optimizer.step``, positional and by name, put in place of those given."""


class BeforeStep(Protocol):
    """Who wants to be called before each step of an optimizer."""

    def before_optimizer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
        """Take the arguments of ``optimizer.step``, and return others or None."""
        ...


@final
class Hook:
    """Calls a listener before each step of an optimizer, for as long as somebody else holds the listener.

    A scheduler that was dropped is gone at once, and its snapshot with it; a hook that held it would go on changing the
    LR with nobody left to close it. A step inside a step, as when a subclass calls ``super().step()``, is no other
    step.

    Args:
        optimizer: the optimizer.
        listener: who is called.
        afterwards: called after each step; it must not hold the listener.
    """

    def __init__(
        self, optimizer: torch.optim.Optimizer, listener: BeforeStep, *, afterwards: Callable[[], None]
    ) -> None:
        """Register with the optimizer."""
        inside = self._inside = [0]
        reference = weakref.ref(listener)

        def before(_: torch.optim.Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
            inside[0] += 1
            alive = reference() if inside[0] == 1 else None
            return None if alive is None else alive.before_optimizer(args, kwargs)

        def after(*_: object) -> None:
            inside[0] = max(inside[0] - 1, 0)
            if inside[0] == 0:
                afterwards()

        self._handles = [optimizer.register_step_pre_hook(before), optimizer.register_step_post_hook(after)]
        for handle in self._handles:
            weakref.finalize(listener, handle.remove).atexit = False

    def outside(self) -> None:
        """Say that no step is under way: one that ended with an exception is over, too."""
        self._inside[0] = 0

    def remove(self) -> None:
        """Let go of the optimizer."""
        for handle in self._handles:
            handle.remove()
