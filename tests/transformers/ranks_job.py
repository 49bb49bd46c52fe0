"""One of two processes that train one model with transformers' Trainer; prints what was decided, as JSON."""

import json
import logging
import sys

import torch
import transformers

from awarelr.transformers import AwareTrainer


class Net(torch.nn.Module):
    """A layer and its loss."""

    def __init__(self) -> None:
        super().__init__()
        self.net = torch.nn.Linear(8, 1)

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        found = self.net(x).squeeze(-1)
        return {"loss": (found - labels).square().mean(), "logits": found}


def main(folder: str) -> None:
    """Train from an LR far too low on batches that differ from rank to rank, and validate in between."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("awarelr").addHandler(handler)
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    x = torch.randn(256, 8)
    rows = [{"x": each, "labels": each.sum() + torch.randn(())} for each in x]
    args = transformers.TrainingArguments(
        output_dir=folder,
        use_cpu=True,
        ddp_backend="gloo",
        ddp_find_unused_parameters=False,
        report_to=[],
        disable_tqdm=True,
        logging_strategy="no",
        save_strategy="no",
        eval_strategy="steps",
        eval_steps=20,
        learning_rate=1e-5,
        max_steps=60,
        per_device_train_batch_size=4,
        gradient_accumulation_steps=2,
    )
    trainer = AwareTrainer(Net(), args, train_dataset=rows, eval_dataset=rows[:30])
    for _ in range(3):  # each training has a scheduler of its own, and transformers wraps the model only once
        trainer.train()
        trainer.evaluate()
    scheduler = trainer.lr_scheduler
    found = {
        "lr": scheduler.get_last_lr()[0].hex(),
        "steps": scheduler.last_epoch,
        "evidence": scheduler.last_decision.evidence,
        "validation": scheduler.best_validation.loss,
        "weights": sum(each.sum().item() for each in trainer.model.parameters()).hex(),
        "said": said,
    }
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
