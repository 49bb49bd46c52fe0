"""What both linear models share: one loop over sweeps, streams and restarts."""

import math
import warnings
from abc import abstractmethod
from collections.abc import Callable
from copy import deepcopy
from typing import Any, ClassVar, cast

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from awarelr.core.decision import Decision
from awarelr.errors import OverflowedError
from awarelr.linear.arrays import Array, Order
from awarelr.linear.cadence import Cadence
from awarelr.linear.choices import check_choices, check_lr, names_of, objective_of, schedule_of, starting_lr, unchanged
from awarelr.linear.columns import Columns
from awarelr.linear.deck import Deck
from awarelr.linear.examples import Examples
from awarelr.linear.losses import Loss
from awarelr.linear.merging import merged
from awarelr.linear.objective import Task
from awarelr.linear.pacing import BATCH, rows_a_step, steps_a_reading
from awarelr.linear.patience import Patience
from awarelr.linear.rows import bounds_of
from awarelr.linear.start import restacked
from awarelr.linear.trainer import Trainer
from awarelr.linear.warning import ScaleWarning
from awarelr.linear.words import about_columns, about_overflow, about_sweeps, about_width

__all__ = ["LinearModel"]

_ENOUGH_READINGS = 50  # decision 0056
_ROSE = 1.02
_RESTARTS_FOR = (
    "loss",
    "penalty",
    "alpha",
    "l1_ratio",
    "fit_intercept",
    "epsilon",
    "schedule",
    "precondition",
    "average",
)
"""Parameters whose change makes the training start anew from the weights reached; any other is taken over as it is."""


