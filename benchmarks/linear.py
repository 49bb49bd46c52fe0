"""Linear models beside scikit-learn's: score by starting LR, on scaled and unscaled columns.

Each figure is the median over three seeds of the mean score (R^2 or accuracy) of five shuffled folds. Everything at its
defaults but what the column head says. Run: ``python benchmarks/linear.py [--seeds 0 1 2] [--sets NAME ...]``.
"""

import argparse
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from linear_sets import SETS, Data
from sklearn import linear_model
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import StandardScaler

from awarelr import linear

FACTORS = (0.001, 1.0, 100.0)
ETA0 = 0.01
WORST_PLAIN = -99.0
"""Scores below it are printed as powers of ten."""


def entries(*, regression: bool) -> "dict[str, Callable[[float, int], Any]]":
    """Return name to maker of a model from starting LR and seed; scikit-learn's, then ours."""
    theirs = linear_model.SGDRegressor if regression else linear_model.SGDClassifier
    ours = linear.SGDRegressor if regression else linear.SGDClassifier
    return {
        "sklearn default": lambda eta0, seed: theirs(eta0=eta0, random_state=seed),
        "sklearn adaptive": lambda eta0, seed: theirs(learning_rate="adaptive", eta0=eta0, random_state=seed),
        "sklearn invscaling": lambda eta0, seed: theirs(
            learning_rate="invscaling", power_t=0.25, eta0=eta0, random_state=seed
        ),
        "aware": lambda eta0, seed: ours(eta0=eta0, random_state=seed),
        "aware, plain steps": lambda eta0, seed: ours(eta0=eta0, precondition=False, random_state=seed),
    }


def score(make: "Callable[[float, int], Any]", data: Data, eta0: float, seed: int, *, scaled: bool) -> float:
    """Return the mean score of five folds; a fit that fails or gives NaN counts as minus infinity."""
    folds = (KFold if data.regression else StratifiedKFold)(5, shuffle=True, random_state=seed)
    scores = []
    for train, test in folds.split(data.rows, data.target):
        rows = StandardScaler().fit(data.rows[train]).transform(data.rows) if scaled else data.rows
        try:
            model = make(eta0, seed).fit(rows[train], data.target[train])
            scores.append(model.score(rows[test], data.target[test]))
        except ValueError:
            scores.append(-np.inf)
    return float(np.mean(scores))


def main(names: "list[str]", seeds: "list[int]") -> None:
    """Print one table: a row for each set, scaling and starting LR."""
    warnings.simplefilter("ignore")
    heads = list(entries(regression=False))
    print("| set | columns | eta0 x | " + " | ".join(heads) + " |")
    print("|---|---|---|" + "---|" * len(heads))
    spent = dict.fromkeys(heads, 0.0)
    for name in names:
        data = SETS[name]()
        for scaled in (True, False):
            for factor in FACTORS:
                cells = []
                for head, make in entries(regression=data.regression).items():
                    start = time.perf_counter()
                    found = np.median([score(make, data, ETA0 * factor, seed, scaled=scaled) for seed in seeds])
                    spent[head] += time.perf_counter() - start
                    cells.append(f"{found:.4f}" if found > WORST_PLAIN else f"{found:.1e}")
                units = "scaled" if scaled else "raw"
                print(f"| {name} | {units} | {factor:g} | " + " | ".join(cells) + " |", flush=True)
    print("\nseconds: " + ", ".join(f"{head} {seconds:.1f}" for head, seconds in spent.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    chosen = parser.parse_args()
    main(chosen.sets, chosen.seeds)
