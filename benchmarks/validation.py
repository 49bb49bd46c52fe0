"""AwareLR told of a validation loss, on small or noisy data: what it ends at, and what it says about it.

    python benchmarks/validation.py             # seven tasks, three starts, three seeds, told and not: five minutes
    python benchmarks/validation.py --tasks finetune noisy --explain
    python benchmarks/validation.py tune        # the rivals' best checkpoints: four minutes of one core

AwareLR is told no budget. The loss is evaluated 25 times a run within `averaged()`, as the documentation advises while
the length of a run is open, and handed over each time; then the same runs once more, evaluated alike, without handing
it over. The best of a told run is what the scheduler gives back within `best()`, measured once more at the end; that of
all others is the least of the 25. A final figure is set beside the best final one of constant and cosine
(`tuned.json`), the best of 25 beside their best of 25 (`tuned_checkpoints.json`, which ``tune`` writes), each the best
of the LRs and of last and averaged weights.

The loss handed over is what a run is judged by: a best of 25 flatters whoever keeps it, AwareLR and rivals alike.
"""

import argparse
import json
import logging
import math
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from law_cells import GRID, SEEDS
from law_score import best
from torch import Tensor, nn, no_grad
from torch.optim import Optimizer
from validation_table import Cell, Run, table

from awarelr.benchmark.atomic import write_whole
from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.course import Conditions, Course, follow
from awarelr.benchmark.tasks import TASKS, Task, Workload
from awarelr.core.diagnosis import Situation
from awarelr.torch import AwareLR

FOLDER = Path(__file__).parent
FINAL, CHECKPOINTS = FOLDER / "tuned.json", FOLDER / "tuned_checkpoints.json"
TASK_NAMES = ("noisy", "finetune", "digits", "cnn", "deep", "contrast", "vit")
STARTS = (0.01, 1.0, 30.0)
PLANNED = ("constant", "cosine")
TIMES = 25
"""Validations a run."""

Given = TypeVar("Given")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One training: AwareLR told of the validation loss or not, or a planned schedule, which is never told."""

    task: str
    baseline: str
    multiplier: float
    seed: int
    told: bool = False


@dataclass(kw_only=True)
class Listener:
    """AwareLR at its defaults, as a baseline that is told of validation losses and remembers what was named."""

    told: bool
    name: str = "aware"
    lrs: list[float] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    within: bool = False

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> "Listener":  # noqa: ARG002
        """Take over the optimizer; the budget is not told."""
        self._model, self._optimizer = model, optimizer
        self.scheduler = AwareLR(optimizer, model=model)
        return self

    @property
    def lr(self) -> float:
        """LR in force at the next step."""
        return self.scheduler.get_last_lr()[0]

    def advance(self, loss: Tensor, /) -> None:
        """Make the step and have the next LR decided."""
        self._optimizer.step()
        self.scheduler.step(loss)
        self.lrs.append(self.lr)
        if self.scheduler.situation is Situation.OVERFITTING:
            self.named.append(len(self.lrs))

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:  # noqa: ARG002 - the contract's
        """Leave the weights as they are."""
        return nullcontext()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Put the averaged weights in the model's place; what is measured meanwhile is what a user hands over."""
        with self.scheduler.averaged():
            self.within = True
            try:
                yield
            finally:
                self.within = False

    def judged(self, run: Run) -> Run:
        """Return the run with the figure of the weights that the scheduler kept; as it was if it kept none."""
        if self.scheduler.best_validation is None:
            return run
        with self.scheduler.best() as validation, no_grad():
            self._model.eval()
            kept = self._metric(self._model)
        same = math.isclose(kept, run.best, rel_tol=1e-4)
        return replace(run, best=kept, best_at=validation.step, kept_least=same)

    def overheard(self, task: Task) -> Task:
        """Return the task with a measure that this hears of."""

        def build(seed: int) -> Workload:
            workload = task.build(seed)
            self._metric = workload.metric

            def metric(model: nn.Module) -> float:
                value = workload.metric(model)
                if self.told and self.within:
                    self.scheduler.validate(value)
                return value

            return replace(workload, metric=metric)

        return replace(task, build=build)


def perform(job: Job) -> Run:
    """Train once, evaluated 25 times."""
    task = TASKS[job.task]
    conditions = Conditions(lr=job.multiplier * task.lr, seed=job.seed, told=task.steps, evaluations=TIMES)
    if job.baseline != "aware":
        return summed_up(follow(task, BASELINES[job.baseline], conditions), task.steps)
    listener = Listener(told=job.told)
    run = listener.judged(summed_up(follow(listener.overheard(task), listener, conditions), task.steps))
    return replace(
        run,
        named=tuple(listener.named),
        trace=(*run.trace, *listener.lrs),
        story=listener.scheduler.explain("paragraph"),
    )


def summed_up(course: Course, steps: int) -> Run:
    """Return what counts of a course; a figure that is no number is never the best."""
    evaluations = course.evaluations[1:]
    finite = [each for each in evaluations if math.isfinite(each.averaged)]
    least = min(finite, key=lambda each: each.averaged, default=evaluations[-1])
    return Run(
        last=evaluations[-1].last,
        averaged=evaluations[-1].averaged,
        best_last=min((each.last for each in evaluations if math.isfinite(each.last)), default=math.nan),
        best=least.averaged,
        best_at=least.step,
        steps=steps,
        trace=tuple(value for each in evaluations for value in (each.last, each.averaged)),
    )


