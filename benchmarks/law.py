"""The law on twenty-four tasks, from learning rates 10,000 x too small to 30 x too large, beside tuned schedules.

Run::

    python benchmarks/law.py tune                the grid of both tuned baselines, kept in benchmarks/tuned.json
    python benchmarks/law.py run                 AwareLR from four multiples of each task's default LR
    python benchmarks/law.py score               the tables
    python benchmarks/law.py run --multipliers 300 3000      far beyond; likewise with score

A stopped run goes on where it was; a change to the code runs the cells that depend on it again.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from law_cells import GRID, SEEDS, TASK_NAMES, WRONG, cells, recorded, run
from law_score import best, row, table

FOLDER = Path(__file__).parent
TUNED = FOLDER / "tuned.json"
PROTOTYPE = FOLDER / "prototype.json"
PLANNED = ("constant", "cosine")
WEIGHTS = ("last", "averaged")


def main() -> None:
    """Parse and call."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("run", "tune", "score"))
    parser.add_argument("--scheduler", choices=("aware", *PLANNED), default="aware", help="for run (default: aware)")
    parser.add_argument("--tasks", nargs="+", choices=TASK_NAMES, default=TASK_NAMES, metavar="TASK")
    parser.add_argument("--multipliers", nargs="+", type=float, default=WRONG, help="for run, score: of the default LR")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="for run, score: tuned.json has 0, 1, 2")
    parser.add_argument("--weights", choices=WEIGHTS, default="averaged", help="for score (default: averaged)")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--results", type=Path, default=FOLDER / "results", help="one file a cell lies here")
    arguments = parser.parse_args()
    tasks = tuple(name for name in TASK_NAMES if name in arguments.tasks)
    match arguments.command:
        case "run":
            wanted = cells((arguments.scheduler,), tasks, arguments.multipliers, arguments.seeds)
            run(wanted, arguments.results, workers=arguments.workers)
        case "tune":
            tune(tasks, arguments.results, arguments.workers)
        case _:
            score(tasks, arguments.results, arguments.weights, arguments.seeds, arguments.multipliers)


def tune(tasks: "tuple[str, ...]", results: Path, workers: int) -> None:
    """Run the grids of the given tasks and write their figures into tuned.json, beside those of the other tasks."""
    wanted = cells(PLANNED, tasks, GRID)
    run(wanted, results, workers=workers)
    figures: dict[str, dict[str, dict[str, dict[str, list[float | str]]]]] = {}
    seconds: dict[str, list[float]] = {}
    for cell in wanted:
        found = recorded(cell, results)
        if found is None:
            raise SystemExit(f"{cell.path(results)} has gone; run again.")
        by_weights = figures.setdefault(cell.task, {}).setdefault(cell.baseline, {})
        for weights in WEIGHTS:
            value = found[weights]
            kept = float(f"{value:.6g}")
            by_weights.setdefault(weights, {}).setdefault(str(cell.multiplier), []).append(
                kept if abs(kept) < float("inf") else str(value)
            )
        seconds.setdefault(cell.task, []).append(found["seconds"])
    tuned = json.loads(TUNED.read_text(encoding="utf-8")) if TUNED.exists() else {"tasks": {}}
    tuned["tasks"].update(figures)
    tuned["tasks"] = {name: tuned["tasks"][name] for name in TASK_NAMES if name in tuned["tasks"]}
    tuned["about"] = (
        "Task, baseline, weights, multiple of the task's default LR: the measure of seeds 0, 1, 2. "
        "Not finite: diverged. Written by law.py tune."
    )
    tuned["versions"] = {"python": platform.python_version(), "torch": version("torch"), "numpy": version("numpy")}
    TUNED.write_text(json.dumps(tuned, indent=1) + "\n", encoding="utf-8")
    for name, times in seconds.items():
        print(f"{name}: median {statistics.median(times):.2f} s a run")
    compare(tasks)


def compare(tasks: "tuple[str, ...]") -> None:
    """Print the tuned figures beside those of the prototype's measurement, where it has seen the task."""
    tuned = json.loads(TUNED.read_text(encoding="utf-8"))["tasks"]
    prototype = json.loads(PROTOTYPE.read_text(encoding="utf-8"))["tasks"]
    print("| task | baseline | weights | ours (seeds) | LR0 | recorded | LR0 | ours there |")
    print("|---|---|---|---|---|---|---|---|")
    for task in tasks:
        for baseline in PLANNED:
            for weights in WEIGHTS:
                grid = tuned[task][baseline][weights]
                ours = best({baseline: {weights: grid}})
                seeds = " ".join(f"{float(value):.3g}" for value in grid[ours.multiplier])
                beside = "| - | - | - |"
                if task in prototype:
                    theirs = prototype[task]["tuned"][baseline][weights]
                    there = statistics.fmean(map(float, grid[str(theirs["multiplier"])]))
                    beside = f"| {theirs['value']:.4g} | x{theirs['multiplier']:g} | {there:.4g} |"
                print(
                    f"| {task} | {baseline} | {weights} | {ours.value:.4g} ({seeds}) | x{float(ours.multiplier):g} "
                    f"{beside}"
                )


def score(
    tasks: "tuple[str, ...]", results: Path, weights: str, seeds: Sequence[int], multipliers: Sequence[float]
) -> None:
    """Print the tuned best of each task, then every cell of AwareLR beside it and, if it has one, the prototype's."""
    tuned = json.loads(TUNED.read_text(encoding="utf-8"))["tasks"]
    prototype = json.loads(PROTOTYPE.read_text(encoding="utf-8"))["tasks"]
    rows, missing = [], []
    print("| task | tuned best | found by | LR0 |\n|---|---|---|---|")
    for task in tasks:
        winner = best(tuned[task])
        found_by = f"{winner.baseline}, {winner.weights} weights"
        print(f"| {task} | {winner.value:.4g} | {found_by} | x{float(winner.multiplier):g} |")
        for multiplier in multipliers:
            found = [recorded(cell, results) for cell in cells(("aware",), (task,), (multiplier,), seeds)]
            values = [figures[weights] for figures in found if figures is not None]
            if len(values) < len(found):
                missing.append(f"{task} x{multiplier:g}")
            else:
                rows.append(row(task, multiplier, values, winner.value, prototype.get(task)))
    if rows:
        print(
            f"\nAwareLR, {weights} weights, mean of the seeds {', '.join(map(str, seeds))}, standard error from them:\n"
        )
        print("\n".join(table(rows)))
    if missing:
        print(f"\nNot run with this code yet: {', '.join(missing)}. Run: python benchmarks/law.py run")


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"{time.perf_counter() - began:.0f} s")
