"""A decoder of 10.8 million parameters on an accelerator: AwareLR beside constant and cosine over a grid of LRs.

The tasks of `awarelr bench` are small, so that everybody can run them on two cores. This asks whether what they say
holds for a network a thousand times as large: byte-level language modelling over the sources of the standard library
(4.4 MB; every tenth module is held out), bfloat16 autocast, AdamW, 32 windows of 256 bytes a step. Losses are means
over the held-out windows, with last and with averaged weights. Several trainings share the accelerator, each in a
process of its own; a stopped run goes on where it was. Figures hold for one minor version of Python: the text is its.

    python benchmarks/accelerator_law.py run --steps 2000 --results DIR --workers 6
    python benchmarks/accelerator_law.py score --results DIR
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from lengths import Told
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import AdamW

from awarelr.benchmark.atomic import write_whole
from awarelr.benchmark.baselines import BASELINES, Baseline
from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.source_text import source_text
from awarelr.benchmark.networks.byte_transformer import ByteTransformer
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload
from awarelr.benchmark.training import train

LR = 1e-3
GRID = (0.1, 0.3, 1.0, 3.0, 10.0)
WRONG = (1e-4, 0.01, 1.0, 30.0)
BATCH, CONTEXT, HELD_OUT = 32, 256, 512
TUNED = ("constant", "cosine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One training."""

    baseline: str
    multiplier: float
    steps: int
    seed: int

    def path(self, results: Path) -> Path:
        """Return where its result lies."""
        return results / f"{self.baseline}-x{self.multiplier:g}-{self.steps}-seed{self.seed}.json"


def baseline_of(name: str) -> Baseline:
    """Return a baseline; ``told`` is AwareLR that knows the budget."""
    return Told() if name == "told" else BASELINES[name]


def cells(steps: int, seeds: "list[int]", baselines: "list[str]") -> "list[Cell]":
    """Return the cells, those first that say most."""
    made = []
    for seed in seeds:
        for name in baselines:
            multipliers = GRID if name in TUNED else (0.01, 1.0) if name == "told" else WRONG
            if getattr(baseline_of(name), "lr_free", False):
                multipliers = (1.0,)
            made += [Cell(baseline=name, multiplier=each, steps=steps, seed=seed) for each in multipliers]
    return made


@cache
def texts() -> "tuple[Tensor, Tensor]":
    """Return the bytes to train on, and those held out."""
    parts: dict[bool, list[Tensor]] = {True: [], False: []}
    names = [name for name in sorted(sys.stdlib_module_names) if not name.startswith("_")]
    names = [name for name in names if name not in {"antigravity", "this"}]  # importing speaks; finding need not
    places = {name: Path(str(getattr(find_spec(name), "origin", ""))) for name in names}
    found = [name for name, place in places.items() if place.suffix == ".py" and place.stat().st_size > 0]
    for number, name in enumerate(found, 1):
        parts[number % 10 == 0].append(source_text((name,)))
    return torch.cat(parts[False]), torch.cat(parts[True])


def task_of(steps: int, device: torch.device) -> Task:
    """Return the task on a device."""

    def build(seed: int) -> Workload:
        text, held_out = (each.to(device) for each in texts())
        offsets = torch.arange(CONTEXT + 1, device=device)
        batches = Batches(population=len(text) - CONTEXT, size=BATCH, seed=seed)
        starts = torch.linspace(0, len(held_out) - CONTEXT - 1, HELD_OUT, device=device).long()
        windows = held_out[starts[:, None] + offsets].split(64)
        torch.manual_seed(seed)
        model = ByteTransformer(blocks=6, width=384, heads=6, context=CONTEXT).to(device)

        def loss(step: int) -> Tensor:
            return next_byte(model, text[batches.at(step).to(device)[:, None] + offsets])

        def metric(trained: nn.Module) -> float:
            return statistics.fmean(next_byte(trained, each).item() for each in windows)

        def optimizer(lr: float) -> AdamW:
            return AdamW(model.parameters(), lr=lr, betas=(0.9, 0.95), weight_decay=0.1)

        return Workload(model=model, optimizer=optimizer, loss=loss, metric=metric)

    return Task(name="large", lr=LR, steps=steps, batch=BATCH, measure=Measure.VALIDATION_LOSS, build=build)


