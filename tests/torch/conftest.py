"""Small trainings that run in a fraction of a second, and the warnings that they raise."""

import hashlib
import json
import logging
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from awarelr.core import AwareSettings

try:
    import torch
except ImportError:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def strides() -> Any:
    """Return settings under which no step counts as long: an LR far too large does damage instead of being undone."""
    return AwareSettings(long_stride=math.inf)


@dataclass
class Toy:
    """A small classification: three classes, told apart by a fixed random teacher.

    Args:
        seed: what the model is drawn from; the data are always the same.
        norm: True for a BatchNorm between the layers.
        noise: share of labels that are drawn at random.
        device: where model and data are.
    """

    seed: int = 0
    norm: bool = False
    noise: float = 0.1
    device: str = "cpu"
    model: Any = field(init=False)

    def __post_init__(self) -> None:
        draw = torch.Generator().manual_seed(1)
        self.x = torch.randn(512, 8, generator=draw)
        teacher = torch.nn.functional.one_hot((self.x @ torch.randn(8, 3, generator=draw)).argmax(1), 3).float()
        random = torch.nn.functional.one_hot(torch.randint(3, (512,), generator=draw), 3).float()
        self.y = torch.where(torch.rand(512, 1, generator=draw) < self.noise, random, teacher).argmax(1)
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            middle = [torch.nn.BatchNorm1d(16)] if self.norm else []
            self.model = torch.nn.Sequential(torch.nn.Linear(8, 16), *middle, torch.nn.Tanh(), torch.nn.Linear(16, 3))
        self.x, self.y, self.model = self.x.to(self.device), self.y.to(self.device), self.model.to(self.device)

    def batch(self, step: int, size: int = 32) -> tuple[Any, Any]:
        rows = torch.randint(512, (size,), generator=torch.Generator().manual_seed(step))
        return self.x[rows], self.y[rows]

    def loss(self, step: int) -> Any:
        x, y = self.batch(step)
        return torch.nn.functional.cross_entropy(self.model(x), y)

    def accuracy(self) -> float:
        """Return the share of right answers on all data, in evaluation mode."""
        self.model.eval()
        with torch.no_grad():
            share = float((self.model(self.x).argmax(1) == self.y).float().mean())
        self.model.train()
        return share

    def whole_loss(self) -> float:
        with torch.no_grad():
            return float(torch.nn.functional.cross_entropy(self.model(self.x), self.y))

    def run(self, optimizer: Any, scheduler: Any, steps: int, first: int = 1) -> list[float]:
        """Train in the documented loop; return the LR that each step used."""
        lrs = []
        for step in range(first, first + steps):
            optimizer.zero_grad()
            loss = self.loss(step)
            loss.backward()
            optimizer.step()
            lrs.append(float(optimizer.param_groups[0]["lr"]))
            if scheduler is not None:
                scheduler.step(loss)
        return lrs


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def toy() -> Callable[..., Any]:
    """Return the maker of small trainings."""
    return Toy


@pytest.fixture
def fingerprint() -> Callable[..., list[Any]]:
    """Return a function that lists every number of models, optimizers and random generators, bit for bit."""

    def flat(value: Any) -> Iterator[Any]:
        if isinstance(value, torch.Tensor):
            data = value.detach().contiguous().reshape(-1).view(torch.uint8).cpu().numpy().tobytes()
            yield f"{tuple(value.shape)} {hashlib.sha256(data).hexdigest()}"
        elif isinstance(value, dict):
            for key in value:
                yield from flat(value[key])
        elif isinstance(value, (list, tuple)):
            for each in value:
                yield from flat(each)
        else:
            yield repr(float(value) if type(value) is int else value)

    def of(*parts: Any) -> list[Any]:
        return [each for part in parts for each in flat(part.state_dict() if hasattr(part, "state_dict") else part)]

    return of


@pytest.fixture
def warnings_of(caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    """Return a function that lists the warnings logged so far, those with certain words if any are given."""

    def of(words: str = "") -> list[str]:
        messages = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
        return [each for each in messages if words in each]

    return of


@pytest.fixture(scope="session")
def both_ranks() -> Callable[[Path, Path, str], list[dict[str, Any]]]:
    """Run a job's script as each of two processes that meet in a folder; return what each of them printed."""

    def run(job: Path, folder: Path, how: str) -> list[dict[str, Any]]:
        commands = [[sys.executable, str(job), str(rank), str(folder / "meeting"), how] for rank in (0, 1)]
        jobs = [subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for each in commands]  # noqa: S603 - ours
        return [json.loads(each.communicate(timeout=120)[0].splitlines()[-1]) for each in jobs]

    return run
