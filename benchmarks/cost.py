"""What AwareLR costs beside the same training without it: time and memory, on the CPU, at its defaults.

Time is measured in pairs: two equal trainings in one process take turns step by step, one with the scheduler and one
without; a round is 25 turns, so that it holds one snapshot, and the median of the rounds' ratios is told. A step takes
4 sequences of 256 bytes; a larger batch would flatter the ratio. Memory is the high-water mark of a fresh process for
each variant, since a process never gives back its highest mark, at 16 sequences.

    python benchmarks/cost.py                    # everything, some ten minutes on two quiet cores
    python benchmarks/cost.py --processor        # for a busy machine: one thread, its own time
    python benchmarks/cost.py --only small       # or: time, memory
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from awarelr.torch import AwareLR

TURNS = 25
"""Steps of a round: the distance between two snapshots."""
VARIANTS = ("without", "rollback off", "everything on")


class Block(nn.Module):
    """One layer of a decoder: causal attention and a feed-forward part, each behind a LayerNorm."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(width)
        self.attention = nn.Linear(width, 3 * width)
        self.mixed = nn.Linear(width, width)
        self.before_feed = nn.LayerNorm(width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        """Return the sequence one layer on."""
        batch, length, width = x.shape
        parts = self.attention(self.before_attention(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.mixed(seen.transpose(1, 2).reshape(batch, length, width))
        fed: Tensor = x + self.feed(self.before_feed(x))
        return fed


class Decoder(nn.Module):
    """A byte-level decoder of 10.8 million parameters."""

    def __init__(self, width: int = 384, layers: int = 6, length: int = 256) -> None:
        super().__init__()
        self.embedded = nn.Embedding(256, width)
        self.placed = nn.Parameter(torch.zeros(length, width))
        self.blocks = nn.Sequential(*(Block(width, 6) for _ in range(layers)))
        self.last = nn.Linear(width, 256)

    def forward(self, text: Tensor) -> Tensor:
        """Return the logits of the next byte at every place."""
        logits: Tensor = self.last(self.blocks(self.embedded(text) + self.placed))
        return logits


@dataclass
class Training:
    """A training with its scheduler, one step at a time."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: AwareLR | None
    draw: Callable[[int], tuple[Tensor, Tensor]]
    clock: Callable[[], float] = time.perf_counter
    steps: int = 0

    def step(self) -> float:
        """Make one step; return how long it took, in seconds."""
        x, y = self.draw(self.steps)
        self.steps += 1
        start = self.clock()
        self.optimizer.zero_grad()
        loss: Any = nn.functional.cross_entropy(self.model(x).flatten(0, -2), y.flatten())
        loss.backward()
        self.optimizer.step()
        if self.scheduler is not None:
            self.scheduler.step(loss)
        return self.clock() - start


def scheduled(model: nn.Module, optimizer: torch.optim.Optimizer, variant: str) -> AwareLR | None:
    """Return the scheduler of a variant."""
    if variant == "without":
        return None
    return AwareLR(optimizer, model=model, rollback=False if variant == "rollback off" else None)


def decoder(variant: str, sequences: int = 4, length: int = 256) -> Training:
    """Return the training of the decoder."""
    torch.manual_seed(0)
    model = Decoder(length=length)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)

    def draw(step: int) -> tuple[Tensor, Tensor]:
        text = torch.randint(256, (sequences, length + 1), generator=torch.Generator().manual_seed(step))
        return text[:, :-1], text[:, 1:]

    return Training(model, optimizer, scheduled(model, optimizer, variant), draw)


def perceptron(variant: str) -> Training:
    """Return the training of a small network, where every call counts."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = torch.randn(4096, 64), torch.randint(10, (4096,))

    def draw(step: int) -> tuple[Tensor, Tensor]:
        start = 64 * step % 4096
        return x[start : start + 64], y[start : start + 64]

    # One thread, so that its own time can be told from that of whatever else the machine does.
    return Training(model, optimizer, scheduled(model, optimizer, variant), draw, time.process_time)


def paired(make: Callable[[str], Training], rounds: int, turns: int) -> list[tuple[float, float]]:
    """Return the seconds of a step without and with the scheduler, for each round."""
    plain, aware = make("without"), make("everything on")
    for training in (plain, aware):
        for _ in range(3):
            training.step()
    figures = []
    for number in range(rounds):
        taken = {id(plain): 0.0, id(aware): 0.0}
        for turn in range(turns):
            for training in (plain, aware) if (number + turn) % 2 else (aware, plain):
                taken[id(training)] += training.step()
        figures.append((taken[id(plain)] / turns, taken[id(aware)] / turns))
    return figures


def high_water(variant: str) -> float:
    """Return the memory that the training of the decoder needs at most, in MiB; in a process of its own."""
    command = [sys.executable, __file__, "--alone", variant]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very file
    return float(printed)


def alone(variant: str) -> None:
    """Train, over a new snapshot where there is one, and print the high-water mark in MiB."""
    training = decoder(variant, sequences=16)
    for _ in range(TURNS + 2 if variant == "everything on" else 6):
        training.step()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0)


def tell_time(rounds: int, *, processor: bool) -> None:
    """Print the ratio of times for the decoder; of processor time if the machine is busy with other things."""

    def make(variant: str) -> Training:
        training = decoder(variant)
        training.clock = time.process_time if processor else time.perf_counter
        return training

    torch.set_num_threads(1 if processor else os.cpu_count() or 1)
    figures = paired(make, rounds, TURNS)
    ratios = sorted(aware / plain for plain, aware in figures)
    plain, aware = (statistics.median(each) for each in zip(*figures, strict=True))
    print(f"decoder: {1e3 * plain:.0f} ms a step without, {1e3 * aware:.0f} ms with; ", end="")
    print(f"ratio {statistics.median(ratios):.3f} (rounds: {ratios[0]:.3f} to {ratios[-1]:.3f}); target 1.05")


def tell_small(rounds: int) -> None:
    """Print the added microseconds for the small network."""
    torch.set_num_threads(1)
    figures = paired(perceptron, 4 * rounds, 4 * TURNS)
    added = sorted(1e6 * (aware - plain) for plain, aware in figures)
    plain = statistics.median(1e6 * each for each, _ in figures)
    print(f"64-128-128-10: {plain:.0f} us of processor time a step without, ", end="")
    print(f"{statistics.median(added):.0f} us more with ", end="")
    print(f"(rounds: {added[0]:.0f} to {added[-1]:.0f})")


def tell_memory() -> None:
    """Print the high-water marks for the decoder."""
    marks = {variant: high_water(variant) for variant in VARIANTS}
    size = sum(each.numel() for each in Decoder().parameters()) * 4 / 2**20
    base = marks["without"]
    for variant, mark in marks.items():
        added = (mark - base) / size
        print(f"decoder, {variant}: {mark:.0f} MiB, ratio {mark / base:.3f}, {added:.2f} x the parameters more")
    print(f"(the parameters are {size:.0f} MiB, with AdamW's state {3 * size:.0f} MiB)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("time", "memory", "small"))
    parser.add_argument("--processor", action="store_true", help="one thread's processor time, for a busy machine")
    parser.add_argument("--alone", choices=VARIANTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone is not None:
        alone(given.alone)
        return
    print(f"torch {torch.__version__}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    if given.only in (None, "small"):
        tell_small(given.rounds)
    if given.only in (None, "memory"):
        tell_memory()
    if given.only in (None, "time"):
        tell_time(given.rounds, processor=given.processor)


if __name__ == "__main__":
    main()
