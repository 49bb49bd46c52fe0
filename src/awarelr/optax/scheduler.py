"""Drives any member of the family on an Optax optimizer."""

import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

import jax
import optax

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.schedule import Schedule
from awarelr.errors import ConflictError, ReadingError
from awarelr.optax import resume
from awarelr.optax.arguments import (
    check_alive,
    check_extra,
    check_loss,
    check_optimizer,
    check_params,
    check_trees,
)
from awarelr.optax.best import BestParams
from awarelr.optax.driver import Driver
from awarelr.optax.opening import opened
from awarelr.optax.rates import Tree
from awarelr.render.chronicle import Chronicle
from awarelr.render.live_view import live_view
from awarelr.render.notices import Notices
from awarelr.render.story import Length
from awarelr.schedules.registry import chosen
from awarelr.trackers import Tracker

__all__ = ["Scheduler"]


class Scheduler:
    """Drives any scheduler of the family on an Optax optimizer; `AwareLR` is the one that reads the situation.

    The loop computes loss and gradients; `step` updates, measures and decides. It needs the ``learning_rate`` in the
    optimizer's state, where ``optax.inject_hyperparams`` puts it. Parameters and state that it returned before may be
    the snapshot that a rollback goes back to: do not donate them to functions of your own.

    Args:
        optimizer: any Optax optimizer with an injected LR; with several (``multi_transform``) the largest leads, ratios
            are kept.
        schedule: any member of the family, or the name of one that needs no settings.
        journal: path of a journal to write; optional.
        observe_only: True decides but changes nothing.
        on_rollback: called with step and reason after every rollback, and where a step is left out; what it raises
            reaches the loop, to end the training; what the step made is not returned then.
        trackers: shown what is decided, such as ``[TensorBoardTracker("runs/one")]``.
        live: True shows the run while it trains.

    Raises:
        SettingError: it is no Optax optimizer, or there is no such schedule.

    Example:
        >>> import jax, optax
        >>> import jax.numpy as jnp
        >>> from awarelr.optax import Scheduler
        >>> from awarelr.schedules import Cosine
        >>> optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=0.1)
        >>> scheduler = Scheduler(optimizer, Cosine(total_steps=100))
        >>> params = jnp.ones(2)
        >>> opt_state = scheduler.init(params)
        >>> for _ in range(50):
        ...     loss, gradients = jax.value_and_grad(lambda p: (p**2).sum())(params)
        ...     params, opt_state = scheduler.step(loss, gradients, params, opt_state)
        >>> round(scheduler.get_last_lr()[0], 3)
        0.05

    Source: *ours*; decision 0081.
    """

    def __init__(
        self,
        optimizer: optax.GradientTransformation,
        schedule: Schedule[Any] | str,
        *,
        journal: "str | PathLike[str] | None" = None,
        observe_only: bool = False,
        on_rollback: Callable[[int, str], None] | None = None,
        trackers: Sequence[Tracker] = (),
        live: bool = False,
    ) -> None:
        """Store and check; `init` begins."""
        check_optimizer(optimizer)
        self.optimizer = optimizer
        self._schedule = chosen(schedule)
        self._journal = journal
        self._act = not observe_only
        self._live = live
        self._notices = Notices(acts=not observe_only)
        self._chronicle = Chronicle(on_rollback, trackers)
        self._begun: Driver | None = None
        self._best: BestParams | None = None

    def init(self, params: Tree) -> Tree:
        """Return the optimizer's state with the first LR in place; once for a training, before `step`.

        Raises:
            SettingError: the optimizer's LR cannot be set: none is injected, or it follows a schedule.
            JournalError: the journal's file is none, or cannot be written where it is.
            ConflictError: a training has begun.
        """
        if self._begun is not None:
            raise ConflictError("a scheduler drives one training, got a second init(). Build another scheduler for it.")
        check_params(params)
        state = self.optimizer.init(params)
        driver = Driver(
            self._schedule,
            self.optimizer,
            params,
            state,
            act=self._act,
            notices=self._notices,
            chronicle=self._chronicle,
        )
        self._chronicle.journal = opened(self._journal, driver, params)
        self._chronicle.live = live_view(driver.schedule, acted=self._act) if self._live else None
        self._begun = driver
        return driver.begin(state)

    def step(
        self,
        loss: Any,  # noqa: ANN401 - a number or an array of one element
        gradients: Tree,
        params: Tree,
        opt_state: Tree,
        **extra: Any,  # noqa: ANN401 - passed on
    ) -> tuple[Tree, Tree]:
        """Update once and decide; return parameters and optimizer state for the next step.

        After damage they are those of the last healthy snapshot, and during the two readings of a probe they stay.

        Args:
            loss: loss of the mini-batch at ``params``, a scalar; None if there is none.
            gradients: its gradients, a pytree like ``params``; of several micro-batches their mean.
            params: the parameters that both were taken at.
            opt_state: the optimizer's state.
            **extra: arrays that the optimizer's ``update`` wants beside.

        Raises:
            ReadingError: the loss is not one number, or the gradients are not those of the parameters.
            ConflictError: arrays are traced (a call within ``jax.jit``), or were donated.
        """
        driver = self._driver
        check_alive(loss, gradients, params, opt_state, *(driver.snapshot or ()))
        check_loss(loss)
        check_extra(extra)
        check_trees(params, gradients)
        driver.rates.receive(opt_state)
        trained = driver.step(loss, gradients, params, opt_state, extra)
        self._chronicle.raise_listeners()
        return trained

    def validate(self, loss: Any, params: Tree = None) -> None:  # noqa: ANN401 - as in `step`
        """Hand over a validation loss, lower is better; it belongs to the reading that comes next.

        Args:
            loss: a scalar.
            params: the parameters that it was measured at; given, the best are kept for `best`.

        Raises:
            ReadingError: the loss is not one number.
        """
        check_loss(loss)
        driver, value = self._driver, float(loss)
        if params is not None and jax.tree.structure(params) != jax.tree.structure(driver.like[0]):
            raise ReadingError(
                "params must be those that are trained, got a tree of another structure. Pass them alone."
            )
        driver.validation = value
        better = math.isfinite(value) and (self._best is None or value < self._best.loss)
        if params is not None and better:
            self._best = BestParams(loss=value, step=driver.state.t, params=params)

    def averaged(self, params: Tree) -> Tree:
        """Return the averaged parameters, to evaluate or save; until the average has filled, ``params`` themselves."""
        driver = self._driver
        return params if driver.way is None or driver.passed else driver.way.average.of(params, driver.state.clock)

    @property
    def best(self) -> BestParams | None:
        """Parameters at the best validation loss; None before the first `validate` that was given parameters."""
        return self._best

    @property
    def situation(self) -> Situation:
        """The situation named last."""
        return Situation.WARMING_UP if self.last_decision is None else self.last_decision.named

    @property
    def last_decision(self) -> Decision | None:
        """The last decision; None before the first."""
        return None if self._begun is None else self._begun.last

    def get_last_lr(self) -> list[float]:
        """Return each injected LR, to be used by the next step."""
        return self._driver.rates.current()

    def explain(self, length: Length = "full") -> str:
        """Return why the LR is what it is, with the numbers that prove it.

        Args:
            length: ``"line"``, ``"paragraph"``, ``"full"``, or ``"json"`` for all three and their numbers.
        """
        waiting = None if self._begun is None else self._begun.validation
        return self._chronicle.explain(length, acted=self._act, validation=waiting)

    def state_dict(self, *, snapshot: bool = True) -> dict[str, Any]:
        """Return all that is needed to go on: NumPy arrays and plain types. Save parameters and state beside it.

        Args:
            snapshot: False leaves the (large) snapshot out; a rollback then goes back to where the resume began.
        """
        self._chronicle.flush()
        return resume.saved(self._driver, self._best, snapshot=snapshot)

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned, after `init`, with parameters and state as they were saved.

        Raises:
            StateError: another format, schedule, settings or model; keys missing or changed.
        """
        self._best = resume.load(self._driver, state_dict)

    def close(self) -> None:
        """Close journal, trackers and live view; steps from now on are plain updates, the LR stays where it is."""
        if self._begun is not None:
            self._begun.deaf, self._begun.probing = True, False
        self._chronicle.close()

    @property
    def _driver(self) -> Driver:
        if self._begun is None:
            raise ConflictError("a training begins with scheduler.init(params), got a call before it.")
        return self._begun
