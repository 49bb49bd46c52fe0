"""Drives any member of the family on a torch optimizer."""

import copy
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from os import PathLike
from typing import Any

import torch
from torch import Tensor

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.schedule import Schedule
from awarelr.render.chronicle import Chronicle
from awarelr.render.live_view import live_view
from awarelr.render.notices import Notices
from awarelr.render.story import Length
from awarelr.schedules.registry import chosen
from awarelr.torch import resume
from awarelr.torch.arguments import check_arguments
from awarelr.torch.best import BestValidation, BestWeights, wants_higher
from awarelr.torch.claims import claim, delegate, free
from awarelr.torch.copying import copied
from awarelr.torch.driver import Driver
from awarelr.torch.evaluation import settle, validate, with_averaged, with_best
from awarelr.torch.expected import ExpectedOfLRScheduler
from awarelr.torch.guard import Guard
from awarelr.torch.hook import Hook, Rewritten
from awarelr.torch.losses import scalar
from awarelr.torch.opening import opened
from awarelr.torch.scaling import ScaleWatch
from awarelr.torch.snapshot import Training
from awarelr.trackers import Tracker

__all__ = ["Scheduler"]


class Scheduler(ExpectedOfLRScheduler):
    """Drives any scheduler of the family on a torch optimizer; `AwareLR` is the one that reads the situation.

    It is an ``LRScheduler`` by type, so that frameworks take it for one, but building it steps and patches nothing.

    Args:
        optimizer: any torch optimizer; its LRs now in place are the starting ones, the largest leads, ratios are kept.
        schedule: any member of the family, or the name of one that needs no settings.
        model: the model, for its buffers (BatchNorm); optional.
        scaler: the GradScaler, so that a rollback restores its scale too; optional.
        journal: path of a journal to write; optional.
        decide_every: steps between two decisions; default 1.
        observe_only: True decides but changes nothing.
        on_rollback: called with step and reason after every rollback, and where a step is left out; what it raises
            reaches the loop, to end the training.
        trackers: shown what is decided, such as ``[TensorBoardTracker("runs/one")]``.
        live: True shows the run while it trains: in place in a terminal or a notebook, as plain lines elsewhere.
        keep_best: True keeps the weights at the best validation loss for `best`: one copy, once `validate` is called.

    Raises:
        MissingExtraError: ``live`` without rich, the extra ``cli``.
        SettingError: no optimizer, no parameters, or no usable LR.
        ConflictError: another scheduler already drives this optimizer.

    Example:
        >>> import torch
        >>> from awarelr.schedules import Cosine
        >>> from awarelr.torch import Scheduler
        >>> weight = torch.nn.Parameter(torch.ones(1))
        >>> optimizer = torch.optim.SGD([weight], lr=0.1)
        >>> scheduler = Scheduler(optimizer, Cosine(total_steps=100))
        >>> for _ in range(50):
        ...     optimizer.zero_grad()
        ...     loss = (weight**2).sum()
        ...     loss.backward()
        ...     optimizer.step()
        ...     scheduler.step(loss)
        >>> round(scheduler.get_last_lr()[0], 3)
        0.05

    Source: *ours*.
    """

    def __init__(  # noqa: PLR0913 - everything after the schedule is optional and named
        self,
        optimizer: torch.optim.Optimizer,
        schedule: Schedule[Any] | str,
        *,
        model: torch.nn.Module | None = None,
        scaler: "torch.amp.GradScaler | None" = None,
        journal: "str | PathLike[str] | None" = None,
        decide_every: int | None = None,
        observe_only: bool = False,
        on_rollback: Callable[[int, str], None] | None = None,
        trackers: Sequence[Tracker] = (),
        live: bool = False,
        keep_best: bool = True,
    ) -> None:
        """Take over the LR of the optimizer."""
        given = {"decide_every": decide_every, "scaler": scaler, "journal": journal, "on_rollback": on_rollback}
        check_arguments(**given, trackers=trackers, live=live, keep_best=keep_best)
        self.optimizer = delegate(optimizer)
        claim(self.optimizer, self, shared=observe_only)
        self._notices = Notices(accumulates=self.optimizer is not optimizer, acts=not observe_only)
        self._chronicle = Chronicle(on_rollback, trackers)
        try:
            training = Training(self.optimizer, model, scaler)
            self._driver = Driver(
                chosen(schedule),
                training,
                act=not observe_only,
                decide_every=decide_every,
                notices=self._notices,
                chronicle=self._chronicle,
            )
            self._driver.best = BestWeights(training, higher=wants_higher(self._driver.schedule)) if keep_best else None
            self._chronicle.journal = opened(journal, self._driver)
            self._chronicle.live = live_view(self._driver.schedule, acted=not observe_only) if live else None
            scale = ScaleWatch(training)
        except BaseException:
            free(self.optimizer, self)
            raise
        self._driver.start()
        self._hook = Hook(self.optimizer, self, afterwards=training.give_back_gradients)
        self._guard = Guard(self._driver, self._hook, scale)

    def step(self, loss: "Tensor | float | None" = None) -> None:
        """Decide on the optimizer step just made.

        Args:
            loss: loss of the mini-batch, before the step: a number, a tensor of one element (read only when a decision
                is due), or None. With accumulation the mean at each optimizer step, or each micro-batch's at each call.

        Raises:
            ReadingError: the loss is not one number.
        """
        self._driver.losses.add(loss)
        self._guard.after_step()

    def add_loss(self, loss: "Tensor | float") -> None:
        """Hand over a loss before the optimizer steps, where a framework then calls `step` without one.

        Args:
            loss: as for `step`: the mini-batch's, or one call for each of its micro-batches, of which the mean counts.

        Raises:
            ReadingError: the loss is not one number.
        """
        self._driver.losses.add(loss)

    def observe(self, loss: "Tensor | float | None" = None) -> None:
        """Read parameters and gradients now, for the optimizer step that comes next; rarely needed.

        The optimizer's pre-hook does it by itself, inside closures too. It is for loops that change gradients or
        parameters behind the optimizer's back. A second call before the same step replaces the first.

        Args:
            loss: as for `step`; hand it to one of the two.
        """
        self._driver.losses.add(loss)
        self._guard.by_hand()

    def validate(self, loss: "Tensor | float") -> None:
        """Hand over a validation loss; it belongs to the reading that comes next. `ReadingError`: it is not one number.

        Lower is better, unless the schedule says otherwise: ``ReduceOnPlateau(mode="max")``. If it is finite and better
        than every one before, the weights in place are kept for `best`: within `averaged` its own, within `best` none.
        """
        validate(self._driver, float(scalar(loss)))

    def averaged(self, loader: Iterable[Any] | None = None) -> AbstractContextManager[bool]:
        """Put the averaged weights in place for the block: evaluate, validate or save the model inside.

        Afterwards, and after an exception, weights and buffers are bitwise what they were. Until the average has filled
        (at the start and after a rollback) the weights themselves are the better ones and stay in place; so they do
        after a fault inside.

        Args:
            loader: batches to estimate BatchNorm's running statistics from; worth giving when the model has BatchNorm.
                Layers that were in evaluation mode at the latest step keep theirs.

        Returns:
            The block's context; it gives True if the averaged weights are in place.
        """
        return with_averaged(self._driver, loader)

    def best(self) -> AbstractContextManager[BestValidation]:
        """Put the weights at the best validation loss in place for a block that is given `best_validation`: test, save.

        They are the optimizer's parameters and, with ``model``, its buffers and what others train of it, as at that
        `validate`. Afterwards all is bitwise what it was. To keep them for good, save ``model.state_dict()`` inside.

        Raises:
            SettingError: built with ``keep_best=False``.
            ReadingError: no finite validation loss so far.
        """
        return with_best(self._driver)

    def forget_best(self) -> None:
        """Let the next `validate` count as the first, where the validation data changed; a drift alone does not."""
        if self._driver.best is not None:
            self._driver.best.forget()

    @property
    def best_validation(self) -> BestValidation | None:
        """Loss and optimizer steps made at the validation whose weights are kept; None before the first, or if off."""
        return None if self._driver.best is None else self._driver.best.validation

    @property
    def closed(self) -> bool:
        """True once it has let go of the optimizer."""
        return self._guard.closed

    @property
    def situation(self) -> Situation:
        """The situation named last; a remark, such as overfitting, says more than the reason of the LR's last move."""
        return Situation.WARMING_UP if self.last_decision is None else self.last_decision.named

    @property
    def last_decision(self) -> Decision | None:
        """The last decision; None before the first."""
        return self._driver.last

    def explain(self, length: Length = "full") -> str:
        """Return why the LR is what it is, with the numbers that prove it.

        Args:
            length: ``"line"``, ``"paragraph"``, ``"full"``, or ``"json"`` for all three and their numbers.
        """
        driver = self._driver
        return self._chronicle.explain(length, acted=driver.act, validation=driver.validation)

    def state_dict(self, *, snapshot: bool = True) -> dict[str, Any]:
        """Return everything needed to go on as if nothing had happened: tensors and plain types.

        After a fault inside it is what is left: LR, what was learnt until then and the best weights. Averages and
        snapshot begin at the weights in place where that is loaded.

        Args:
            snapshot: False leaves the (large) snapshot out; a rollback then goes back to the weights at the resume.
        """
        self._chronicle.flush()
        self._guard.run("scheduler.state_dict()", partial(resume.catch_up, self._driver))
        return resume.saved(self._driver, snapshot=snapshot)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned; the optimizer's LR is written too.

        Raises:
            StateError: another format, schedule, settings or model; keys missing or changed.
        """
        resume.load(self._driver, state_dict)
        self._guard.resumed()

    def close(self, *, decide: bool = True) -> None:
        """Let go of the optimizer: remove the hook, close the journal. The LR stays where it is.

        Args:
            decide: False leaves readings that still wait undecided, so that no rollback touches weights already saved.
        """
        try:
            if decide:
                settle(self._driver, last=True)
        finally:
            self._hook.remove()
            free(self.optimizer, self)
            self._guard.closed = True
            self._chronicle.close()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Scheduler":
        """Copy together with optimizer and model; the copy drives the copied optimizer, and writes no journal."""
        twin: Scheduler = memo.setdefault(id(self), type(self).__new__(type(self)))
        Scheduler.__init__(twin, **copied(self._driver, memo))
        twin.load_state_dict(copy.deepcopy(self.state_dict()))
        twin._driver.failed = self._driver.failed
        if self.closed:
            twin.close()
        return twin

    def before_optimizer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Rewritten | None:
        """Measure before the optimizer steps; the optimizer's hook calls it."""
        return self._guard.before_step(args, kwargs)
