"""Cells of the law's measurement: one task, baseline, LR multiplier and seed each, run once and kept."""

import hashlib
import json
import multiprocessing
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import torch._dynamo  # noqa: F401 - the first optimizer step loads it: a second that each cell would spend again

from awarelr.benchmark.atomic import write_whole
from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.sources import sources
from awarelr.benchmark.tasks import TASKS
from awarelr.benchmark.training import train

SEEDS = (0, 1, 2)
GRID = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
WRONG = (1e-4, 1e-2, 1.0, 30.0)
RECORDED_NAMES = ("logreg", "linreg", "drift", "digits", "digits_sgd", "func", "ae", "noisy", "cnn", "spirals", "gpt")
"""The eleven tasks of the prototype's figures, the cheap ones first."""
WIDER_NAMES = (
    *("classes", "rotating", "quantile", "policy", "factors", "density"),
    *("deep", "contrast", "finetune", "lstm", "pinn", "softmax", "vit"),
)
"""The thirteen that no prototype has seen, the cheap ones first."""
TASK_NAMES = (*RECORDED_NAMES, *WIDER_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One run: its task and baseline by name, the LR as a multiple of the task's default, and the seed."""

    task: str
    baseline: str
    multiplier: float
    seed: int

    def path(self, results: Path) -> Path:
        """Return where the cell's result lies."""
        return results / self.task / self.baseline / f"x{self.multiplier:g}-seed{self.seed}.json"

    def code(self) -> str:
        """Return a digest of everything in awarelr that the cell's result depends on."""
        parts = ("training", f"tasks.{self.task}", f"baselines.{self.baseline}")
        digests = sources(f"awarelr.benchmark.{part}" for part in parts).digests
        return hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:16]


def cells(
    baselines: Iterable[str], tasks: Iterable[str], multipliers: Sequence[float], seeds: Sequence[int] = SEEDS
) -> "list[Cell]":
    """Return the cells of every combination, task by task."""
    return [
        Cell(task=task, baseline=baseline, multiplier=multiplier, seed=seed)
        for task in tasks
        for baseline in baselines
        for multiplier in multipliers
        for seed in seeds
    ]


def recorded(cell: Cell, results: Path) -> "dict[str, float] | None":
    """Return the figures of a finished cell, or None if it has to be run: absent, unreadable or of other code."""
    try:
        record = json.loads(cell.path(results).read_text(encoding="utf-8"))
        if record["code"] != cell.code():
            return None
        return {name: float(record[name]) for name in ("last", "averaged", "final_lr", "seconds")}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        print(f"{cell.path(results)} cannot be read ({error}); the cell runs again")
        return None


def run(wanted: "list[Cell]", results: Path, *, workers: int) -> None:
    """Run the cells that have no result yet, each in a process of its own; a stopped run goes on where it was.

    Raises:
        SystemExit: a cell's process failed; those that are done stay done.
    """
    waiting = [cell for cell in wanted if recorded(cell, results) is None]
    print(f"{len(wanted) - len(waiting)} of {len(wanted)} cells are done, {len(waiting)} to run", flush=True)
    context = multiprocessing.get_context("fork")  # torch is loaded once; nothing has run in it here
    began = time.perf_counter()
    at_work: list[tuple[BaseProcess, Cell]] = []
    waiting.reverse()
    while waiting or at_work:
        while waiting and len(at_work) < workers:
            cell = waiting.pop()
            started: BaseProcess = context.Process(target=_run_one, args=(cell, cell.code(), results))
            started.start()
            at_work.append((started, cell))
        wait([process.sentinel for process, _ in at_work])
        for process, cell in [each for each in at_work if not each[0].is_alive()]:
            at_work.remove((process, cell))
            _tell(cell, results, process.exitcode, time.perf_counter() - began)


def _run_one(cell: Cell, code: str, results: Path) -> None:
    task = TASKS[cell.task]
    outcome = train(task, BASELINES[cell.baseline], lr=cell.multiplier * task.lr, seed=cell.seed)
    path = cell.path(results)
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = {name: repr(value) for name, value in asdict(outcome).items()}  # repr: NaN is no JSON
    write_whole(path, json.dumps({**asdict(cell), "code": code, **figures}, indent=1) + "\n")


def _tell(cell: Cell, results: Path, exitcode: "int | None", elapsed: float) -> None:
    figures = recorded(cell, results)
    name = f"{cell.task} {cell.baseline} x{cell.multiplier:g} seed {cell.seed}"
    if exitcode != 0 or figures is None:
        raise SystemExit(f"{name} failed with exit code {exitcode}; the cells that are done stay done.")
    print(
        f"{elapsed:7.1f} s  {name}: last {figures['last']:.4g}, averaged {figures['averaged']:.4g}, "
        f"{figures['seconds']:.2f} s",
        flush=True,
    )
