"""The hook on an optimizer, which must not keep its scheduler alive."""

import weakref
from typing import Any, Protocol

import torch
from torch.utils.hooks import RemovableHandle

__all__ = ["BeforeStep", "Rewritten", "attach"]

Rewritten = tuple[tuple[Any, ...], dict[str, Any]]
"""Arguments of ``optimizer.step``, positional and by name, put in place of those given."""


class BeforeStep(Protocol):
    """Who wants to be called before each step of an optimizer."""

    def before_optimizer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
        """Take the arguments of ``optimizer.step``, and return others or None."""
        ...


def attach(optimizer: torch.optim.Optimizer, listener: BeforeStep) -> RemovableHandle:
    """Call ``listener`` before each step of ``optimizer``, for as long as somebody else holds it.

    A scheduler that was dropped is gone at once, and its snapshot with it; a hook that held it would go on changing the
    LR with nobody left to close it.
    """
    reference = weakref.ref(listener)

    def before(_: torch.optim.Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
        alive = reference()
        return None if alive is None else alive.before_optimizer(args, kwargs)

    handle = optimizer.register_step_pre_hook(before)
    weakref.finalize(listener, handle.remove).atexit = False
    return handle