def next_byte(model: Callable[[Tensor], Tensor], windows: Tensor) -> Tensor:
    """Return the mean loss over windows of bytes."""
    with torch.autocast(windows.device.type, torch.bfloat16):
        logits = model(windows[:, :-1])
        return functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())


def run_one(cell: Cell, results: Path) -> None:
    """Train and write the result."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    began = time.perf_counter()
    outcome = train(task_of(cell.steps, device), baseline_of(cell.baseline), lr=cell.multiplier * LR, seed=cell.seed)
    figures = {name: repr(value) for name, value in asdict(outcome).items()}
    write_whole(cell.path(results), json.dumps({**asdict(cell), **figures}, indent=1) + "\n")
    print(
        f"{cell.baseline} x{cell.multiplier:g}, {cell.steps} steps, seed {cell.seed}: last {outcome.last:.4f}, "
        f"averaged {outcome.averaged:.4f}, LR at the end {outcome.final_lr:.2g}, {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def run(given: argparse.Namespace) -> None:
    """Run what has no result yet; nothing new is begun once the minutes are over."""
    given.results.mkdir(parents=True, exist_ok=True)
    waiting = [
        each for each in cells(given.steps, given.seeds, given.baselines) if not each.path(given.results).exists()
    ]
    until = time.monotonic() + 60.0 * given.minutes
    context = multiprocessing.get_context("spawn")  # CUDA does not survive a fork
    at_work: list[Any] = []
    waiting.reverse()
    while waiting or at_work:
        at_work = [each for each in at_work if each.is_alive()]
        while waiting and len(at_work) < given.workers and time.monotonic() < until:
            process = context.Process(target=run_one, args=(waiting.pop(), given.results))
            process.start()
            at_work.append(process)
        if time.monotonic() >= until and not at_work:
            print(f"{len(waiting)} left for another time")
            return
        time.sleep(0.05)


def score(results: Path) -> None:
    """Print every cell beside the tuned best of its length."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))]
    for steps in sorted({each["steps"] for each in records}):
        here = [each for each in records if each["steps"] == steps]
        means: dict[tuple[str, float], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for each in here:
            for weights in ("last", "averaged"):
                means[each["baseline"], each["multiplier"]][weights].append(float(each[weights]))
        table = {key: {name: statistics.fmean(found) for name, found in both.items()} for key, both in means.items()}
        tuned = {(key, name): value for key, both in table.items() if key[0] in TUNED for name, value in both.items()}
        tuned = {key: value for key, value in tuned.items() if value == value}  # noqa: PLR0124 - NaN is not itself
        ((name, multiplier), weights), best = min(tuned.items(), key=lambda item: item[1])
        print(f"{steps} steps, {len({each['seed'] for each in here})} seeds; ", end="")
        print(f"best tuned {best:.4f}: {name} x{multiplier:g}, {weights} weights")
        for key, both in sorted(table.items()):
            ratios = ", ".join(f"{weights} {value:.4f} ({value / best:.3f})" for weights, value in both.items())
            print(f"  {key[0]:14} x{key[1]:<7g} {ratios}")


def main() -> None:
    """Run or score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run")
    running.add_argument("--steps", type=int, default=2000)
    running.add_argument("--seeds", type=int, nargs="+", default=[0])
    running.add_argument("--baselines", nargs="+", default=["aware", "cosine", "constant", "told"])
    running.add_argument("--workers", type=int, default=6)
    running.add_argument("--minutes", type=float, default=60.0)
    scoring = commands.add_parser("score")
    for each in (running, scoring):
        each.add_argument("--results", type=Path, required=True)
    given = parser.parse_args()
    if given.command == "run":
        run(given)
    score(given.results)


if __name__ == "__main__":
    main()
