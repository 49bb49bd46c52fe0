"""What one decision of the core costs, in microseconds of plain Python: ``python benchmarks/core_decision.py``.

The readings are the recorded runs of the prototype, the synthetic ones left out, so that the mix of situations is a
real one. Each round decides all of them anew; the figure is the median round in CPU time, and the best round beside it
shows how noisy the machine was. Target: 50 us.
"""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from awarelr.core import AwareSettings, Horizons, Reading, State, controller
from awarelr.core.observer import observe
from awarelr.core.situations import diagnose

VECTORS = Path(__file__).parents[1] / "tests" / "core" / "vectors"
RUNS = ("drift", "far_too_high", "full_batch", "known_budget", "non_finite", "ramp_from_far_below")
TARGET = 50.0
"""Microseconds a decision."""

Run = tuple[AwareSettings, float, list[Reading]]


def load(name: str) -> Run:
    """Return settings, LR given and readings of a recorded run."""
    head, *rows = [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines()]
    settings = AwareSettings(total_steps=head["total_steps"], lower_gain=head["lower_gain"])
    return settings, head["initial_lr"], [_reading(row) for row in rows]


def _reading(row: dict[str, Any]) -> Reading:
    numbers: dict[str, Any] = {
        name: None if row[name] is None else float(row[name]) for name in ("loss", "grad_norm", "gain", "displacement")
    }
    return Reading(t=row["t"], probe=row["probe"], alignment=Horizons(**(row["alignment"] or {})), **numbers)


def decide(run: Run) -> Iterator[State]:
    """Decide on a whole run; yield the state before each reading."""
    settings, lr, readings = run
    state = controller.init(settings, lr)
    for reading in readings:
        yield state
        state, _ = controller.step(settings, state, reading)


def whole(runs: list[Run]) -> None:
    """Decide on every run."""
    for settings, lr, readings in runs:
        state = controller.init(settings, lr)
        for reading in readings:
            state, _ = controller.step(settings, state, reading)


def median_and_best(work: Callable[[], None], steps: int, rounds: int) -> tuple[float, float]:
    """Return the median and the best round, in microseconds a step."""
    figures = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        work()
        figures.append((time.process_time() - start) / steps * 1e6)
    return statistics.median(figures), min(figures)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="rounds over all recorded runs")
    rounds = parser.parse_args().rounds
    runs = [load(name) for name in RUNS]
    steps = sum(len(readings) for _, _, readings in runs)
    seen = [
        (settings, state, reading)
        for settings, lr, readings in runs
        for state, reading in zip(decide((settings, lr, readings)), readings, strict=True)
        if state.probe is None
    ]
    observations = [observe(*each).observation for each in seen]

    def observing() -> None:
        for settings, state, reading in seen:
            observe(settings, state, reading)

    def diagnosing() -> None:
        for observation in observations:
            diagnose(observation)

    total, best = median_and_best(lambda: whole(runs), steps, rounds)
    observe_median, _ = median_and_best(observing, len(seen), rounds)
    diagnose_median, _ = median_and_best(diagnosing, len(seen), rounds)
    rest = total - observe_median - diagnose_median
    print(f"{steps} decisions a round, {rounds} rounds, microseconds a decision")
    print(f"decision   {total:6.1f}   (best round {best:.1f}; target {TARGET:.0f})")
    print(f"  observe  {observe_median:6.1f}   statistics and the observation")
    print(f"  diagnose {diagnose_median:6.1f}   the situations in their order")
    print(f"  rest     {rest:6.1f}   response, bounds, snapshot, state and decision")


if __name__ == "__main__":
    main()
