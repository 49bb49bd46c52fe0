"""The linear classifier."""

from typing import Any, final

import numpy as np
from numpy.typing import ArrayLike  # noqa: TC002 - as TC001
from sklearn.base import ClassifierMixin
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import validate_data

from awarelr.core.schedule import Schedule
from awarelr.linear.arrays import Array, Order
from awarelr.linear.examples import Examples
from awarelr.linear.holding import split_off
from awarelr.linear.losses import CLASSIFICATION_LOSSES
from awarelr.linear.model import LinearModel
from awarelr.linear.rows import canonical
from awarelr.linear.start import check_classes, check_labels, classes_of, factors_of, stacked, weights_of
from awarelr.linear.unharmed import unharmed

__all__ = ["SGDClassifier"]

_PROBABILITIES = ("log_loss", "modified_huber")


def _gives_probabilities(model: "SGDClassifier") -> bool:
    if model.loss in _PROBABILITIES:
        return True
    message = f"predict_proba needs loss to be one of {_PROBABILITIES}, got {model.loss!r}."
    raise AttributeError(message)


@final
class SGDClassifier(ClassifierMixin, LinearModel):  # type: ignore[misc]
    """Linear classification by mini-batch gradient steps whose LR follows a schedule.

    Many classes are told apart one against the rest, stepped together under one LR. Prefer `SGDRegressor` where the
    target is a number; prefer scikit-learn's ``LogisticRegression`` where all rows fit in memory and nothing
    arrives later.

    Args:
        loss: ``"hinge"``, ``"log_loss"``, ``"modified_huber"`` or ``"squared_hinge"``.
        penalty: ``"l2"``, ``"l1"``, ``"elasticnet"`` or None; on the weights in original units, never the intercept.
        alpha: strength of the penalty, from 0.
        l1_ratio: share of L1 in the elastic net, in [0, 1]; may be None with any other penalty.
        fit_intercept: False keeps the intercept where it starts: at 0, or at ``intercept_init``.
        max_iter: most sweeps over the rows that ``fit`` makes.
        tol: progress of a sweep, in the unit of the loss, that counts; relative to the first sweep's loss where that is
            below 1; None never stops early.
        shuffle: True to visit the rows in a new order in each sweep.
        random_state: seed or ``RandomState`` of the order.
        schedule: a name of `awarelr.schedules` or a schedule; ``"aware"`` finds the LR by itself and rises
            by up to 0.08 a reading, for a network 0.03. One that needs ``total_steps`` gets ``max_iter`` sweeps. A
            schedule's momentum is not read: these steps have none.
        eta0: starting LR; with ``"aware"`` anything within a factor of ten thousand of a good one: the first step is
            made at a tenth of it, on a stream from weights of zero at no less than ``1 / (columns + 1)``, which
            standardised columns bear.
        batch_size: most rows of a step, which are split evenly; ``"auto"`` is 64, less where ``fit`` has few rows,
            and in a stream grows from 1 to 64 while all is steady; a drift makes it as small as the LR allows.
        precondition: True to centre (where there is an intercept; of sparse columns those far from 0) and scale the
            columns inside; exactly undone. False steps ``W -= lr * grad_W`` as it stands.
        decide_every: steps that a reading of the schedule stands for; ``"auto"`` from the sizes, ``"epoch"`` one a
            sweep.
        average: True to predict with averaged weights, False with the last, ``"auto"`` with whichever has the lower
            loss; after ``fit`` with averaged ones also where they cost up to 0.2 % of the descent.
        early_stopping: True to hold out rows and stop when their loss no longer falls; the best weights are kept.
        validation_fraction: share of the rows held out.
        n_iter_no_change: sweeps without progress, in a row, that end the fit; up to three times as many where the
            losses of sweeps scatter by more than ``tol``; a sweep in which the LR rose counts for none.
        class_weight: class to weight, ``"balanced"``, or None for all 1.
        warm_start: True to go on from where the last ``fit`` ended, LR and evidence included.

    Attributes:
        coef_: weights in original units, shape (1, columns) for two classes, else (classes, columns).
        intercept_: shape (1,) or (classes,).
        classes_: the classes in order.
        n_iter_: sweeps of the last call.
        t_: weight updates in all.
        n_features_in_: number of columns.
        feature_names_in_: their names, where the rows came with names.

    Raises:
        SettingError: a parameter breaks its constraint; raised by ``fit``, the message lists every fault.
        OverflowedError: the weights overflowed under a schedule that cannot undo damage.

    Example:
        >>> import numpy as np
        >>> rows = np.random.default_rng(0).normal(size=(500, 3))
        >>> model = SGDClassifier(loss="log_loss", random_state=0).fit(rows, rows[:, 0] > rows[:, 1])
        >>> bool(model.score(rows, rows[:, 0] > rows[:, 1]) > 0.98)
        True

    Source: scikit-learn's interface and objective; the control of the LR is this project's.
    """

    _losses = CLASSIFICATION_LOSSES

    def __init__(  # noqa: PLR0913 - scikit-learn's convention: every parameter by name, stored and nothing else
        self,
        loss: str = "hinge",
        *,
        penalty: "str | None" = "l2",
        alpha: float = 1e-4,
        l1_ratio: "float | None" = 0.15,
        fit_intercept: bool = True,
        max_iter: int = 1000,
        tol: "float | None" = 1e-3,
        shuffle: bool = True,
        random_state: Any = None,  # noqa: ANN401 - seed, RandomState or None
        schedule: "str | Schedule[Any]" = "aware",
        eta0: float = 0.01,
        batch_size: "int | str" = "auto",
        precondition: bool = True,
        decide_every: "int | str" = "auto",
        average: "bool | str" = "auto",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 5,
        class_weight: "dict[Any, float] | str | None" = None,
        warm_start: bool = False,
    ) -> None:
        """Store the parameters; ``fit`` checks them."""
        self.loss = loss
        self.penalty = penalty
        self.alpha = alpha
        self.l1_ratio = l1_ratio
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter
        self.tol = tol
        self.shuffle = shuffle
        self.random_state = random_state
        self.schedule = schedule
        self.eta0 = eta0
        self.batch_size = batch_size
        self.precondition = precondition
        self.decide_every = decide_every
        self.average = average
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.class_weight = class_weight
        self.warm_start = warm_start

    @unharmed
    def fit(
        self,
        X: Any,  # noqa: ANN401, N803 - scikit-learn's signature
        y: Any,  # noqa: ANN401
        coef_init: "Array | None" = None,
        intercept_init: "Array | None" = None,
        sample_weight: "Array | None" = None,
    ) -> "SGDClassifier":
        """Train on all rows.

        Args:
            X: array, frame or CSR matrix of shape (rows, columns).
            y: classes, shape (rows,).
            coef_init: weights to start from, shape of ``coef_``.
            intercept_init: intercepts to start from, shape of ``intercept_``.
            sample_weight: weight of each row, from 0.
        """
        self._check()
        rows, labels = self._validated(X, y, reset=True)
        classes = classes_of(labels, "y")
        if not (self.warm_start and np.array_equal(classes, getattr(self, "classes_", ()))):
            self._forget()
        self.classes_ = classes
        examples = self._examples(rows, labels, sample_weight)
        self._fit_all(examples, stacked(coef_init, intercept_init, examples))
        return self

    @unharmed
    def partial_fit(
        self,
        X: Any,  # noqa: ANN401, N803 - scikit-learn's signature
        y: Any,  # noqa: ANN401
        classes: "ArrayLike | None" = None,
        sample_weight: "Array | None" = None,
    ) -> "SGDClassifier":
        """Take one sweep over rows of a stream; the LR goes on from call to call.

        Args:
            X: array, frame or CSR matrix of shape (rows, columns).
            y: classes, shape (rows,).
            classes: every class that will ever occur; needed at the first call.
            sample_weight: weight of each row, from 0.
        """
        self._check()
        if self.early_stopping:
            message = "early_stopping must be False with partial_fit, got True. A stream has no rows to hold out."
            raise ValueError(message)
        if self.class_weight == "balanced":
            message = (
                "class_weight must not be 'balanced' with partial_fit: the counts of all classes are not known yet. "
                "Count them with sklearn.utils.compute_class_weight and hand over a dict."
            )
            raise ValueError(message)
        self._meet(classes)
        rows, labels = self._validated(X, y, reset=not hasattr(self, "coef_"))
        self._fit_more(self._examples(rows, labels, sample_weight))
        return self

    def decision_function(self, X: Any) -> Array:  # noqa: ANN401, N803 - scikit-learn's signature
        """Return margins: shape (rows,) for two classes, above 0 for the second; else (rows, classes)."""
        rows = self._rows(X)
        scores: Array = rows @ self.coef_.T + self.intercept_
        return scores.ravel() if scores.shape[1] == 1 else scores

    def predict(self, X: Any) -> Array:  # noqa: ANN401, N803 - scikit-learn's signature
        """Return one class a row, shape (rows,)."""
        scores = self.decision_function(X)
        which = (scores > 0.0).astype(np.intp) if scores.ndim == 1 else scores.argmax(axis=1)
        return self.classes_[which]  # type: ignore[no-any-return]

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Array:  # noqa: ANN401, N803 - scikit-learn's signature
        """Return probabilities of the classes, shape (rows, classes); for ``log_loss`` and ``modified_huber`` only.

        Many classes are normalised over the one-against-rest models.

        Source: Zadrozny and Elkan, "Transforming classifier scores into multiclass probability estimates", 2002.
        """
        scores = self.decision_function(X)
        if self.loss == "log_loss":
            single = 0.5 * (1.0 + np.tanh(0.5 * scores))  # never overflows
        else:
            single = 0.5 * (np.clip(scores, -1.0, 1.0) + 1.0)
        if single.ndim == 1:
            return np.column_stack([1.0 - single, single])
        total = single.sum(axis=1, keepdims=True)
        even = np.full_like(single, 1.0 / single.shape[1])
        shares: Array = np.divide(single, total, out=even, where=total > 0.0)
        return shares

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_log_proba(self, X: Any) -> Array:  # noqa: ANN401, N803 - scikit-learn's signature
        """Return logarithms of `predict_proba`."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))  # type: ignore[no-any-return]

    def _validated(self, rows: Any, labels: Any, *, reset: bool) -> "tuple[Any, Array]":  # noqa: ANN401
        rows, labels = validate_data(
            self, rows, labels, accept_sparse="csr", dtype=[np.float64, np.float32], order="C", reset=reset
        )
        if labels.dtype == object:  # before scikit-learn compares them
            classes_of(labels, "y")
        check_labels(labels)
        return canonical(rows), labels

    def _meet(self, classes: "ArrayLike | None") -> None:
        """Learn the classes at the first call, and hold later calls to them."""
        known = getattr(self, "classes_", None)
        if known is None:
            if classes is None:
                message = (
                    "classes must be passed on the first call to partial_fit. List every class that will ever occur."
                )
                raise ValueError(message)
            self.classes_ = classes_of(classes, "classes")
            self._forget()
        elif classes is not None and not np.array_equal(known, now := classes_of(classes, "classes")):
            message = f"classes must be those of the first call, {known.tolist()}, got {now.tolist()}."
            raise ValueError(message)

    def _examples(self, rows: Any, labels: Array, sample_weight: Any) -> Examples:  # noqa: ANN401
        """Turn classes into -1 and +1, and class weights into weights of rows."""
        classes = self.classes_
        check_classes(classes)
        place = np.searchsorted(classes, labels)
        place[place == len(classes)] = 0
        strangers = classes[place] != labels
        if strangers.any():
            message = (
                f"y must hold only the classes {classes.tolist()}, got {np.unique(labels[strangers]).tolist()} too."
            )
            raise ValueError(message)
        weights = weights_of(sample_weight, rows)
        factors = factors_of(self.class_weight, classes, labels, weights)
        if len(classes) == 2:  # noqa: PLR2004
            target, factor = 2.0 * place - 1.0, factors[place]
        else:
            target = np.where(place[:, None] == np.arange(len(classes)), 1.0, -1.0)
            factor = np.where(target > 0.0, factors, 1.0)
        return Examples(
            rows=rows, target=target, row_weights=weights, class_weights=None if self.class_weight is None else factor
        ).heard()

    def _split(self, examples: Examples, random: Any) -> "tuple[Order, Order]":  # noqa: ANN401 - a RandomState
        labels = examples.target if examples.target.ndim == 1 else examples.target.argmax(axis=1)
        return split_off(StratifiedShuffleSplit, labels, float(self.validation_fraction), random)

    def _start_at(self, examples: Examples) -> "Array | float":
        """Start even: the balance of the classes is learnt within a few steps."""
        return np.zeros(examples.target.shape[1:])

    def _publish(self, theta: Array) -> None:
        flat = theta.reshape(len(theta), -1)
        self.coef_, self.intercept_ = flat[:-1].T.copy(), flat[-1].copy()
