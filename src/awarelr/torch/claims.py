"""Who owns an optimizer's LR: one scheduler at a time."""

import weakref
from typing import Any

import torch

from awarelr.errors import ConflictError, SettingError

__all__ = ["claim", "delegate", "free"]

_OWNERS: "weakref.WeakKeyDictionary[torch.optim.Optimizer, weakref.ref[Any]]" = weakref.WeakKeyDictionary()


def delegate(optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
    """Return the optimizer that steps: the inner one of Accelerate's wrapper, which only passes on, however often.

    Any other wrapper may do more at a step, such as moving weights of its own: its maker has to say what is inside.
    """
    while type(optimizer).__module__.startswith("accelerate.") and hasattr(optimizer, "optimizer"):
        optimizer = optimizer.optimizer
    return optimizer


def claim(optimizer: object, owner: object, *, shared: bool = False) -> None:
    """Make ``owner`` the one scheduler of ``optimizer``.

    Args:
        optimizer: the optimizer.
        owner: the scheduler.
        shared: True if it only watches, so that others may be there.

    Raises:
        SettingError: it is not a torch optimizer.
        ConflictError: another scheduler, ours or torch's, already drives it.
    """
    if not (isinstance(optimizer, torch.optim.Optimizer) and hasattr(optimizer, "_optimizer_step_pre_hooks")):
        message = (
            f"optimizer must be a torch.optim.Optimizer, got {type(optimizer).__name__}. "
            f"If it wraps one, pass the wrapped optimizer, often its attribute .optimizer."
        )
        raise SettingError(message)
    if shared:
        return
    reference = _OWNERS.get(optimizer)
    other = None if reference is None else reference()
    if other is None and _driven_by_torch(optimizer):
        other = "a torch scheduler"
    if other is not None and other is not owner:
        name = other if isinstance(other, str) else f"a {type(other).__name__}"
        message = (
            f"optimizer must have one scheduler, got a second one on top of {name}. "
            f"Two schedulers overwrite each other's learning rate: remove the first "
            f"(ours: scheduler.close(); torch's: build a fresh optimizer), or watch without acting: observe_only=True."
        )
        raise ConflictError(message)
    _OWNERS[optimizer] = weakref.ref(owner)


def free(optimizer: torch.optim.Optimizer, owner: object) -> None:
    """Give up the claim, if it is ``owner``'s."""
    reference = _OWNERS.get(optimizer)
    if reference is not None and reference() is owner:
        del _OWNERS[optimizer]


def _driven_by_torch(optimizer: torch.optim.Optimizer) -> bool:
    """True if a torch scheduler has patched ``optimizer.step``; the mark's name differs between torch's versions."""
    step = optimizer.step
    return hasattr(step, "_wrapped_by_lr_sched") or hasattr(step, "_with_counter")
