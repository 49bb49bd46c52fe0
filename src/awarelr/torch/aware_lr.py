"""`AwareLR`: the scheduler that understands the training situation."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import final

import torch

from awarelr.core.settings import AwareSettings
from awarelr.schedules.aware import Aware
from awarelr.torch.ranks import reshard, several
from awarelr.torch.scheduler import Scheduler
from awarelr.trackers import Tracker

__all__ = ["AwareLR"]


@final
class AwareLR(Scheduler):
    """Reads gradients, parameters and loss, names the situation, raises or lowers the LR, rolls back damage.

    Give the optimizer any LR within a factor of ten thousand. The first step runs at a tenth of it: a warm-up and a
    probe at once (``AwareSettings(warmup_factor=1.0)`` starts at the LR itself). Prefer `Scheduler` with another
    schedule where the LR must follow a formula.

    Args:
        optimizer: any torch optimizer.
        model: the model, for its buffers (BatchNorm) at a rollback; worth giving. With ``DistributedDataParallel`` give
            that, of ``fully_shard`` the sharded one: all ranks then decide alike, on what they read together.
        total_steps: budget in optimizer steps; None if unknown. Known: a decay lies over its last tenth (of
            long runs up to four), which makes the last weights good too. Either way evaluate within `averaged` or
            `best`.
        min_lr: the LR never falls below it; where groups differ, that of the group with the largest LR.
        max_lr: the LR never rises above it; worth setting when fine-tuning.
        rollback: True puts the training back after damage; False leaves parameters alone and only lowers the LR. None:
            True, unless the model trains parameters of another optimizer too (a GAN), which a rollback would tear
            apart.
        observe_only: True decides but changes nothing: the training stays bit-identical.
        settings: everything that is rarely touched; arguments given here by name win.
        scaler: the GradScaler, so that a rollback restores its scale too.
        journal: path of a journal to write.
        decide_every: steps between two decisions; default 1. More make them late, which costs where data drift.
        on_rollback: called with step and reason after every rollback, and where a step is left out; what it raises
            reaches the loop, to end the training.
        trackers: shown what is decided, such as ``[TensorBoardTracker("runs/one")]`` of `awarelr.trackers`.
        live: True shows the run while it trains: in place in a terminal or a notebook, as plain lines elsewhere.
        keep_best: True keeps the weights at the best validation loss for `best`: one copy, once `validate` is called.

    Raises:
        MissingExtraError: ``live`` without rich, the extra ``cli``.
        SettingError: a setting breaks its constraint, or the optimizer has no parameters or no usable LR.
        ConflictError: another scheduler already drives this optimizer.

    Example:
        >>> import torch
        >>> from awarelr.torch import AwareLR
        >>> weight = torch.nn.Parameter(torch.ones(3))
        >>> optimizer = torch.optim.SGD([weight], lr=1e-5)
        >>> scheduler = AwareLR(optimizer)
        >>> for _ in range(100):
        ...     optimizer.zero_grad()
        ...     loss = (weight**2).sum()
        ...     loss.backward()
        ...     optimizer.step()
        ...     scheduler.step(loss)
        >>> scheduler.get_last_lr()[0] > 1e-4
        True

    Source: this project; see ``docs/algorithm.md``.
    """

    def __init__(  # noqa: PLR0913 - everything after the optimizer is optional and named
        self,
        optimizer: torch.optim.Optimizer,
        *,
        model: torch.nn.Module | None = None,
        total_steps: int | None = None,
        min_lr: float | None = None,
        max_lr: float | None = None,
        rollback: bool | None = None,
        observe_only: bool = False,
        settings: AwareSettings | None = None,
        scaler: "torch.amp.GradScaler | None" = None,
        journal: "str | PathLike[str] | None" = None,
        decide_every: int | None = None,
        on_rollback: Callable[[int, str], None] | None = None,
        trackers: Sequence[Tracker] = (),
        live: bool = False,
        keep_best: bool = True,
    ) -> None:
        """Take over the LR of the optimizer."""
        settings = AwareSettings.given(settings)
        shared = rollback is None and settings.rollback and _shares_model(optimizer, model)
        settings = settings.beside(
            total_steps=total_steps,
            min_lr=min_lr,
            max_lr=max_lr,
            rollback=settings.rollback and not shared if rollback is None else rollback,
            observe_only=observe_only,
        )
        super().__init__(
            optimizer,
            Aware(settings=settings),
            model=model,
            scaler=scaler,
            journal=journal,
            decide_every=decide_every,
            observe_only=settings.observe_only,
            on_rollback=on_rollback,
            trackers=trackers,
            live=live,
            keep_best=keep_best,
        )
        self._notices.shares_model = shared
        if several() and self._driver.training.ranks is None and not settings.observe_only:
            self._notices.each_by_itself()


def _shares_model(optimizer: object, model: object) -> bool:
    """True if the model trains parameters that this optimizer does not hold."""
    if not (isinstance(model, torch.nn.Module) and isinstance(optimizer, torch.optim.Optimizer)):
        return False
    reshard(model)
    mine = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    return any(each.requires_grad and id(each) not in mine for each in model.parameters())
