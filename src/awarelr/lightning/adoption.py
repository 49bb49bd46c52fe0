"""What a Lightning loop has to be for a scheduler to be driven from a callback."""

from typing import cast

from lightning.pytorch import LightningModule, Trainer

from awarelr.errors import ConflictError
from awarelr.torch.scheduler import Scheduler

__all__ = ["adopted", "check_loop"]

_SHARDING = ("FSDP", "DeepSpeed")


def check_loop(trainer: Trainer, module: LightningModule) -> None:
    """Raise `ConflictError` where the loop has no one optimizer step a batch, or the model is not whole."""
    if not module.automatic_optimization:
        raise ConflictError(
            "automatic_optimization must be True for AwareCallback, got False: your training_step steps the optimizer. "
            "Build awarelr.torch.AwareLR there and call its step(loss) after the optimizer's."
        )
    strategy = type(trainer.strategy).__name__
    if strategy.startswith(_SHARDING):
        raise ConflictError(
            f"the model must be whole on every process, got one that {strategy} shards, which has not been tried here. "
            f"Use strategy='ddp', leave AwareCallback out, or shard with fully_shard() in a loop of your own."
        )


def adopted(trainer: Trainer) -> Scheduler | None:
    """Take over the scheduler that ``configure_optimizers`` returned, so that Lightning steps it no more.

    Lightning would step it without a loss. Returns None if the module returned an optimizer alone.

    Raises:
        ConflictError: it is somebody else's scheduler.
    """
    configs = trainer.lr_scheduler_configs
    for config in configs:
        if not isinstance(config.scheduler, Scheduler):
            raise ConflictError(
                f"configure_optimizers must return an optimizer alone, or with a scheduler of awarelr.torch, got a "
                f"{type(config.scheduler).__name__}. Remove it, or leave AwareCallback out."
            )
    found = [config.scheduler for config in configs]
    configs.clear()
    return cast("Scheduler | None", found[0] if found else None)