def spread(act: Callable[[Given], Found], given: Sequence[Given], workers: int) -> Iterator[tuple[Given, Found]]:
    """Yield what each came to, in order; one worker is this process, so that nothing is forked for it."""
    if workers == 1:
        yield from ((each, act(each)) for each in given)
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from zip(given, pool.imap(act, given), strict=True)


def trained(jobs: Sequence[Job], workers: int) -> dict[Job, Run]:
    """Train all, as many at a time as there are workers, and tell how far it is."""
    done: dict[Job, Run] = {}
    began = time.perf_counter()
    for job, run in spread(perform, jobs, workers):
        done[job] = run
        if job.seed == SEEDS[-1]:
            words = f"{job.task} x{job.multiplier:g}, {'told' if job.told else 'not told'}"
            print(f"{time.perf_counter() - began:6.0f} s  {words}: {run.averaged:.4g}, best {run.best:.4g}", flush=True)
    return done


Grid = dict[str, dict[str, list[float]]]
"""Weights, then multiplier, to the seeds' figures."""


def climbed(unit: tuple[str, str]) -> Grid:
    """Return the best of 25 of a rival on a task, from the LR of its best end up or down until it is inside."""
    task, baseline = unit
    final = json.loads(FINAL.read_text(encoding="utf-8"))["tasks"][task][baseline]
    tops = {GRID.index(float(best({baseline: {weights: final[weights]}}).multiplier)) for weights in final}
    found: Grid = {"last": {}, "averaged": {}}
    tried: set[int] = set()
    while fresh := {near for top in tops for near in (top - 1, top, top + 1) if 0 <= near < len(GRID)} - tried:
        tried |= fresh
        for multiplier in (GRID[each] for each in sorted(fresh)):
            runs = [perform(Job(task=task, baseline=baseline, multiplier=multiplier, seed=seed)) for seed in SEEDS]
            found["last"][str(multiplier)] = [run.best_last for run in runs]
            found["averaged"][str(multiplier)] = [run.best for run in runs]
        tops = {GRID.index(float(best({baseline: {weights: found[weights]}}).multiplier)) for weights in found}
    return found


def tune(tasks: Sequence[str], workers: int) -> None:
    """Find the rivals' best of 25 on the given tasks; each is written when found, beside what is there already."""
    about = (
        f"Task, baseline, weights, multiple of the task's default LR: the least of {TIMES} measurements on the way, of "
        "seeds 0, 1, 2. Not finite: none was. Written by validation.py tune."
    )
    for (task, baseline), grid in spread(climbed, [(task, each) for task in tasks for each in PLANNED], workers):
        winner = best({baseline: grid})
        print(f"{task} {baseline}: {winner.value:.4g}, x{winner.multiplier} of {', '.join(grid['last'])}", flush=True)
        found = _checkpoints()
        found[task] = {**found.get(task, {}), baseline: _kept(grid)}
        ordered = {"tasks": {name: found[name] for name in TASK_NAMES if name in found}, "about": about}
        write_whole(CHECKPOINTS, json.dumps(ordered, indent=1) + "\n")


def _checkpoints() -> dict[str, Any]:
    """Return what is known of the rivals' best of 25, by task."""
    known: dict[str, Any] = json.loads(CHECKPOINTS.read_text(encoding="utf-8"))["tasks"] if CHECKPOINTS.exists() else {}
    return known


def _kept(grid: Grid) -> dict[str, dict[str, list[float | str]]]:
    """Return the figures in six digits, in the order of the LRs; NaN, which JSON has none, in letters."""
    return {
        weights: {
            multiplier: [float(f"{each:.6g}") if math.isfinite(each) else str(each) for each in by_lr[multiplier]]
            for multiplier in sorted(by_lr, key=float)
        }
        for weights, by_lr in grid.items()
    }


def cells(tasks: Sequence[str], workers: int) -> list[Cell]:
    """Train AwareLR, told and not, and set it beside the rivals."""
    final = json.loads(FINAL.read_text(encoding="utf-8"))["tasks"]
    checkpoint = {task: found for task, found in _checkpoints().items() if set(found) == set(PLANNED)}

    def jobs(task: str, start: float, *, told: bool) -> list[Job]:
        return [Job(task=task, baseline="aware", multiplier=start, seed=seed, told=told) for seed in SEEDS]

    done = trained(
        [job for task in tasks for start in STARTS for told in (True, False) for job in jobs(task, start, told=told)],
        workers,
    )
    return [
        Cell(
            task=task,
            start=start,
            told=tuple(done[job] for job in jobs(task, start, told=True)),
            untold=tuple(done[job] for job in jobs(task, start, told=False)),
            final=best(final[task]),
            checkpoint=best(checkpoint[task]) if task in checkpoint else None,
        )
        for task in tasks
        for start in STARTS
    ]


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=("run", "tune"), default="run")
    parser.add_argument("--tasks", nargs="+", choices=TASK_NAMES, default=TASK_NAMES, metavar="TASK")
    parser.add_argument("--workers", type=int, default=1, help="processes at a time")
    parser.add_argument("--explain", action="store_true", help="print what AwareLR says at the end of every told run")
    given = parser.parse_args()
    logging.getLogger("awarelr").setLevel(logging.ERROR)  # rollbacks are part of the story; workers inherit it
    if given.command == "tune":
        tune(given.tasks, given.workers)
        return
    found = cells(given.tasks, given.workers)
    if given.explain:
        for cell in found:
            for seed, run in zip(SEEDS, cell.told, strict=True):
                print(f"\n{cell.task} x{cell.start:g}, seed {seed}: {run.averaged:.4g}\n{run.story}")
    print()
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
