"""Tasks are made for one thread, several only get in each other's way; and how a test trains and measures them."""

from collections.abc import Callable, Iterator

import pytest

try:
    import torch

    from awarelr.benchmark.tasks import Workload
except ImportError:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def descend() -> "Callable[[Workload, float, int], list[float]]":
    """Return a function that trains for a few steps at an LR and returns each loss, taken before its update."""

    def run(workload: "Workload", lr: float, steps: int) -> list[float]:
        optimizer = workload.optimizer(lr)
        losses = []
        for step in range(1, steps + 1):
            optimizer.zero_grad()
            loss = workload.loss(step)
            loss.backward()  # type: ignore[no-untyped-call] # torch's own
            optimizer.step()
            losses.append(loss.item())
        return losses

    return run


@pytest.fixture
def value() -> "Callable[[Workload], float]":
    """Return a function that measures a workload's model."""

    def run(workload: "Workload") -> float:
        workload.model.eval()
        with torch.no_grad():
            return workload.metric(workload.model)

    return run
