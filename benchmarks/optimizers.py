"""AwareLR on top of optimizers that the benchmark's tasks do not use, beside the best constant LR of each.

The tasks bring network, data and loss; the optimizer is put in their own one's place. Each constant LR of a small grid
is judged by its last and its averaged weights; the grid grows while its best lies at an end. AwareLR starts from a
hundredth of the optimizer's usual LR, from that LR and from 30 times as much, and is judged by its averaged weights.

    python benchmarks/optimizers.py                          # all: a quarter of an hour of one core
    python benchmarks/optimizers.py --optimizers lion soap --tasks digits
    python benchmarks/optimizers.py --optimizers shampoo --tasks func --explain

Lion is of the package lion-pytorch, SOAP and Shampoo are of pytorch-optimizer; neither is an extra of awarelr. What is
absent is named and left out.
"""

import argparse
import logging
import math
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import torch
from law_score import best
from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.baselines.baseline import Baseline
from awarelr.benchmark.tasks import TASKS, Task, Workload
from awarelr.benchmark.training import Outcome, train
from awarelr.torch import AwareLR

SEEDS = (0, 1, 2)
STARTS = (0.01, 1.0, 30.0)
GRID = (0.1, 0.3, 1.0, 3.0, 10.0)
TASK_NAMES = ("digits", "func")
PACKAGES = {"lion_pytorch": "lion-pytorch", "pytorch_optimizer": "pytorch-optimizer"}
TOLD = ("diverged", "drifted", "non finite", "dead", "exploding")
"""Situations that are counted in the table."""


class MuonPair(Optimizer):
    """Muon for matrices, AdamW for the rest, as one optimizer: groups and state are those of the two."""

    def __init__(self, model: nn.Module, lr: float) -> None:
        """Share the parameters out; one LR serves both, which is what ``match_rms_adamw`` is for."""
        matrices = [each for each in model.parameters() if each.dim() == 2]  # noqa: PLR2004 - a matrix
        others = [each for each in model.parameters() if each.dim() != 2]  # noqa: PLR2004 - a matrix
        super().__init__([{"params": matrices}, {"params": others}], {"lr": lr})
        muon = torch.optim.Muon(matrices, lr=lr, adjust_lr_fn="match_rms_adamw")
        self.parts: tuple[Optimizer, ...] = (muon, torch.optim.AdamW(others, lr=lr))
        self.param_groups = [group for part in self.parts for group in part.param_groups]
        for part in self.parts:
            part.state = self.state

    def step(self, closure: Any = None) -> None:  # type: ignore[override] # noqa: ANN401, ARG002 - torch's signature
        """Make the step of both."""
        for part in self.parts:
            part.step()


def of(package: str, name: str, **settings: object) -> Callable[[nn.Module, float], Optimizer]:
    """Return what makes the optimizer ``name`` of a package for a model at an LR."""

    def make(model: nn.Module, lr: float) -> Optimizer:
        made: Optimizer = getattr(import_module(package), name)(model.parameters(), lr=lr, **settings)
        return made

    return make


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An optimizer, its usual LR and the package it is from; ``each``: a scheduler for each of its parts, too."""

    lr: float
    make: Callable[[nn.Module, float], Optimizer]
    package: str = "torch"
    each: bool = False


CANDIDATES = {
    "adamw": Candidate(lr=1e-3, make=of("torch.optim", "AdamW")),
    "muon": Candidate(lr=1e-3, make=MuonPair, each=True),
    "lion": Candidate(lr=1e-4, make=of("lion_pytorch", "Lion"), package="lion_pytorch"),
    "soap": Candidate(lr=3e-3, make=of("pytorch_optimizer", "SOAP"), package="pytorch_optimizer"),
    "shampoo": Candidate(
        lr=0.1,
        make=of("pytorch_optimizer", "Shampoo", preconditioning_compute_steps=10),
        package="pytorch_optimizer",
    ),
    "adafactor": Candidate(lr=1e-2, make=of("torch.optim", "Adafactor")),
    "nadam": Candidate(lr=2e-3, make=of("torch.optim", "NAdam")),
    "radam": Candidate(lr=1e-3, make=of("torch.optim", "RAdam")),
}
"""AdamW is there to compare with. The LRs are the packages' defaults, but for two: Muon's is AdamW's, which it is
scaled for; Shampoo's default of 1e-3 hardly moves it, since without grafting its step is Adagrad's: 0.1."""


@dataclass(kw_only=True)
class Watched:
    """AwareLR at its defaults on an optimizer, or on each of its parts, as a baseline that remembers what was named."""

    each: bool = False
    name: str = "aware"
    named: Counter[str] = field(default_factory=Counter)
    schedulers: list[AwareLR] = field(default_factory=list)

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> "Watched":  # noqa: ARG002
        """Take over the optimizer."""
        self._optimizer = optimizer
        parts = optimizer.parts if self.each and isinstance(optimizer, MuonPair) else (optimizer,)
        self.schedulers = [AwareLR(part, model=model) for part in parts]
        return self

    @property
    def lr(self) -> float:
        """LR in force at the next step, that of the first part."""
        return self.schedulers[0].get_last_lr()[0]

    def advance(self, loss: Tensor, /) -> None:
        """Make the step and have the next LR decided."""
        self._optimizer.step()
        for scheduler in self.schedulers:
            scheduler.step(loss)
            if scheduler.last_decision is not None:
                self.named[scheduler.last_decision.situation.label] += 1

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:  # noqa: ARG002 - the contract's
        """Leave the weights as they are."""
        return nullcontext()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Put the averaged weights in the model's place."""
        with ExitStack() as stack:
            for scheduler in self.schedulers:
                stack.enter_context(scheduler.averaged())
            yield


