"""What the live view costs, as a share of the training's time.

A script, not a test: ``python benchmarks/live.py``. Within one training the view is on and off in turns of a few steps,
so that whoever else uses the machine slows both alike; its clock runs only while it is on. What pictures cost is
counted, what the view costs between them is the median over neighbouring turns. It draws into a terminal of 80 x 24
that throws it away. Two whole trainings, one with the view and one without, differ by more than what is looked for.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from awarelr.core import Decision, Reading
from awarelr.render.live import LiveView
from awarelr.render.live.terminal import Terminal
from awarelr.torch import AwareLR

TURN = 20
"""Steps of a turn."""


class Screen(io.StringIO):
    """A terminal that forgets what it shows."""

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True

    def write(self, text: str) -> int:
        """Count and forget."""
        return len(text)


class Switched:
    """A view that can be turned off and on, with a clock that runs only while it is on, and counted pictures."""

    def __init__(self) -> None:
        """Begin turned off."""
        self._before, self._since = 0.0, time.monotonic()
        self.on = False
        self.view = LiveView(Terminal(Screen()), now=self._now)
        self.pictures: list[float] = []
        self._draw: Callable[..., Any] = self.view._draw  # noqa: SLF001 - that is where the work is
        self.view._draw = self._timed  # type: ignore[method-assign] # noqa: SLF001

    def add(self, reading: Reading, decision: Decision) -> None:
        """Hand on while it is on."""
        if self.on:
            self.view.add(reading, decision)

    def turn(self, *, on: bool) -> None:
        """Turn it on or off."""
        self._before, self._since, self.on = self._now(), time.monotonic(), on

    def _now(self) -> float:
        return self._before + (time.monotonic() - self._since if self.on else 0.0)

    def _timed(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - whatever it is called with
        begun = time.thread_time()
        self._draw(*given, **named)
        self.pictures.append(time.thread_time() - begun)


@dataclass(kw_only=True)
class Costs:
    """Processor seconds of each turn, without those of pictures."""

    on: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)


def trained(turns: int, width: int, view: Switched) -> Costs:
    """Train with the view on and off in turns; which of two comes first alternates."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(64, width), torch.nn.ReLU(), torch.nn.Linear(width, 1))
    x, y = torch.randn(4096, 64), torch.randn(4096, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    scheduler = AwareLR(optimizer, model=model)
    scheduler._chronicle.live = view  # type: ignore[assignment] # noqa: SLF001 - it stands in for it
    costs = Costs()
    for turn in range(turns):
        view.turn(on=turn % 4 in (1, 2))
        drawn = len(view.pictures)
        begun = time.thread_time()
        for _ in range(TURN):
            picked = torch.randint(0, len(x), (64,))
            optimizer.zero_grad()
            loss = ((model(x[picked]) - y[picked]) ** 2).mean()
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
        spent = time.thread_time() - begun - sum(view.pictures[drawn:])
        (costs.on if view.on else costs.off).append(spent)
    return costs


def main() -> None:
    """Train several times and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=256, help="width of the network")
    parser.add_argument("--turns", type=int, default=1000, help=f"turns of {TURN} steps in each training")
    parser.add_argument("--runs", type=int, default=5, help="trainings")
    given = parser.parse_args()
    torch.set_num_threads(1)
    trained(50, given.width, Switched())  # whatever is slow the first time
    wholes = []
    for _ in range(given.runs):
        view = Switched()
        costs = trained(given.turns, given.width, view)
        view.view.close()
        middle = statistics.median(costs.off)
        between = statistics.median((on - off) / middle for on, off in zip(costs.on, costs.off, strict=True))
        drawing = sum(view.pictures) / sum(costs.off)
        wholes.append(between + drawing)
        each = statistics.fmean(view.pictures) * 1e3
        print(
            f"{middle / TURN * 1e6:.0f} us a step; {between:+.2%} between pictures, {drawing:.2%} in "
            f"{len(view.pictures)} pictures of {each:.1f} ms, the end included: {wholes[-1]:+.2%}",
            flush=True,
        )
    print(f"median of {given.runs} trainings: {statistics.median(wholes):+.2%} of the training's time")


if __name__ == "__main__":
    main()
