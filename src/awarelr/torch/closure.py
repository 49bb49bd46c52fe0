"""Closures: gradients that come only while the optimizer steps."""

from collections.abc import Callable
from typing import Any

import torch

from awarelr.torch.driver import Driver
from awarelr.torch.hook import Rewritten

__all__ = ["observed"]


def observed(
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    driver: Driver,
    *,
    guarded: Callable[[str, Callable[[], object]], None],
    interrupted: Callable[[], None],
) -> Rewritten | None:
    """Return the arguments of an optimizer's step with its closure observed; None if there is no closure.

    Args:
        args: the arguments by position, the optimizer first.
        kwargs: the arguments by name.
        driver: whom to tell.
        guarded: runs what may fail without ending the training.
        interrupted: called if the closure ends with an exception, and the step with it.
    """
    closure = kwargs.get("closure", args[1] if len(args) > 1 else None)
    if not callable(closure):
        return None
    closure = _observing(closure, driver, guarded, interrupted)
    return (args, {**kwargs, "closure": closure}) if "closure" in kwargs else ((args[0], closure, *args[2:]), kwargs)


def _observing(
    closure: Callable[[], Any],
    driver: Driver,
    guarded: Callable[[str, Callable[[], object]], None],
    interrupted: Callable[[], None],
) -> Callable[[], Any]:
    """Return a closure that has gradients read after its first evaluation, when the parameters have not moved yet.

    Later evaluations, as in a line search, are elsewhere; at a reading at which the optimizer must not move they find
    no gradient either.
    """
    first = True

    def evaluated() -> Any:  # noqa: ANN401 - whatever the closure returns
        nonlocal first
        driver.deaf = not first
        try:
            with torch.enable_grad():
                result = closure()
        except BaseException:
            interrupted()
            raise
        finally:
            driver.deaf = False
        if first:
            first = False
            guarded("the optimizer's closure", driver.before_step)
        elif driver.pending is not None and driver.pending.resting:
            driver.training.drop_gradients()
        return result

    return evaluated
