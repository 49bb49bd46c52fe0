"""What is said of arguments that have no say here."""

import logging

from transformers import TrainingArguments

__all__ = ["warn_of_what_is_not_used"]

_LOGGER = logging.getLogger("awarelr")


def warn_of_what_is_not_used(args: TrainingArguments) -> None:
    """Warn of arguments that would have shaped transformers' own schedule, if any was given."""
    kind = str(getattr(args.lr_scheduler_type, "value", args.lr_scheduler_type))
    given = {"lr_scheduler_type": kind if kind != "linear" else None, "warmup_steps": args.warmup_steps or None}
    named = ", ".join(f"{name}={value!r}" for name, value in given.items() if value is not None)
    if named:
        _LOGGER.warning(
            "AwareTrainer does not use %s: the scheduler of awarelr sets the learning rate. For a schedule of your own "
            "pass steer=, or use transformers.Trainer.",
            named,
        )
