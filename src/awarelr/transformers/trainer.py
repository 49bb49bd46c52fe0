"""transformers' ``Trainer`` with a scheduler that sees the loss of every step."""

from typing import Any, cast

import torch
from transformers import Trainer

from awarelr.errors import ConflictError, ForeignStateError
from awarelr.torch.steering import Steer, aware, checked
from awarelr.transformers.listener import Listener
from awarelr.transformers.notices import warn_of_what_is_not_used
from awarelr.transformers.wrapping import remember_wrapping, wrapped_model

__all__ = ["AwareTrainer"]


class AwareTrainer(Trainer):  # type: ignore[misc]  # transformers' types are not followed
    """A ``Trainer`` whose learning rate understands the training; everything else is transformers' own.

    The scheduler is ``trainer.lr_scheduler`` once training has begun: ``trainer.lr_scheduler.explain()`` says why the
    LR is what it is. It sees the mean loss of each optimizer step, micro-batches included, and the evaluation loss (or
    the loss that ``metric_for_best_model`` names). Checkpoints hold its state; a resume goes on as if nothing had
    happened, with a longer ``max_steps`` too. ``lr_scheduler_type`` and the warm-up of ``TrainingArguments`` are not
    used, which is said. For a trainer of another library inherit from both, this one first:
    ``class AwareSFTTrainer(AwareTrainer, SFTTrainer): ...``. In a loop of your own use `awarelr.torch.AwareLR`.

    Args:
        *args: as transformers' ``Trainer`` takes them.
        steer: builds the scheduler from the optimizer, the model and the number of steps planned; by default
            ``AwareLR(optimizer, model=model, total_steps=total_steps)``.
        **kwargs: as transformers' ``Trainer`` takes them. A scheduler of this library may come with
            ``optimizers=(optimizer, scheduler)`` instead of ``steer``.

    Raises:
        SettingError: ``steer`` returns, or ``optimizers`` holds, no scheduler of this library.
        ConflictError: the model is sharded (FSDP, DeepSpeed), which has not been tried here, or the scheduler is
            closed, or another optimizer's.

    Example:
        >>> from functools import partial
        >>> from awarelr.torch import AwareLR
        >>> from awarelr.transformers import AwareTrainer
        >>> def steer(optimizer, model, total_steps):
        ...     return AwareLR(optimizer, model=model, total_steps=total_steps, journal="run.jsonl", max_lr=1e-3)
        >>> build = partial(AwareTrainer, steer=steer)  # then build(model=model, args=args, train_dataset=data)

    Source: *ours*; decision 0080.
    """

    lr_scheduler: Any

    def __init__(self, *args: Any, steer: Steer = aware, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        """Keep who builds the scheduler."""
        self._steer = steer
        self._listener: Listener | None = None
        super().__init__(*args, **kwargs)
        warn_of_what_is_not_used(self.args)

    def create_accelerator_and_postprocess(self) -> None:
        """Have the accelerator remember how it wraps the model; transformers calls it."""
        super().create_accelerator_and_postprocess()
        remember_wrapping(self.accelerator)

    def create_scheduler(
        self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None
    ) -> torch.optim.lr_scheduler.LRScheduler:
        """Build the scheduler once the optimizer is final; transformers calls it.

        Args:
            num_training_steps: optimizer steps planned.
            optimizer: the optimizer; None for the trainer's own.
        """
        if self.is_fsdp_enabled or self.is_deepspeed_enabled:
            raise ConflictError(
                "the model must be whole on every process, got one that FSDP or DeepSpeed shards, which has not been "
                "tried here. Train with DDP, use transformers.Trainer, or call fully_shard() in a loop of your own."
            )
        optimizer = self.optimizer if optimizer is None else optimizer
        if self.lr_scheduler is None:
            self._let_go()
            model = wrapped_model(self.accelerator, self.model, self.model_wrapped)
            self.lr_scheduler = checked(self._steer(optimizer, model, num_training_steps), optimizer, "steer")
            self._created_lr_scheduler = True  # a second train() builds another
        scheduler = checked(self.lr_scheduler, optimizer, "optimizers=(optimizer, scheduler)")
        if self._listener is None:
            self._listener = Listener(scheduler, self.args, owned=self._created_lr_scheduler)
            self.add_callback(self._listener)
        return scheduler

    def training_step(self, model: torch.nn.Module, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> torch.Tensor:  # noqa: ANN401
        """Make forward and backward as transformers does, and hand the loss over; transformers calls it."""
        loss = cast("torch.Tensor", super().training_step(model, inputs, *args, **kwargs))
        # Each is its share of the mean over the step's micro-batches.
        self.lr_scheduler.add_loss(loss * self.current_gradient_accumulation_steps)
        return loss

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        """Go on from a checkpoint; from one without our scheduler's state begin anew, with the steps that are left."""
        try:
            super()._load_optimizer_and_scheduler(checkpoint)
        except ForeignStateError:  # a plain Trainer's checkpoint; the optimizer's state is loaded before it
            if not self._created_lr_scheduler:
                raise
        made = self.state.global_step
        if made and self._created_lr_scheduler and self.lr_scheduler.last_epoch == 0:
            self.lr_scheduler = None
            self.create_scheduler(max(self.state.max_steps - made, 1))

    def _let_go(self) -> None:
        """Close the scheduler of an earlier ``train()``, and begin again where that one began."""
        if self._listener is not None:
            earlier = self._listener.scheduler
            earlier.close(decide=False)
            for group, lr in zip(earlier.optimizer.param_groups, earlier.base_lrs, strict=True):
                group["lr"] = lr
            self.remove_callback(self._listener)
            self._listener = None