def under(task: Task, candidate: Candidate) -> Task:
    """Return the task with another optimizer in its own one's place."""

    def build(seed: int) -> Workload:
        workload = task.build(seed)
        return replace(workload, optimizer=lambda lr: candidate.make(workload.model, lr))

    return replace(task, lr=candidate.lr, build=build)


def attempted(task: Task, baseline: Baseline, lr: float, seed: int) -> Outcome:
    """Return what a run came to; one that ends in an error of linear algebra, as Shampoo's do on NaN, diverged."""
    try:
        return train(task, baseline, lr=lr, seed=seed)
    except torch.linalg.LinAlgError:
        return Outcome(last=math.nan, averaged=math.nan, final_lr=math.nan, seconds=math.nan)


def tuned(task: Task) -> tuple[float, str]:
    """Return the figure of the best constant LR, and in words which it is."""
    grid: dict[str, dict[str, list[float]]] = {"last": {}, "averaged": {}}
    waiting = list(GRID)
    while waiting:
        for multiplier in waiting:
            runs = [attempted(task, BASELINES["constant"], multiplier * task.lr, seed) for seed in SEEDS]
            grid["last"][str(multiplier)] = [each.last for each in runs]
            grid["averaged"][str(multiplier)] = [each.averaged for each in runs]
        found = best({"constant": grid})
        tried = sorted(map(float, grid["last"]))
        at_end = {tried[0]: tried[0] / 3.0, tried[-1]: tried[-1] * 3.0}.get(float(found.multiplier))
        waiting = [] if at_end is None or len(tried) > 2 * len(GRID) else [float(f"{at_end:.2g}")]
    return found.value, f"x{float(found.multiplier):g}, {found.weights}"


def aware(task: Task, start: float, *, each: bool, explain: bool) -> tuple[list[float], str]:
    """Return AwareLR's figure for each seed and, in words, where the LR ended and which mishaps were named."""
    figures, ends, named = [], [], Counter[str]()
    for seed in SEEDS:
        watched = Watched(each=each)
        outcome = attempted(task, watched, start * task.lr, seed)
        figures.append(outcome.averaged)
        if math.isfinite(outcome.final_lr):
            ends.append(outcome.final_lr / task.lr)
        named.update(watched.named)
        if explain:
            for scheduler in watched.schedulers:
                print(f"\nx{start:g}, seed {seed}: {outcome.averaged:.4g}\n{scheduler.explain()}\n", flush=True)
    mishaps = ", ".join(f"{label} {named[label]}" for label in TOLD if named[label])
    end = f"x{statistics.geometric_mean(ends):.2g}" if ends else "-"
    return figures, end + (f" ({mishaps})" if mishaps else "")


def tell(name: str, task_name: str, *, explain: bool) -> list[float]:
    """Print the rows of one optimizer on one task; return AwareLR's ratios."""
    candidate, ratios = CANDIDATES[name], []
    task = under(TASKS[task_name], candidate)
    value, words = tuned(task)
    for each in (False, True) if candidate.each else (False,):
        cells, ends = [], []
        for start in STARTS:
            figures, end = aware(task, start, each=each, explain=explain)
            ratios.append(statistics.fmean(figures) / value)
            spread = statistics.stdev(figures) / math.sqrt(len(figures)) / value
            cells.append(f"{ratios[-1]:.3f} ± {spread:.3f}")
            ends.append(end)
        which = f"{name}, a scheduler each" if each else name
        print(
            f"| {which} | {task_name} | {value:.4g} ({words}) | {' | '.join(cells)} | {'; '.join(ends)} |", flush=True
        )
    return ratios


def summary(ratios: Sequence[float]) -> str:
    """Return in words how the ratios lie."""
    there = [each for each in ratios if math.isfinite(each)]
    middle, worst = statistics.geometric_mean(there), max(there)
    return (
        f"{len(ratios)} cells: geo-mean {middle:.3f}, median {statistics.median(there):.3f}, worst {worst:.2f}, "
        f"above 1.3: {sum(each > 1.3 for each in there)}, not finite: {len(ratios) - len(there)}"  # noqa: PLR2004
    )


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--optimizers", nargs="+", choices=CANDIDATES, default=list(CANDIDATES), metavar="NAME")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=TASK_NAMES, metavar="TASK")
    parser.add_argument("--explain", action="store_true", help="print the story of every run of AwareLR")
    given = parser.parse_args()
    logging.getLogger("awarelr").setLevel(logging.ERROR)  # rollbacks are counted in the table
    began = time.process_time()
    print("| optimizer | task | best constant | from x0.01 | x1 | x30 | LR at the end of each (mishaps named) |")
    print("|---|---|---|---|---|---|---|")
    ratios: dict[str, list[float]] = defaultdict(list)
    for name in given.optimizers:
        package = CANDIDATES[name].package
        if find_spec(package) is None:
            print(f"{name} is left out, its package is absent: pip install --no-deps {PACKAGES[package]}", flush=True)
            continue
        for task_name in given.tasks:
            ratios[name].extend(tell(name, task_name, explain=given.explain))
    for name, figures in ratios.items():
        print(f"{name}: {summary(figures)}")
    print(f"{time.process_time() - began:.0f} s of one core")


if __name__ == "__main__":
    main()
