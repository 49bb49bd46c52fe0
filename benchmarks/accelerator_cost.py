"""What AwareLR costs beside the same training without it, on an accelerator: time and memory, at its defaults.

Trainings of one kind take turns of 25 steps, so that each turn holds one snapshot; the accelerator is waited for before
and after a turn and at no other time, so that the host may run ahead as in a user's loop. A round is a turn of each;
the median of the rounds' ratios is told. The small network shows what the scheduler's own launches cost where the
accelerator has next to nothing to do, the decoders what its passes over the memory cost where it is busy.

    python benchmarks/accelerator_cost.py                 # everything, some two minutes on one GPU
    python benchmarks/accelerator_cost.py --only small    # or: decoder, large
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import torch
from cost import TURNS, Decoder
from torch import Tensor, nn

from awarelr.torch import AwareLR

VARIANTS = ("without", "defaults", "rollback off", "decide_every=8", "loss.item() at each step, without")
"""The last one is no variant of the scheduler: what many loops do beside any, for comparison."""
KINDS = {
    "small": "64-128-128-10, 64 examples, float32",
    "decoder": "decoder of 10.8 million parameters, 16 x 256 bytes, bfloat16 autocast",
    "large": "decoder of 86 million parameters, 16 x 1024 bytes, bfloat16 autocast",
}


@dataclass(kw_only=True)
class Training:
    """A training with its scheduler, a turn at a time."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: AwareLR | None
    draw: Callable[[int], tuple[Tensor, Tensor]]
    half: bool
    reads_loss: bool
    steps: int = 0

    def turn(self, steps: int) -> float:
        """Make some steps; return the seconds that one took."""
        device = next(self.model.parameters()).device
        wait(device)
        start = time.perf_counter()
        for _ in range(steps):
            self.step(device)
        wait(device)
        return (time.perf_counter() - start) / steps

    def step(self, device: torch.device) -> None:
        """Make one step as a user's loop does."""
        x, y = self.draw(self.steps)
        self.steps += 1
        self.optimizer.zero_grad()
        with torch.autocast(device.type, torch.bfloat16) if self.half else nullcontext():
            loss = nn.functional.cross_entropy(self.model(x).flatten(0, -2), y.flatten())
        loss.backward()  # type: ignore[no-untyped-call] # torch's own
        self.optimizer.step()
        if self.scheduler is not None:
            self.scheduler.step(loss)
        elif self.reads_loss:
            loss.item()


def wait(device: torch.device) -> None:
    """Wait until the accelerator has done all that it was told."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def training(kind: str, variant: str, device: torch.device) -> Training:
    """Return a training of a kind, its data on the device already."""
    torch.manual_seed(0)
    if kind == "small":
        model: nn.Module = nn.Sequential(
            nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)
        )
        x, y = torch.randn(64, 64, 64), torch.randint(10, (64, 64))
    else:
        length = 1024 if kind == "large" else 256
        model = Decoder(width=768, layers=12, length=length) if kind == "large" else Decoder(length=length)
        text = torch.randint(256, (64, 16, length + 1))
        x, y = text[:, :, :-1].contiguous(), text[:, :, 1:].contiguous()
    model, x, y = model.to(device), x.to(device), y.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    return Training(
        model=model,
        optimizer=optimizer,
        scheduler=scheduled(model, optimizer, variant),
        draw=lambda step: (x[step % 64], y[step % 64]),
        half=kind != "small",
        reads_loss="item" in variant,
    )


def scheduled(model: nn.Module, optimizer: torch.optim.Optimizer, variant: str) -> AwareLR | None:
    """Return the scheduler of a variant."""
    if "without" in variant:
        return None
    if variant == "rollback off":
        return AwareLR(optimizer, model=model, rollback=False)
    return AwareLR(optimizer, model=model, decide_every=8 if variant == "decide_every=8" else None)


def rounds_of(kind: str, device: torch.device, rounds: int) -> Iterator[dict[str, float]]:
    """Yield the seconds of a step of each variant, round by round."""
    turns = TURNS if device.type == "cuda" else 1  # without an accelerator: enough to see that the script runs
    trainings = {variant: training(kind, variant, device) for variant in VARIANTS}
    for each in trainings.values():
        each.turn(turns)
    names = list(trainings)
    for number in range(rounds):
        at = number % len(names)
        yield {name: trainings[name].turn(turns) for name in names[at:] + names[:at]}


def tell_time(kind: str, device: torch.device, rounds: int) -> None:
    """Print each variant's step beside the one without."""
    taken = list(rounds_of(kind, device, rounds))
    print(f"{kind}: {KINDS[kind]}; {rounds} rounds")
    for variant in VARIANTS:
        ratios = sorted(each[variant] / each["without"] for each in taken)
        micros = 1e6 * statistics.median(each[variant] for each in taken)
        added = 1e6 * statistics.median(each[variant] - each["without"] for each in taken)
        print(
            f"  {variant:34} {micros:9.0f} us a step, {added:+8.0f} us, ratio {statistics.median(ratios):.3f} "
            f"(rounds: {ratios[0]:.3f} to {ratios[-1]:.3f})"
        )


def tell_memory(kind: str, device: torch.device) -> None:
    """Print the most memory that each variant held, over a new snapshot."""
    size = 0.0
    base = 0.0
    for variant in VARIANTS[:3]:
        gc.collect()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
        run = training(kind, variant, device)
        run.turn(TURNS + 2)
        size = sum(each.numel() for each in run.model.parameters()) * 4 / 2**20
        mark = torch.cuda.max_memory_allocated(device) / 2**20
        base = base or mark
        print(
            f"  {variant:34} {mark:9.0f} MiB, ratio {mark / base:.3f}, {(mark - base) / size:.2f} x the parameters more"
        )
        del run
    print(f"  (the parameters are {size:.0f} MiB, with AdamW's state {3 * size:.0f} MiB)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--only", choices=tuple(KINDS))
    given = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "no accelerator: nothing to conclude from"
    print(f"torch {torch.__version__}, {name}")
    for kind in [given.only] if given.only else KINDS:
        tell_time(kind, device, given.rounds)
        if device.type == "cuda":
            tell_memory(kind, device)


if __name__ == "__main__":
    main()
