"""A small regression as transformers' Trainer wants it, without any download."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

try:
    import torch
    import transformers
except ImportError:
    collect_ignore_glob = ["test_*.py"]
else:

    class Net(torch.nn.Module):
        """Two layers and their loss, drawn from a fixed seed."""

        def __init__(self) -> None:
            super().__init__()
            with torch.random.fork_rng():
                torch.manual_seed(0)
                self.net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))

        def forward(self, x: Any, labels: Any) -> dict[str, Any]:
            found = self.net(x).squeeze(-1)
            return {"loss": (found - labels).square().mean(), "logits": found}


ROWS = 256


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    draw = torch.Generator().manual_seed(1)
    x = torch.randn(ROWS, 8, generator=draw)
    return [{"x": each, "labels": each[0] * each[1]} for each in x]


@pytest.fixture
def arguments(tmp_path: Path) -> Callable[..., Any]:
    """Return a maker of arguments: 60 steps of two micro-batches of 16 rows from an LR a thousand times too low."""

    def made(**given: Any) -> Any:
        usual = {
            "output_dir": str(tmp_path / "out"),
            "use_cpu": True,
            "report_to": [],
            "disable_tqdm": True,
            "seed": 0,
            "learning_rate": 1e-5,
            "max_steps": 60,
            "per_device_train_batch_size": 16,
            "gradient_accumulation_steps": 2,
            "save_strategy": "no",
            "logging_strategy": "no",
        }
        return transformers.TrainingArguments(**{**usual, **given})

    return made


@pytest.fixture
def net() -> "Callable[[], Net]":
    return Net


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep transformers' own messages out of the way."""
    before = transformers.logging.get_verbosity()
    transformers.logging.set_verbosity_error()
    yield
    transformers.logging.set_verbosity(before)
