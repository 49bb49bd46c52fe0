"""What is said of arguments that have no say here."""

import logging
from collections.abc import Mapping

from transformers import TrainingArguments

__all__ = ["warn_of_unnamed_losses", "warn_of_what_is_not_used"]

_LOGGER = logging.getLogger("awarelr")


def warn_of_what_is_not_used(args: TrainingArguments) -> None:
    """Warn of arguments that would have shaped transformers' own schedule, if any was given."""
    kind = str(getattr(args.lr_scheduler_type, "value", args.lr_scheduler_type))
    given = {
        "lr_scheduler_type": kind if kind != "linear" else None,
        "lr_scheduler_kwargs": args.lr_scheduler_kwargs or None,
        "warmup_steps": args.warmup_steps or None,
        "warmup_ratio": getattr(args, "warmup_ratio", None) or None,
    }
    named = ", ".join(f"{name}={value!r}" for name, value in given.items() if value is not None)
    if named:
        _LOGGER.warning(
            "AwareTrainer does not use %s: the scheduler of awarelr sets the learning rate. For a schedule of your own "
            "pass steer=, or use transformers.Trainer.",
            named,
        )


def warn_of_unnamed_losses(wanted: str, metrics: Mapping[str, object]) -> bool:
    """Warn that an evaluation's losses are not handed over, if it has some under other names; return True if so."""
    losses = ", ".join(name for name in metrics if name.endswith("_loss"))
    if losses:
        _LOGGER.warning(
            "AwareTrainer hands over the evaluation loss %r, and this evaluation has only %s: none of it is seen. Name "
            "the one that counts: TrainingArguments(metric_for_best_model=...).",
            wanted,
            losses,
        )
    return bool(losses)
