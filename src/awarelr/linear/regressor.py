"""The linear regressor."""

from typing import Any, final

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.model_selection import ShuffleSplit
from sklearn.utils.validation import validate_data

from awarelr.core.schedule import Schedule
from awarelr.linear.arrays import Array, Order
from awarelr.linear.examples import Examples
from awarelr.linear.holding import split_off
from awarelr.linear.losses import REGRESSION_LOSSES
from awarelr.linear.model import LinearModel
from awarelr.linear.rows import canonical
from awarelr.linear.start import stacked, weights_of
from awarelr.linear.unharmed import unharmed

__all__ = ["SGDRegressor"]


@final
class SGDRegressor(RegressorMixin, LinearModel):  # type: ignore[misc]
    """Linear regression by mini-batch gradient steps whose LR follows a schedule.

    Prefer `SGDClassifier` where the target is a class; prefer scikit-learn's ``Ridge`` where all rows fit in memory,
    the loss is squared and nothing arrives later: it solves the same problem exactly.

    Args:
        loss: ``"squared_error"``, ``"huber"``, ``"epsilon_insensitive"`` or ``"squared_epsilon_insensitive"``.
        penalty: ``"l2"``, ``"l1"``, ``"elasticnet"`` or None; on the weights in original units, never the intercept.
        alpha: strength of the penalty, from 0.
        l1_ratio: share of L1 in the elastic net, in [0, 1]; may be None with any other penalty.
        fit_intercept: False keeps the intercept where it starts: at 0, or at ``intercept_init``.
        max_iter: most sweeps over the rows that ``fit`` makes.
        tol: progress of a sweep, in the unit of the loss, that counts; relative to the first sweep's loss where that is
            below 1; None never stops early.
        shuffle: True to visit the rows in a new order in each sweep.
        epsilon: width of the Huber and epsilon-insensitive losses, in units of the target.
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
            columns inside and start the intercept at the mean target; exactly undone. False steps
            ``W -= lr * grad_W`` as it stands.
        decide_every: steps that a reading of the schedule stands for; ``"auto"`` from the sizes, ``"epoch"`` one a
            sweep.
        average: True to predict with averaged weights, False with the last, ``"auto"`` with whichever has the lower
            loss; after ``fit`` with averaged ones also where they cost up to 0.2 % of the descent.
        early_stopping: True to hold out rows and stop when their loss no longer falls; the best weights are kept.
        validation_fraction: share of the rows held out.
        n_iter_no_change: sweeps without progress, in a row, that end the fit; up to three times as many where the
            losses of sweeps scatter by more than ``tol``; a sweep in which the LR rose counts for none.
        warm_start: True to go on from where the last ``fit`` ended, LR and evidence included.

    Attributes:
        coef_: weights in original units, shape (columns,).
        intercept_: shape (1,).
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
        >>> model = SGDRegressor(eta0=1e-5, random_state=0).fit(rows, rows @ [1.0, -2.0, 0.5] + 4.0)
        >>> model.coef_.round(2).tolist(), model.intercept_.round(2).tolist()
        ([1.0, -2.0, 0.5], [4.0])

    Source: scikit-learn's interface and objective; the control of the LR is this project's.
    """

    _losses = REGRESSION_LOSSES

    def __init__(  # noqa: PLR0913 - scikit-learn's convention: every parameter by name, stored and nothing else
        self,
        loss: str = "squared_error",
        *,
        penalty: "str | None" = "l2",
        alpha: float = 1e-4,
        l1_ratio: "float | None" = 0.15,
        fit_intercept: bool = True,
        max_iter: int = 1000,
        tol: "float | None" = 1e-3,
        shuffle: bool = True,
        epsilon: float = 0.1,
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
        self.epsilon = epsilon
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
        self.warm_start = warm_start

    @unharmed
    def fit(
        self,
        X: Any,  # noqa: ANN401, N803 - scikit-learn's signature
        y: Any,  # noqa: ANN401
        coef_init: "Array | None" = None,
        intercept_init: "Array | None" = None,
        sample_weight: "Array | None" = None,
    ) -> "SGDRegressor":
        """Train on all rows.

        Args:
            X: array, frame or CSR matrix of shape (rows, columns).
            y: targets, shape (rows,).
            coef_init: weights to start from, shape (columns,).
            intercept_init: intercept to start from, shape (1,) or ().
            sample_weight: weight of each row, from 0.
        """
        examples = self._checked(X, y, sample_weight, reset=True)
        if not self.warm_start:
            self._forget()
        self._fit_all(examples, stacked(coef_init, intercept_init, examples))
        return self

    @unharmed
    def partial_fit(
        self,
        X: Any,  # noqa: ANN401, N803 - scikit-learn's signature
        y: Any,  # noqa: ANN401
        sample_weight: "Array | None" = None,
    ) -> "SGDRegressor":
        """Take one sweep over rows of a stream; the LR goes on from call to call.

        Args:
            X: array, frame or CSR matrix of shape (rows, columns).
            y: targets, shape (rows,).
            sample_weight: weight of each row, from 0.
        """
        if self.early_stopping:
            message = "early_stopping must be False with partial_fit, got True. A stream has no rows to hold out."
            raise ValueError(message)
        self._fit_more(self._checked(X, y, sample_weight, reset=not hasattr(self, "coef_")))
        return self

    def predict(self, X: Any) -> Array:  # noqa: ANN401, N803 - scikit-learn's signature
        """Return one number a row, shape (rows,)."""
        rows = self._rows(X)
        return rows @ self.coef_ + self.intercept_[0]  # type: ignore[no-any-return]

    def _checked(self, rows: Any, target: Any, sample_weight: Any, *, reset: bool) -> Examples:  # noqa: ANN401
        self._check()
        rows, target = validate_data(
            self, rows, target, accept_sparse="csr", dtype=[np.float64, np.float32], order="C",
            y_numeric=True, reset=reset,
        )  # fmt: skip
        rows = canonical(rows)
        weights = weights_of(sample_weight, rows)
        return Examples(rows=rows, target=np.asarray(target, dtype=np.float64), row_weights=weights).heard()

    def _split(self, examples: Examples, random: Any) -> "tuple[Order, Order]":  # noqa: ANN401 - a RandomState
        return split_off(ShuffleSplit, examples.target, float(self.validation_fraction), random)

    def _start_at(self, examples: Examples) -> float:
        return float(np.average(examples.target, weights=examples.row_weights))

    def _publish(self, theta: Array) -> None:
        self.coef_, self.intercept_ = theta[:-1].copy(), theta[-1:].copy()
