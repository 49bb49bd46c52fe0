"""A callback of Lightning's ``Trainer`` that drives the learning rate."""

import math
from typing import Any, final

from lightning.pytorch import Callback, LightningModule, Trainer

from awarelr.errors import ReadingError
from awarelr.lightning.adoption import adopted, check_loop
from awarelr.torch.scheduler import Scheduler
from awarelr.torch.steering import Steer, aware, checked

__all__ = ["AwareCallback"]


@final
class AwareCallback(Callback):  # type: ignore[misc]  # Lightning's types are not followed
    """Drives the learning rate of a ``LightningModule`` whose ``configure_optimizers`` returns an optimizer alone.

    `scheduler` is there once training has begun: ``callback.scheduler.explain()`` says why the LR is what it is. It
    sees the mean loss of each optimizer step, micro-batches included. Checkpoints hold its state among the callbacks';
    a resume goes on as if nothing had happened. A scheduler of this library that ``configure_optimizers`` returns is
    taken over as it is. Where optimization is manual there is nothing to drive: use `awarelr.torch.AwareLR` in
    ``training_step``.

    Args:
        monitor: name of a validation loss that the module logs, lower is better; None for none.
        steer: builds the scheduler from the optimizer, the model and the number of steps planned; by default
            ``AwareLR(optimizer, model=model, total_steps=total_steps)``.

    Raises:
        ConflictError: at the start of training, if the module has somebody else's scheduler, optimizes manually, or is
            sharded (FSDP, DeepSpeed).
        ReadingError: at the end of a validation, if it logged nothing named ``monitor``.

    Example:
        >>> from awarelr.lightning import AwareCallback
        >>> callback = AwareCallback(monitor="val_loss")  # then Trainer(callbacks=[callback]).fit(module, data)
        >>> callback.scheduler is None
        True

    Source: *ours*; decision 0080.
    """

    def __init__(self, monitor: str | None = None, *, steer: Steer = aware) -> None:
        """Nothing is driven yet."""
        super().__init__()
        self.scheduler: Scheduler | None = None
        """The scheduler; None before training begins."""
        self._monitor = monitor
        self._steer = steer
        self._loaded: dict[str, Any] = {}
        self._steps = 0

    def setup(self, trainer: Trainer, pl_module: LightningModule, stage: str) -> None:  # noqa: ARG002 - Lightning's
        """Forget what an earlier evaluation may have loaded from a checkpoint: it is not where this training is."""
        self._loaded = {}

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Build or take over the scheduler, once the optimizer's state is that of the checkpoint, if there is one."""
        check_loop(trainer, pl_module)
        optimizer = trainer.optimizers[0]
        scheduler = adopted(trainer)
        if scheduler is None:
            model = trainer.strategy.model  # wrapped where there are several processes
            built = self._steer(optimizer, pl_module if model is None else model, self._left(trainer))
            scheduler = checked(built, optimizer, "steer")
        self.scheduler = checked(scheduler, optimizer, "configure_optimizers")
        if self._loaded:
            self.scheduler.load_state_dict(self._loaded)
            self._loaded = {}
        self._steps = trainer.global_step

    def on_fit_end(self, trainer: Trainer, pl_module: LightningModule) -> None:  # noqa: ARG002 - Lightning's signature
        """Let go of the optimizer and end the journal; `scheduler` still explains, averages and knows the best."""
        if self.scheduler is not None:
            self.scheduler.close(decide=False)  # what is saved by now is what it is

    def _left(self, trainer: Trainer) -> int | None:
        """Return the steps planned, without those of earlier fits that this scheduler will not know of."""
        planned = trainer.estimated_stepping_batches
        known = 0 if self._loaded else trainer.global_step
        return max(int(planned) - known, 1) if math.isfinite(planned) else None

    def on_train_batch_end(
        self,
        trainer: Trainer,
        pl_module: LightningModule,  # noqa: ARG002 - Lightning's signature
        outputs: "dict[str, Any] | None",
        *_: Any,  # noqa: ANN401
    ) -> None:
        """Take in the loss, and decide if the optimizer has stepped."""
        if self.scheduler is None:
            return
        loss = outputs.get("loss") if outputs else None
        if loss is not None:
            self.scheduler.add_loss(loss * trainer.accumulate_grad_batches)  # Lightning has divided it
        if trainer.global_step != self._steps:
            self._steps = trainer.global_step
            self.scheduler.step()

    def on_validation_end(self, trainer: Trainer, pl_module: LightningModule) -> None:  # noqa: ARG002
        """Hand over the validation loss."""
        if self._monitor is None or self.scheduler is None or trainer.sanity_checking or trainer.state.fn != "fit":
            return
        logged = trainer.callback_metrics
        if self._monitor not in logged:
            raise ReadingError(
                f"monitor must name what the validation logs, got {self._monitor!r}. It logged "
                f"{', '.join(map(str, sorted(logged))) or 'nothing'}: name one of them, or log it with self.log()."
            )
        self.scheduler.validate(logged[self._monitor])

    def state_dict(self) -> dict[str, Any]:
        """Return the scheduler's state, for Lightning's checkpoint; empty before training begins."""
        return self._loaded if self.scheduler is None else self.scheduler.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Keep a state for the start of training: Lightning loads callbacks before the optimizer's state."""
        self._loaded = state_dict
