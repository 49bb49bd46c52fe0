"""Two processes that Lightning spawns to train one model; each writes what was decided to a file of its own."""

import json
import logging
import math
import sys
import warnings
from pathlib import Path
from typing import Any

import torch
from lightning import pytorch as pl
from lightning.pytorch.strategies import ModelParallelStrategy
from torch.distributed.fsdp import fully_shard

from awarelr.lightning import AwareCallback
from awarelr.sensors.torch_pieces import in_pieces
from awarelr.torch import AwareLR

WARNINGS: list[str] = []


class Net(pl.LightningModule):  # type: ignore[misc]  # as in the package
    """A layer and its loss."""

    def __init__(self, *, pieces: bool) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.net = torch.nn.Linear(8, 1)
        self.pieces = pieces

    def configure_model(self) -> None:
        if self.pieces and not hasattr(self.net, "reshard"):
            fully_shard(self.net, mesh=self.device_mesh["data_parallel"])

    def loss(self, batch: Any) -> Any:
        x, y = batch
        return (self.net(x).squeeze(-1) - y).square().mean()

    def training_step(self, batch: Any, _: int) -> Any:
        return self.loss(batch)

    def validation_step(self, batch: Any, _: int) -> None:
        self.log("val_loss", self.loss(batch), sync_dist=True)

    def configure_optimizers(self) -> Any:
        return torch.optim.AdamW(self.parameters(), lr=1e-5)


class Telling(pl.Callback):  # type: ignore[misc]  # as in the package
    """Writes the end of it."""

    def __init__(self, folder: Path, driving: AwareCallback) -> None:
        self.folder, self.driving = folder, driving

    def on_fit_start(self, *_: Any) -> None:
        handler = logging.Handler()
        handler.emit = lambda record: WARNINGS.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger("awarelr").addHandler(handler)

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        scheduler = self.driving.scheduler
        assert scheduler is not None
        assert scheduler.last_decision is not None
        found = {
            "lr": scheduler.get_last_lr()[0].hex(),
            "steps": scheduler.last_epoch,
            "evidence": scheduler.last_decision.evidence,
            "validation": None if scheduler.best_validation is None else scheduler.best_validation.loss,
            "weights": math.fsum(_whole(each).sum().item() for each in pl_module.parameters()).hex(),
            "said": WARNINGS,
        }
        (self.folder / f"rank{trainer.global_rank}.json").write_text(json.dumps(found))


def _whole(tensor: Any) -> torch.Tensor:
    whole: torch.Tensor = tensor.full_tensor() if in_pieces(tensor) else tensor
    return whole


class Steer:
    """Builds the scheduler, with a journal: one for all ranks."""

    def __init__(self, journal: Path) -> None:
        self.journal = journal

    def __call__(self, optimizer: Any, model: Any, total_steps: int | None) -> AwareLR:
        return AwareLR(optimizer, model=model, total_steps=total_steps, journal=self.journal)


def main(folder: Path, strategy: str) -> None:
    """Train from an LR far too low on batches that differ from rank to rank, and validate in between."""
    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.manual_seed(0)
    x = torch.randn(256, 8)
    rows = torch.utils.data.TensorDataset(x, x.sum(1) + torch.randn(256))
    driving = AwareCallback("val_loss", steer=Steer(folder / "run.jsonl"))
    trainer = pl.Trainer(
        accelerator="cpu",
        strategy=ModelParallelStrategy(2, 1) if strategy == "pieces" else strategy,
        devices=2,
        max_steps=60,
        accumulate_grad_batches=2,
        callbacks=[driving, Telling(folder, driving)],
        default_root_dir=folder,
        enable_checkpointing=False,
        enable_model_summary=False,
        enable_progress_bar=False,
        logger=False,
    )
    loader = torch.utils.data.DataLoader(rows, batch_size=4)
    trainer.fit(Net(pieces=strategy == "pieces"), loader, loader)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
