"""What transformers tells its callbacks and a scheduler has to know."""

from typing import Any, final

from transformers import TrainerCallback, TrainingArguments

from awarelr.torch.scheduler import Scheduler
from awarelr.transformers.notices import warn_of_unnamed_losses

__all__ = ["Listener"]


@final
class Listener(TrainerCallback):  # type: ignore[misc]  # transformers' types are not followed
    """Hands evaluation losses over, and steps that the GradScaler left out.

    Args:
        scheduler: whom to tell.
        args: the trainer's arguments, for the name of the loss.
        owned: True if it was built for this training alone, and ends with it.
    """

    def __init__(self, scheduler: Scheduler, args: TrainingArguments, *, owned: bool) -> None:
        """Store the parts."""
        self.scheduler = scheduler
        self._owned = owned
        self._loss = _loss_of(args)
        self._training = self._silent = False

    def on_train_begin(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """From now on evaluations are the training's."""
        self._training = True

    def on_train_end(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Let go of the optimizer and end the journal; what is evaluated from now on says nothing of the training."""
        self._training = False
        if self._owned:
            self.scheduler.close(decide=False)  # what is saved or loaded by now is what it is

    def on_optimizer_step(self, *_: Any, optimizer: Any, **__: Any) -> None:  # noqa: ANN401
        """Tell of a step that was left out: the trainer then does not call the scheduler at all."""
        if getattr(optimizer, "step_was_skipped", False):
            self.scheduler.step()

    def on_evaluate(self, *_: Any, metrics: "dict[str, Any] | None" = None, **__: Any) -> None:  # noqa: ANN401
        """Hand over the loss of an evaluation made while training, if it has one."""
        loss = (metrics or {}).get(self._loss)
        if not self._training:
            return
        if loss is not None:
            self.scheduler.validate(loss)
        elif not self._silent:
            self._silent = warn_of_unnamed_losses(self._loss, metrics or {})


def _loss_of(args: TrainingArguments) -> str:
    """Return the name of the loss among an evaluation's metrics: that of the best model, if it is a loss."""
    named = args.metric_for_best_model
    if named is None or args.greater_is_better:
        return "eval_loss"
    return str(named) if str(named).startswith("eval_") else f"eval_{named}"
