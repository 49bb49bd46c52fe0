"""Streams whose true weights jump or rotate: mean online loss beside the best constant LR found by hindsight.

Each chunk of rows is predicted first and learnt from afterwards; the figure is the mean squared error over the whole
stream, less nothing (the noise is part of it), as a multiple of that of the best constant LR among eighteen.
Run: ``python benchmarks/linear_drift.py [--seeds 0 1 2]``; river is compared where it is installed.
"""

import argparse
import statistics
import warnings
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from awarelr.linear import SGDRegressor
from awarelr.schedules import Constant

try:
    from river import linear_model as river_models
    from river import optim as river_optim
except ImportError:
    river_models = river_optim = None

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


ROWS, COLUMNS, CHUNK, NOISE = 24_000, 20, 16, 0.5
ETA0 = 0.01
FACTORS = (0.001, 1.0, 30.0)
RATES = [10.0**power for power in np.arange(-4.0, 0.26, 0.25)]
PREDICTIONS = 1e6


def jumping(rng: np.random.Generator) -> Array:
    """Return true weights row by row: drawn anew, from a normal of sd 2, every 8,000 rows."""
    return np.repeat(2.0 * rng.normal(size=(3, COLUMNS)), ROWS // 3, axis=0)


def rotating(rng: np.random.Generator) -> Array:
    """Return true weights row by row: in each of ten planes one slow turn over the stream, at a radius of 2."""
    angle = 2.0 * np.pi * np.arange(ROWS)[:, None] / ROWS + rng.uniform(0.0, 2.0 * np.pi, COLUMNS // 2)
    return 2.0 * np.hstack([np.cos(angle), np.sin(angle)])


def stream(kind: Callable[[np.random.Generator], Array], seed: int) -> "tuple[Array, Array]":
    """Return rows and targets."""
    rng = np.random.default_rng(seed)
    weights, rows = kind(rng), rng.normal(size=(ROWS, COLUMNS))
    return rows, (rows * weights).sum(axis=1) + NOISE * rng.normal(size=ROWS)


def online_loss(model: Model, rows: Array, target: Array, chunk: int = CHUNK) -> float:
    """Return the mean squared error of predicting each chunk before learning from it."""
    total = 0.0
    for start in range(0, ROWS, chunk):
        part, known = rows[start : start + chunk], target[start : start + chunk]
        guess = model.predict(part) if start else np.zeros(len(known))
        total += float(np.sum(np.minimum(np.abs(guess - known), PREDICTIONS) ** 2))
        try:
            model.partial_fit(part, known)
        except ValueError:
            return np.inf
    return total / ROWS


def constant(rate: float) -> SGDRegressor:
    """Return the model that the hindsight runs over."""
    return SGDRegressor(schedule=Constant(), eta0=rate, random_state=0, precondition=False, penalty=None)


def river_loss(make: Callable[[], Any], rows: Array, target: Array) -> float:
    """Return the mean squared error of a river model, row by row."""
    model, total = make(), 0.0
    for row, known in zip(rows, target, strict=True):
        named = dict(enumerate(row))
        total += min(abs(model.predict_one(named) - known), PREDICTIONS) ** 2
        model.learn_one(named, known)
    return total / ROWS


def river_entries() -> "dict[str, Callable[[], Any]]":
    """Return river's linear regression with its default optimizer, and with each rate of three optimizers."""
    if river_models is None:
        return {}
    entries: dict[str, Callable[[], Any]] = {"river default": river_models.LinearRegression}
    for optimizer in ("SGD", "Adam", "AdaGrad"):
        for rate in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3):
            make = getattr(river_optim, optimizer)
            entries[f"river {optimizer} {rate:g}"] = lambda make=make, rate=rate: river_models.LinearRegression(
                optimizer=make(rate), l2=0.0, intercept_lr=0.01
            )
    return entries


def main(seeds: list[int]) -> None:
    """Print one table for each stream."""
    warnings.simplefilter("ignore")
    for kind in (jumping, rotating):
        streams = [stream(kind, seed) for seed in seeds]
        tuned = {rate: statistics.mean(online_loss(constant(rate), *each) for each in streams) for rate in RATES}
        rate, best = min(tuned.items(), key=lambda each: each[1])
        print(f"\n{kind.__name__}: best constant LR {rate:.3g}, mean online loss {best:.4f}")
        for factor in FACTORS:
            found = [online_loss(SGDRegressor(eta0=ETA0 * factor, random_state=0), *each) / best for each in streams]
            words = ", ".join(f"{each:.2f}" for each in found)
            print(f"aware, eta0 x {factor:g}: {statistics.mean(found):.3f} x the best constant ({words})", flush=True)
        river = {name: river_loss(make, *streams[0]) for name, make in river_entries().items()}
        if river:
            print(f"river default (seed {seeds[0]}): {river['river default'] / best:.3f} x")
            for optimizer in ("SGD", "Adam", "AdaGrad"):
                own = {name: loss for name, loss in river.items() if f" {optimizer} " in name}
                name = min(own, key=own.__getitem__)
                print(f"best of six rates, {name} (seed {seeds[0]}): {own[name] / best:.3f} x")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    main(parser.parse_args().seeds)
