"""A small regression as a LightningModule."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

try:
    import torch
    from lightning import pytorch as pl
except ImportError:
    collect_ignore_glob = ["test_*.py"]
else:

    class Net(pl.LightningModule):  # type: ignore[misc]  # as in the package
        """Two layers and their loss, drawn from a fixed seed."""

        def __init__(self, configure: "Callable[[Net], Any] | None" = None) -> None:
            super().__init__()
            self.configure = configure
            with torch.random.fork_rng():
                torch.manual_seed(0)
                self.net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))

        def loss(self, batch: Any) -> Any:
            x, y = batch
            return (self.net(x).squeeze(-1) - y).square().mean()

        def training_step(self, batch: Any, _: int) -> Any:
            return self.loss(batch)

        def validation_step(self, batch: Any, _: int) -> None:
            self.log("val_loss", self.loss(batch))

        def configure_optimizers(self) -> Any:
            return torch.optim.AdamW(self.parameters(), lr=1e-5) if self.configure is None else self.configure(self)


@pytest.fixture
def net() -> "type[Net]":
    return Net


@pytest.fixture
def loader() -> Callable[..., Any]:
    """Return a maker of loaders over 256 rows, always in the same order."""
    draw = torch.Generator().manual_seed(1)
    x = torch.randn(256, 8, generator=draw)

    def made(size: int = 16, *, spoilt: bool = False) -> Any:
        rows = x.clone()
        if spoilt:
            rows[100] = torch.nan
        return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(rows, x[:, 0] * x[:, 1]), batch_size=size)

    return made


@pytest.fixture
def trainer(tmp_path: Path) -> Callable[..., Any]:
    """Return a maker of trainers: 60 steps of two micro-batches each."""

    def made(*callbacks: Any, **given: Any) -> Any:
        usual = {
            "accelerator": "cpu",
            "accumulate_grad_batches": 2,
            "default_root_dir": tmp_path,
            "enable_checkpointing": False,
            "enable_model_summary": False,
            "enable_progress_bar": False,
            "logger": False,
            "max_steps": 60,
        }
        return pl.Trainer(**{**usual, **given}, callbacks=list(callbacks))

    return made


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep Lightning's own messages out of the way."""
    logger = logging.getLogger("lightning.pytorch")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)
