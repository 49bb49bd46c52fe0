"""What the live view costs, as a share of the training's time: both measured side by side in one run.

A script, not a test: ``python benchmarks/live.py``. The processor time spent inside the view is summed beside that of
the whole loop, so that whoever else uses the machine does not matter; the view draws into a terminal of 80 x 24 that
throws it away.
"""

import argparse
import io
import time

import torch

from awarelr.core import Decision, Reading
from awarelr.render.live import LiveView
from awarelr.render.live.terminal import Terminal
from awarelr.torch import AwareLR


class Screen(io.StringIO):
    """A terminal that forgets what it shows."""

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True

    def write(self, text: str) -> int:
        """Count and forget."""
        return len(text)


class Timed:
    """A view whose processor time is counted."""

    def __init__(self, view: LiveView) -> None:
        """Nothing is spent yet."""
        self._view = view
        self.spent = self.drawing = 0.0
        self.pictures = 0

    def add(self, reading: Reading, decision: Decision) -> None:
        """Hand on, and count."""
        step = self._view.watched.step
        begun = time.thread_time()
        self._view.add(reading, decision)
        spent = time.thread_time() - begun
        self.spent += spent
        if self._view.watched.step != step:
            self.pictures += 1
            self.drawing += spent


def looking() -> float:
    """Return what it costs to look at the clock, as often as `Timed` does within its own count, in seconds."""
    begun = time.thread_time()
    for _ in range(10_000):
        time.thread_time()
    return (time.thread_time() - begun) / 10_000


def main() -> None:
    """Time the training and print the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=256, help="width of the network")
    parser.add_argument("--seconds", type=float, default=30.0, help="seconds of training")
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    width = given.width
    model = torch.nn.Sequential(torch.nn.Linear(64, width), torch.nn.ReLU(), torch.nn.Linear(width, 1))
    x, y = torch.randn(4096, 64), torch.randn(4096, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    scheduler = AwareLR(optimizer, model=model)
    view = LiveView(Terminal(Screen()))
    scheduler._chronicle.live = timed = Timed(view)  # type: ignore[assignment] # noqa: SLF001 - it stands in for it
    begun, started, steps = time.thread_time(), time.perf_counter(), 0
    while time.perf_counter() - started < given.seconds:
        picked = torch.randint(0, len(x), (64,))
        optimizer.zero_grad()
        loss = ((model(x[picked]) - y[picked]) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        steps += 1
    whole = time.thread_time() - begun
    view.close()
    spent = max(timed.spent - steps * looking(), 0.0)
    print(
        f"{steps:,} steps of {(whole - spent) / steps * 1e6:.0f} us; the view took {spent / whole:.2%} of the time, "
        f"{timed.pictures} pictures of {timed.drawing / max(timed.pictures, 1) * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    main()
