"""What happens before and after each step of an optimizer; no error of ours ends the training there."""

from collections.abc import Callable
from typing import Any, final

from awarelr.torch.closure import observed
from awarelr.torch.driver import Driver
from awarelr.torch.hook import Hook, Rewritten
from awarelr.torch.scaling import ScaleWatch

__all__ = ["Guard"]

_IDLE = 100
"""Calls in a row without any step: more than micro-batches are gathered for one (*ours*)."""


@final
class Guard:
    """Runs what may fail inside; after a fault, and once closed, the driver stands still.

    Args:
        driver: the driver.
        hook: the hook on its optimizer.
        scale: what the loss scaler did.
    """

    def __init__(self, driver: Driver, hook: Hook, scale: ScaleWatch) -> None:
        """Keep the three."""
        self._driver = driver
        self._hook = hook
        self._scale = scale
        self._idle = 0
        self.closed = False
        """True once it has let go of the optimizer."""

    def run(self, where: str, act: Callable[[], object]) -> None:
        """Do something unless a fault came before; ``where`` names it if it fails.

        What `on_rollback` raises is no error of ours: it is raised once all is done, and the step under way left out.
        """
        if self._driver.failed:
            return
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the training goes on
            self._driver.failed = True
            self._driver.notices.failed(where, error, "the learning rate stays as it is")
        try:
            self._driver.chronicle.raise_listeners()
        except Exception:
            self._driver.discard()
            self._driver.training.give_back_gradients()
            self._hook.outside()
            raise

    def before_step(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
        """Measure before the optimizer steps, or have its closure do so: then return other arguments for the step."""
        if self.closed or self._driver.failed:
            return None
        rewritten = observed(args, kwargs, self._driver, guarded=self.run, interrupted=self._hook.outside)
        if rewritten is None:
            self.run("the optimizer's pre-hook", self._driver.before_step)
        return rewritten

    def after_step(self) -> None:
        """Decide on the step just made, if there was one."""
        if not self.closed:
            self.run("scheduler.step()", self._after_step)

    def by_hand(self) -> None:
        """Measure for the step to come; not while a closure is evaluated again, away from its parameters."""
        if not (self.closed or self._driver.deaf):
            self.run("scheduler.observe()", self._driver.observe)

    def resumed(self) -> None:
        """Begin again from a state that was loaded."""
        self._driver.failed = False
        self._scale.remember()

    def _after_step(self) -> None:
        driver = self._driver
        self._hook.outside()
        if driver.by_hand:
            driver.discard()  # measured for a step that was not made
        if driver.pending is not None:
            self._idle = 0
            driver.finish()
        else:
            self._idle += 1
            self._scale.without_step(driver.losses, driver.notices)
            if self._idle == _IDLE:
                driver.notices.never_steps(_IDLE)
        self._scale.remember()
