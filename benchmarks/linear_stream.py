"""Ten million rows through ``partial_fit``: memory, speed and LR along the way.

Run: ``python benchmarks/linear_stream.py``.
"""

import resource
import sys
import time

import numpy as np

from awarelr.linear import SGDRegressor

ROWS, CHUNK, COLUMNS, REPORTS = 10_000_000, 1000, 10, 10


def main() -> None:
    """Print one line for each tenth of the stream."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=COLUMNS)
    model = SGDRegressor(random_state=0)
    start = time.process_time()
    for done in range(CHUNK, ROWS + 1, CHUNK):
        rows = rng.normal(size=(CHUNK, COLUMNS))
        model.partial_fit(rows, rows @ weights + rng.normal(size=CHUNK))
        if done % (ROWS // REPORTS) == 0:
            taken, start = time.process_time() - start, time.process_time()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
            print(
                f"{done:>10,} rows: {taken:.1f} s for the last tenth, peak {peak:.0f} MiB, LR {model.lr_:.3g}, "
                f"{len(model.decisions_)} decisions kept, error of the weights "
                f"{np.abs(model.coef_ - weights).max():.2g}",
                flush=True,
            )
    sys.stdout.write(model.explain()[:400] + "\n")


if __name__ == "__main__":
    main()
