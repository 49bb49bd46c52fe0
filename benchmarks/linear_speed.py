"""Time of a sweep beside scikit-learn's, paired: 100,000 x 100 dense rows, and sparse rows as of text.

Each pair is fitted one right after the other, in turn first and second; the figure is the median ratio over the pairs.
Run: ``OPENBLAS_NUM_THREADS=1 python benchmarks/linear_speed.py``.
"""

import statistics
import time
import warnings
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn import linear_model

from awarelr import linear

Array: TypeAlias = NDArray[Any]


class Model(Protocol):
    """An estimator."""

    def fit(self, rows: Array, target: Array) -> "Model":
        """Train."""
        ...

    def partial_fit(self, rows: Array, target: Array) -> "Model":
        """Go on training."""
        ...

    def predict(self, rows: Array) -> Array:
        """Predict."""
        ...


PAIRS = 7
SWEEPS = 10


def dense() -> "tuple[Array, Array]":
    """Return 100,000 rows of 100 normal columns and a noisy linear target."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(100_000, 100))
    return rows, rows @ rng.normal(size=100) + rng.normal(size=100_000)


def sparse() -> "tuple[Array, Array]":
    """Return 30,000 rows of 250 words from 100,000, distributed as Zipf has it (190 differ), and a noisy target."""
    rng = np.random.default_rng(0)
    count, width, columns = 30_000, 250, 100_000
    indices = np.sort((columns ** rng.random((count, width))).astype(np.int32) - 1, axis=1)
    entries = np.full(count * width, width**-0.5)
    rows = csr_matrix((entries, indices.ravel(), np.arange(count + 1) * width), shape=(count, columns))
    rows.sum_duplicates()
    return rows, rows @ rng.normal(size=columns) + 0.1 * rng.normal(size=count)


def seconds(model: Model, rows: Array, target: Array) -> float:
    """Return seconds of processor time a sweep: other programs on the machine do not count."""
    start = time.process_time()
    model.fit(rows, target)
    return (time.process_time() - start) / SWEEPS


def main() -> None:
    """Print one line for each kind of rows and loss."""
    warnings.simplefilter("ignore")
    for kind, make in (("dense 100,000 x 100", dense), ("sparse 30,000 x 100,000", sparse)):
        rows, target = make()
        for loss in ("hinge", "log_loss", "squared_error"):
            regression = loss == "squared_error"
            theirs = linear_model.SGDRegressor if regression else linear_model.SGDClassifier
            ours = linear.SGDRegressor if regression else linear.SGDClassifier
            y = target if regression else (target > np.median(target)).astype(int)
            pairs = []
            for turn in range(PAIRS):
                models = [
                    theirs(loss=loss, max_iter=SWEEPS, tol=None, random_state=0),
                    ours(loss=loss, max_iter=SWEEPS, tol=None, random_state=0, batch_size=64),
                ]
                order = (0, 1) if turn % 2 else (1, 0)
                taken = {which: seconds(models[which], rows, y) for which in order}
                pairs.append((taken[0], taken[1]))
            ratio = statistics.median(b / a for a, b in pairs)
            mine = statistics.median(b for _, b in pairs)
            print(f"{kind}, {loss}: {mine * 1e3:.0f} ms a sweep, {ratio:.2f} x scikit-learn", flush=True)


if __name__ == "__main__":
    main()