class LinearModel(BaseEstimator):  # type: ignore[misc]
    """A linear model trained by ``W_t = W_{t-1} - lr_t * grad_W`` under a schedule; abstract.

    Use `SGDRegressor` for numbers and `SGDClassifier` for classes; the docstrings there say what the parameters mean.

    Source: scikit-learn's interface; the loop is *ours*.
    """

    _trainer: Trainer
    _choices: dict[str, Any]
    _losses: "ClassVar[dict[str, Callable[[float], Loss]]]"

    @abstractmethod
    def _split(self, examples: Examples, random: Any) -> "tuple[Order, Order]":  # noqa: ANN401 - a RandomState
        """Return row numbers to train on and to validate on."""

    @abstractmethod
    def _start_at(self, examples: Examples) -> "Array | float":
        """Return the intercept to start from."""

    @abstractmethod
    def _publish(self, theta: Array) -> None:
        """Set ``coef_`` and ``intercept_``."""

    @property
    def lr_history_(self) -> Array:
        """LR in force at each reading that is kept: at most 2,000, evenly spaced over the whole run."""
        return np.array([each.lr for each in self._trained().history.points.records])

    @property
    def loss_history_(self) -> Array:
        """Objective at each reading that is kept, beside `lr_history_`."""
        return np.array([each.loss for each in self._trained().history.points.records])

    @property
    def decisions_(self) -> list[Decision]:
        """Decisions kept: 500 evenly spaced over the run, the last 200 rare ones and the very last, in order."""
        return self._trained().history.decisions()

    @property
    def lr_(self) -> float:
        """LR of the next step; writing it between two calls of ``partial_fit`` is kept and said."""
        return self._trained().lr

    @lr_.setter
    def lr_(self, lr: float) -> None:
        check_lr(lr)
        self._trained().claim(float(lr))

    def explain(self) -> str:
        """Tell why the LR is what it is, in sentences with numbers."""
        story, uneven = self._trained().history.text(), self._uneven_words()
        return f"{uneven}\n{story}" if uneven else story

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's name and type
        """Tell scikit-learn that sparse rows are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    # The loop -------------------------------------------------------------------------------------------------------

    def _fit_all(self, examples: Examples, theta: "Array | None") -> None:
        """Train until the loss no longer falls, the validation loss rises or ``max_iter`` is reached."""
        random = check_random_state(self.random_state)
        examples, held_out = self._held_out(examples, random)
        rows = examples.rows.shape[0]
        size = rows_a_step(self.batch_size, rows)
        if size == rows:
            examples = merged(examples)
            rows = size = examples.rows.shape[0]
        examples, bounds = examples.balanced(), bounds_of(rows, size)
        trainer = self._trainer_for(examples, theta, (len(bounds) - 1) * int(self.max_iter))
        self._pace_readings(examples, bounds, stream=False)
        deck = Deck(examples, bounds, shuffle=bool(self.shuffle))
        patience = Patience(self.tol, int(self.n_iter_no_change))
        loss, best_theta = math.inf, None
        for sweep in range(1, int(self.max_iter) + 1):
            before, loss = trainer.lr, self._sweep(deck, examples, random)
            self.n_iter_ = sweep
            if sweep == 1:
                patience.begin(loss)
            if patience.hopeless(loss) and not trainer.schedule.reads_path:
                raise OverflowedError(self._overflow_words(examples))
            if held_out is not None:
                loss = trainer.assess(held_out)
            if loss < patience.best:
                best_theta = trainer.published(patience.slack)
            moving = trainer.schedule.reads_path and (
                trainer.unsettled or trainer.lr > _ROSE * before or trainer.state.t < _ENOUGH_READINGS
            )
            if patience.spent(loss, moving=moving):
                break
        else:
            if self.tol is not None:
                warnings.warn(about_sweeps(int(self.max_iter), float(self.tol)), ConvergenceWarning, stacklevel=4)
        trainer.compare(deck.handful(random))
        kept = best_theta if patience.damaged(loss) or held_out is not None else None
        self._finish(trainer.published(patience.slack) if kept is None else kept)

    def _fit_more(self, examples: Examples) -> None:
        """Take one sweep over rows of a stream."""
        trainer, rows = self._trainer_for(examples, None, None), examples.rows.shape[0]
        if self.batch_size == "auto" and trainer.schedule.reads_path:
            bounds = trainer.growing.bounds(rows, trainer.state.clock, trainer.lr)
        else:
            bounds = bounds_of(rows, BATCH if self.batch_size == "auto" else int(self.batch_size))
        self._pace_readings(examples, bounds, stream=True)
        deck = Deck(examples, bounds, shuffle=bool(self.shuffle))
        self._sweep(deck, examples, check_random_state(self.random_state))
        self.n_iter_ = 1
        self._finish(trainer.published())

    def _sweep(self, deck: Deck, examples: Examples, random: Any) -> float:  # noqa: ANN401 - a RandomState
        trainer = self._trainer
        loss: float = trainer.sweep(deck.deal(random))
        if not trainer.finite and not trainer.schedule.reads_path:
            raise OverflowedError(self._overflow_words(examples))
        if trainer.cadence is None:
            trainer.report(loss)
        return loss

    def _finish(self, theta: Array) -> None:
        self._published = theta
        self._publish(theta)
        self.t_ = self._trainer.updates

    # Starting and going on ------------------------------------------------------------------------------------------

    def _trainer_for(self, examples: Examples, theta: "Array | None", steps: "int | None") -> Trainer:
        """Return the trainer to go on with, or a new one at ``theta`` or the usual start.

        Args:
            examples: the rows at hand.
            theta: weights to start from, None to go on from where the model is.
            steps: weight updates of the whole fit; None for a stream.
        """
        parameters = self._parameters()
        choices = {name: parameters[name] for name in _RESTARTS_FOR if name in parameters}
        old = self._reached()
        if old is not None and len(old.theta) != examples.rows.shape[1] + 1:
            raise ValueError(about_width(len(old.theta) - 1, examples.rows.shape[1]))
        if old is None or theta is not None or not (unchanged(choices, self._choices) and self._untouched()):
            fresh = old is None and theta is None
            self._trainer = self._new_trainer(examples, self._given() if theta is None and old else theta, steps)
            self._choices, self._eta0 = choices, self.eta0
            columns, l2 = examples.rows.shape[1], self._trainer.objective.penalty.l2
            self._columns = Columns(columns, centred=bool(self.fit_intercept), l2=l2, plain=not self.precondition)
            self._follow_columns(examples, whole=steps is not None)
            if fresh and self.precondition and self.fit_intercept:
                self._trainer.place_intercept(self._start_at(examples))
            return self._trainer
        if self.eta0 != self._eta0:
            self._trainer.claim(float(self.eta0))
            self._eta0 = self.eta0
        self._follow_columns(examples, whole=steps is not None)
        return self._trainer

    def _reached(self) -> "Trainer | None":
        """Return the trainer so far, None before the first; in memory of its own where joblib mapped it read-only."""
        old: Trainer | None = getattr(self, "_trainer", None) if hasattr(self, "coef_") else None
        if old is None or old.theta.flags.writeable:
            return old
        self._trainer, self._columns = deepcopy((old, self._columns))
        return self._trainer

    def _new_trainer(self, examples: Examples, theta: "Array | None", steps: "int | None") -> Trainer:
        parameters, columns = self._parameters(), examples.rows.shape[1]
        stream = theta is None and steps is None
        if theta is None:
            theta = np.zeros((columns + 1, *examples.target.shape[1:]))
        return Trainer(
            schedule_of(self.schedule, steps),
            starting_lr(parameters, columns) if stream else float(self.eta0),
            objective_of(parameters, self._losses),
            np.array(theta, dtype=np.float64),
            averaged=None if self.average == "auto" else bool(self.average),
        )

    def _follow_columns(self, examples: Examples, *, whole: bool) -> None:
        follow = self._columns.whole if whole else self._columns.more
        geometry = follow(examples.rows, examples.row_weights)
        if self.precondition and geometry is not None:
            self._trainer.reshape(geometry)
        self._say_uneven()

    def _pace_readings(self, examples: Examples, bounds: Array, *, stream: bool) -> None:
        """Set how often the schedule reads."""
        trainer = self._trainer
        every = steps_a_reading(self.decide_every, trainer.schedule, examples, bounds)
        if every is None:
            trainer.cadence = None
        elif trainer.cadence is None:
            trainer.cadence = Cadence(every, stream=stream)
        else:
            trainer.cadence.allow(every)
            trainer.cadence.stream = stream

    def _parameters(self) -> "dict[str, Any]":
        """Return what ``get_params`` returns, without looking at the signature at each row of a stream."""
        return {name: getattr(self, name) for name in names_of(cast("Any", type(self)))}

    def _check(self) -> None:
        """Check the parameters, unless they are the ones checked last."""
        parameters = self._parameters()
        if not unchanged(parameters, getattr(self, "_checked_parameters", None)):
            check_choices(parameters, self._losses)
            self._checked_parameters = parameters

    def _untouched(self) -> bool:
        """True unless somebody else wrote ``coef_`` or ``intercept_`` since the model did."""
        return np.array_equal(self._given(), self._published)

    def _given(self) -> Array:
        """Return ``coef_`` and ``intercept_`` as they stand, stacked as the trainer has them."""
        return restacked(self.coef_, self.intercept_, self._published.shape)

    def _held_out(self, examples: Examples, random: Any) -> "tuple[Examples, Task | None]":  # noqa: ANN401
        if not self.early_stopping:
            return examples, None
        train, held_out = self._split(examples, random)
        (task,) = examples.part(held_out).balanced().tasks(None, np.array([0, len(held_out)]))
        return examples.part(train), task

    def _rows(self, rows: Any) -> Any:  # noqa: ANN401 - array or CSR matrix
        check_is_fitted(self, "coef_")
        return validate_data(self, rows, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)

    def _trained(self) -> Trainer:
        check_is_fitted(self)
        return self._trainer

    def _forget(self) -> None:
        """Make the next training a new one."""
        self.__dict__.pop("_trainer", None)

    def _say_uneven(self) -> None:
        if self._columns.is_news():
            warnings.warn(self._uneven_words(), ScaleWarning, stacklevel=7)

    def _overflow_words(self, examples: Examples) -> str:
        return about_overflow(self._trainer, examples, getattr(self, "feature_names_in_", None), float(self.eta0))

    def _uneven_words(self) -> str:
        columns, names = self._columns, getattr(self, "feature_names_in_", None)
        return "" if columns.uneven is None else about_columns(columns.uneven, names, columns)
