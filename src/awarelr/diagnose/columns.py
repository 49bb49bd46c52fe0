"""Which column of a log is what, by its name."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import final

from awarelr.constraints import nearest
from awarelr.errors import LogError

__all__ = ["Role", "may_be_loss", "overrides_of", "rank_of"]


@final
class Role(Enum):
    """What a column can be."""

    TRAIN = "train"
    VALIDATION = "validation"
    LR = "lr"
    STEP = "step"
    EPOCH = "epoch"


_STEP = (
    *("step", "global_step", "trainer_global_step", "train_step", "training_step", "_step", "iteration", "iter"),
    *("iters", "iterations", "steps", "update", "num_updates", "batch", "batches", "it", "t", "n", "x", "tokens"),
)
_EPOCH = ("epoch", "epochs", "train_epoch", "ep", "pass", "passes")
_LR = ("lr", "learning_rate", "learningrate", "train_learning_rate", "train_lr", "optimizer_lr", "eta")
_TRAIN = ("loss", "train_loss", "training_loss", "loss_train", "train_loss_step", "train_loss_epoch", "train")
_VALIDATION = (
    *("val_loss", "eval_loss", "valid_loss", "validation_loss", "loss_val", "test_loss", "dev_loss", "validation"),
    *("val", "valid", "eval", "dev", "test"),
)
_HELD_OUT = {"val", "valid", "validation", "eval", "evaluation", "dev", "test", "holdout"}
_ERRORS = {"loss", "nll", "cost", "mse", "mae", "rmse", "error", "perplexity", "ppl", "objective", "xent"}
_NO_LOSS = {"scale", "scaler", "weight", "count", "time", "ratio", "coef", "samples", "runtime", "second"}
_HIGHER_IS_BETTER = {
    *("acc", "accuracy", "f1", "auc", "auroc", "bleu", "rouge", "score", "reward", "return", "precision", "recall"),
    *("iou", "map", "dice", "top1", "top5", "psnr", "ssim", "r2"),
}
_LAST = 50


def rank_of(name: str, role: Role) -> int | None:
    """Return how well a name fits a role, 0 the best; None if it does not.

    Example:
        >>> rank_of("Train/Loss", Role.TRAIN), rank_of("eval_loss", Role.TRAIN), rank_of("lr-AdamW", Role.LR)
        (1, None, 50)
    """
    plain = _plain(name)
    known = {Role.TRAIN: _TRAIN, Role.VALIDATION: _VALIDATION, Role.LR: _LR, Role.STEP: _STEP, Role.EPOCH: _EPOCH}
    if plain in known[role]:
        return known[role].index(plain)
    words = set(plain.split("_"))
    if role is Role.LR:
        return _LAST if words & {"lr", "lr0"} or "learning_rate" in plain else None
    if role in (Role.STEP, Role.EPOCH) or words & _NO_LOSS or not words & _ERRORS:
        return None
    if bool(words & _HELD_OUT) is not (role is Role.VALIDATION):
        return None
    return _LAST // 2 if "loss" in words else _LAST


def may_be_loss(name: str) -> bool:
    """True unless a name says that it is a time, or that higher is better."""
    words = set(_plain(name).split("_"))
    return not words & (_HIGHER_IS_BETTER | _NO_LOSS)


def _plain(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")


def overrides_of(given: Mapping[str, str], names: list[str]) -> dict[Role, str | None]:
    """Return the column of each role that the user named; ``none`` says that there is none.

    Raises:
        LogError: there is no such role or column.
    """
    roles = {each.value: each for each in Role}
    chosen: dict[Role, str | None] = {}
    for role, name in given.items():
        if role not in roles:
            message = f"--column must name one of {', '.join(roles)}, got {role!r}. Write --column train=NAME."
            raise LogError(message)
        if name.lower() != "none" and name not in names:
            near = nearest(name, names)
            guess = f" Did you mean {near!r}?" if near else ""
            listed = ", ".join(repr(each[:60]) for each in names[:20])
            message = f"--column {role} must name a column with numbers, got {name!r}.{guess} There are: {listed}."
            raise LogError(message)
        chosen[roles[role]] = name if name in names else None
    return chosen
