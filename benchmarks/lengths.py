"""AwareLR in very short runs and in very long ones, beside constant and cosine tuned at that very length.

    python benchmarks/lengths.py short       # 50 steps of eight tasks: a minute or two of one core
    python benchmarks/lengths.py long        # 100,000 steps: a quarter of an hour of one core
    python benchmarks/lengths.py long --tasks logreg --steps 30000

In long runs AwareLR is told no budget, each training has a process of its own, and is asked about more: memory at a
twentieth of the run and at its end, processor time of a step there and then, how often damage or drift was named after
that twentieth, though the data never change, and where the LR ends. What the data themselves keep (the indices of all
batches) grows in every run alike: compare the memory with the constant LR's.
"""

import argparse
import logging
import multiprocessing
import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from law_score import best
from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.baselines.aware import AwareControl
from awarelr.benchmark.baselines.baseline import Baseline, Control
from awarelr.benchmark.tasks import TASKS, Task, Workload
from awarelr.benchmark.training import train
from awarelr.torch import AwareLR

STARTS = (0.01, 1.0, 30.0)
SHORT_STEPS, LONG_STEPS = 50, 100_000
SHORT_SEEDS = (0, 1, 2)
SHORT_GRID = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
SHORT_TASKS = ("digits", "digits_sgd", "logreg", "linreg", "func", "ae", "softmax", "quantile")
LONG_TASKS = {
    "linreg": {"constant": (3.0, 10.0, 30.0), "cosine": (10.0, 30.0)},
    "logreg": {"constant": (1.0, 3.0, 10.0), "cosine": (10.0, 30.0)},
}
"""Task to the multiples of its default LR that are tried: each run is dear. Three times the largest diverges."""
EARLY = 0.05
"""Share of a long run after which it is first asked."""
ALARMS = ("diverged", "drifted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """AwareLR that is told the budget, as constant and cosine are."""

    name: str = "told"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> AwareControl:
        """Return the control of one run."""
        return AwareControl(optimizer, AwareLR(optimizer, model=model, total_steps=total_steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One long training."""

    task: str
    baseline: str
    multiplier: float
    seed: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Long:
    """What a long training came to.

    Args:
        last: measure with the last weights.
        averaged: with the averaged ones.
        memory: resident MiB, early and at the end.
        step: processor microseconds of a step, early and at the end.
        alarms: damage and drift named, after the early part.
        before: the same within the early part.
        end: LR at the end over the task's default.
        journal: bytes of the journal a step; 0 without one.
    """

    last: float
    averaged: float
    memory: tuple[float, float]
    step: tuple[float, float]
    alarms: int
    before: int
    end: float
    journal: float


def long_run(job: Job) -> Long:
    """Train for many steps; AwareLR at x1 writes a journal beside it."""
    torch.set_num_threads(1)
    task = TASKS[job.task].within(job.steps)
    torch.manual_seed(job.seed)
    workload = task.build(job.seed)
    optimizer = workload.optimizer(job.multiplier * task.lr)
    scheduler, journal = None, 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.jsonl" if job.baseline == "aware" and job.multiplier == 1.0 else None
        if job.baseline == "aware":
            scheduler = AwareLR(optimizer, model=workload.model, journal=path)
            control: Control = AwareControl(optimizer, scheduler)
        else:
            start = BASELINES[job.baseline].start
            control = start(model=workload.model, optimizer=optimizer, total_steps=job.steps)
        early = round(EARLY * job.steps)
        ends = (0, early, job.steps - early, job.steps)
        stretches = [_stretch(workload, control, scheduler, range(a + 1, b + 1)) for a, b in pairwise(ends)]
        if scheduler is not None:
            scheduler.close()
        if path is not None:
            journal = path.stat().st_size / job.steps
    last, averaged = _measured(workload, control)
    return Long(
        last=last,
        averaged=averaged,
        memory=(stretches[0].memory, stretches[-1].memory),
        step=(stretches[0].step, stretches[-1].step),
        before=stretches[0].alarms,
        alarms=sum(each.alarms for each in stretches[1:]),
        end=control.lr / task.lr,
        journal=journal,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some steps of a long training: memory at their end, processor time of each, damage and drift named."""

    memory: float
    step: float
    alarms: int


def _stretch(workload: Workload, control: Control, scheduler: AwareLR | None, steps: range) -> Stretch:
    named: Counter[str] = Counter()
    began = time.process_time()
    for step in steps:
        workload.model.zero_grad()
        loss: Tensor = workload.loss(step)
        loss.backward()  # type: ignore[no-untyped-call] # torch's own
        control.advance(loss)
        if scheduler is not None and scheduler.last_decision is not None:
            named[scheduler.last_decision.situation.label] += 1
    spent = time.process_time() - began
    alarms = sum(named[label] for label in ALARMS)
    return Stretch(memory=_resident(), step=spent / len(steps) * 1e6, alarms=alarms)


def _measured(workload: Workload, control: Control) -> tuple[float, float]:
    """Return the measure with the last weights and with the averaged ones."""
    with torch.no_grad():
        last = workload.metric(workload.model)
        with control.averaged():
            return last, workload.metric(workload.model)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def short(tasks: Sequence[str], steps: int) -> None:
    """Print what short runs come to, a row a task: AwareLR from each start, then told the budget."""
    print(f"| task, {steps} steps | tuned best | budget unknown, from x0.01 | x1 | x30 | told: x0.01 | x1 | x30 |")
    print("|---|---|---|---|---|---|---|---|")
    ratios: dict[str, list[float]] = defaultdict(list)
    for name in tasks:
        task = TASKS[name].within(steps)
        top = best({each: _grid(task, BASELINES[each], SHORT_GRID) for each in ("constant", "cosine")})
        cells = []
        for which, baseline in (("", BASELINES["aware"]), (", told the budget", Told())):
            averaged = _grid(task, baseline, STARTS)["averaged"]
            for start in STARTS:
                ratio = statistics.fmean(averaged[str(start)]) / top.value
                ratios[f"x{start:g}{which}"].append(ratio)
                cells.append(f"{ratio:.3f}")
        words = f"{top.value:.4g} ({top.baseline} x{float(top.multiplier):g}, {top.weights})"
        print(f"| {name} | {words} | {' | '.join(cells)} |", flush=True)
    for which, each in ratios.items():
        print(f"from {which}: geo-mean {statistics.geometric_mean(each):.3f}, worst {max(each):.2f}")


def _grid(task: Task, baseline: Baseline, multipliers: Sequence[float]) -> dict[str, dict[str, list[float]]]:
    grid: dict[str, dict[str, list[float]]] = {"last": {}, "averaged": {}}
    for multiplier in multipliers:
        runs = [train(task, baseline, lr=multiplier * task.lr, seed=seed) for seed in SHORT_SEEDS]
        grid["last"][str(multiplier)] = [each.last for each in runs]
        grid["averaged"][str(multiplier)] = [each.averaged for each in runs]
    return grid


def long(tasks: Sequence[str], steps: int, seeds: Sequence[int], workers: int) -> None:
    """Print what long runs come to, a row a start."""
    jobs = [
        Job(task=task, baseline=baseline, multiplier=multiplier, seed=seed, steps=steps)
        for task in tasks
        for seed in seeds
        for baseline, multipliers in (("aware", STARTS), *LONG_TASKS[task].items())
        for multiplier in multipliers
    ]
    done: dict[Job, Long] = {}
    with multiprocessing.get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        for job, run in zip(jobs, pool.imap(long_run, jobs), strict=True):
            done[job] = run
            print(f"{job.task} {job.baseline} x{job.multiplier:g} seed {job.seed}: {run}", flush=True)
    for task in tasks:
        _tell(task, {job: run for job, run in done.items() if job.task == task})


def _tell(task: str, done: dict[Job, Long]) -> None:
    grid: dict[str, dict[str, dict[str, list[float]]]] = {}
    for job, run in done.items():
        for weights, value in (("last", run.last), ("averaged", run.averaged)):
            by_weights = grid.setdefault(job.baseline, {}).setdefault(weights, {})
            by_weights.setdefault(str(job.multiplier), []).append(value)
    found = grid.pop("aware")
    for baseline, by_weights in grid.items():
        each = best({baseline: by_weights})
        print(f"\n{task}: best {baseline} {each.value:.4g} (x{float(each.multiplier):g}, {each.weights})")
    top = best(grid).value
    constant = [run for job, run in done.items() if job.baseline == "constant"]
    print(f"constant: {_range(constant, lambda run: run.memory[1] - run.memory[0])} MiB more at the end, ", end="")
    print(
        f"{_range(constant, lambda run: run.step[0])} us a step early, {_range(constant, lambda run: run.step[1])} late"
    )
    print("\n| from | averaged | last | LR at the end | alarms: early, later | MiB more | us early, late | journal |")
    print("|---|---|---|---|---|---|---|---|")
    for start in STARTS:
        runs = [run for job, run in done.items() if job.baseline == "aware" and job.multiplier == start]
        figures = [statistics.fmean(found[weights][str(start)]) / top for weights in ("averaged", "last")]
        print(
            f"| x{start:g} | {figures[0]:.3f} | {figures[1]:.3f} | x{_range(runs, lambda run: run.end)} "
            f"| {sum(run.before for run in runs)}, {sum(run.alarms for run in runs)} "
            f"| {_range(runs, lambda run: run.memory[1] - run.memory[0])} "
            f"| {_range(runs, lambda run: run.step[0])}, {_range(runs, lambda run: run.step[1])} "
            f"| {_range(runs, lambda run: run.journal)} |"
        )


def _range(runs: Sequence[Long], figure: Callable[[Long], float]) -> str:
    values = [figure(run) for run in runs]
    low, high = f"{min(values):.3g}", f"{max(values):.3g}"
    return low if low == high else f"{low} to {high}"


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("short", "long"))
    parser.add_argument("--tasks", nargs="+", choices=TASKS, metavar="TASK")
    parser.add_argument("--steps", type=int, help=f"default: {SHORT_STEPS} or {LONG_STEPS:,}")
    parser.add_argument("--seeds", nargs="+", type=int, default=(0, 1), help="long: default 0 1")
    parser.add_argument("--workers", type=int, default=1, help="long: processes at a time")
    given = parser.parse_args()
    logging.getLogger("awarelr").setLevel(logging.ERROR)  # rollbacks are counted in the table; workers inherit it
    if given.command == "short":
        short(given.tasks or SHORT_TASKS, given.steps or SHORT_STEPS)
    else:
        unknown = set(given.tasks or ()) - set(LONG_TASKS)
        if unknown:
            parser.error(f"long has no grid for {', '.join(sorted(unknown))}. Choose from {', '.join(LONG_TASKS)}.")
        long(given.tasks or tuple(LONG_TASKS), given.steps or LONG_STEPS, given.seeds, given.workers)


if __name__ == "__main__":
    main()
