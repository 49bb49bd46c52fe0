"""The demo's training without PyTorch: the NumPy linear classifier on handwritten digits."""

import math
from pathlib import Path
from typing import Any, final

from awarelr.errors import MissingExtraError

try:
    import numpy as np
    from sklearn.datasets import load_digits
except ImportError as error:
    raise MissingExtraError((error.name or "numpy").replace("sklearn", "scikit-learn"), "linear", "The demo") from error

from awarelr.cli.commands.demo.contender import Kind, Moment, Result
from awarelr.core.schedule import Schedule
from awarelr.linear import SGDClassifier
from awarelr.schedules import Aware, Constant, Cosine

__all__ = ["Linear", "LinearSetting"]

_BATCH = 64
_TRAIN = 1300


@final
class LinearSetting:
    """Ten linear classifiers on scikit-learn's digits; prefer `NetworkSetting` where PyTorch is installed.

    Args:
        seed: seed of data and batches.
    """

    title = "linear classifier on 1,300 handwritten digits, plain gradient steps, batches of 64 (no PyTorch here)"
    usual_lr = 1.0

    def __init__(self, seed: int) -> None:
        """Load and shuffle the data."""
        rows, labels = load_digits(return_X_y=True)
        order = np.random.default_rng(seed).permutation(len(labels))
        self._rows, self._labels = rows[order] / 16.0, labels[order]
        self._seed = seed

    def start(self, kind: Kind, lr: float, steps: int, journal: Path | None = None) -> "Linear":  # noqa: ARG002
        """Begin a training with the same batches as every other; it writes no journal."""
        schedules: dict[Kind, Schedule[Any]] = {
            "AwareLR": Aware(),
            "constant": Constant(),
            "cosine": Cosine(total_steps=steps),
        }
        model = SGDClassifier(
            loss="log_loss", schedule=schedules[kind], eta0=lr, batch_size=_BATCH, decide_every=1, random_state=0
        )
        return Linear(model, self._rows, self._labels, looks=kind == "AwareLR", seed=self._seed)


@final
class Linear:
    """One training of the linear classifier.

    Args:
        model: the classifier, not fitted yet.
        rows: all rows, the first 1,300 to fit.
        labels: their labels.
        looks: True if its schedule decides on what it reads.
        seed: seed of the batches.
    """

    def __init__(self, model: SGDClassifier, rows: Any, labels: Any, *, looks: bool, seed: int) -> None:  # noqa: ANN401
        """Store the parts."""
        self._model = model
        self._rows = rows
        self._labels = labels
        self._looks = looks
        self._random = np.random.default_rng(seed + 1000)
        self._classes = np.unique(labels)
        self._fitted = False

    def step(self) -> Moment:
        """Train one step."""
        chosen = self._random.integers(0, _TRAIN, _BATCH)
        rows, labels = self._rows[chosen], self._labels[chosen]
        loss = self._loss(rows, labels) if self._fitted else math.log(len(self._classes))
        lr = float(self._model.lr_) if self._fitted else float(self._model.eta0)
        self._model.partial_fit(rows, labels, classes=self._classes)
        self._fitted = True
        decision = self._model.decisions_[-1] if self._looks else None
        return Moment(loss=loss, lr=lr if decision is None else decision.lr_before, decision=decision)

    def result(self) -> Result:
        """Measure the classifier, which averages its weights where that helps."""
        rows, labels = self._rows[_TRAIN:], self._labels[_TRAIN:]
        return Result(loss=self._loss(rows, labels), accuracy=float(self._model.score(rows, labels)))

    def explain(self) -> str:
        """Say why the LR is what it is."""
        return str(self._model.explain()) if self._looks else ""

    def close(self) -> None:
        """Nothing to let go of."""

    def _loss(self, rows: Any, labels: Any) -> float:  # noqa: ANN401
        chances = self._model.predict_proba(rows)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())
