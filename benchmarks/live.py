"""What the live view costs, as a share of the training's time: both halves side by side in one run.

A script, not a test: ``python benchmarks/live.py``. Blocks of steps with and without the view take turns on the same
scheduler, so that the machine's moods hit both alike; the view draws into a terminal of 80 x 24 that throws it away.
"""

import argparse
import io
import statistics
import time

import torch

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


def main() -> None:
    """Time the blocks and print the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=256, help="width of the network")
    parser.add_argument("--blocks", type=int, default=30, help="blocks of each kind")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of a block")
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    width = given.width
    model = torch.nn.Sequential(torch.nn.Linear(64, width), torch.nn.ReLU(), torch.nn.Linear(width, 1))
    x, y = torch.randn(4096, 64), torch.randn(4096, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    scheduler = AwareLR(optimizer, model=model)
    view = LiveView(Terminal(Screen()))
    costs: dict[bool, list[float]] = {False: [], True: []}
    for block in range(2 * given.blocks):
        shown = block % 2 == 1
        scheduler._chronicle.live = view if shown else None  # noqa: SLF001 - the same training with and without
        begun, steps = time.perf_counter(), 0
        while time.perf_counter() - begun < given.seconds:
            picked = torch.randint(0, len(x), (64,))
            optimizer.zero_grad()
            loss = ((model(x[picked]) - y[picked]) ** 2).mean()
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
            steps += 1
        costs[shown].append((time.perf_counter() - begun) / steps)
    view.close()
    without = statistics.median(costs[False])
    pairs = [one / other - 1.0 for other, one in zip(costs[False], costs[True], strict=True)]
    share, spread = statistics.median(pairs), statistics.stdev(pairs) / len(pairs) ** 0.5
    print(f"a step without the view: {without * 1e6:.0f} us; the view adds {share:+.2%} (standard error {spread:.2%})")


if __name__ == "__main__":
    main()
