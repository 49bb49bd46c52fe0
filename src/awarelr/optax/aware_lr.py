"""`AwareLR`: the scheduler that understands the training situation."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import final

import optax

from awarelr.core.settings import AwareSettings
from awarelr.optax.scheduler import Scheduler
from awarelr.schedules.aware import Aware
from awarelr.trackers import Tracker

__all__ = ["AwareLR"]


@final
class AwareLR(Scheduler):
    """Reads gradients, parameters and loss, names the situation, raises or lowers the LR, rolls back damage.

    Inject any LR within a factor of ten thousand. The first step runs at a tenth of it: a warm-up and a probe at once.
    On torch optimizers use `awarelr.torch.AwareLR`, which decides alike.

    Args:
        optimizer: any Optax optimizer with an injected LR.
        total_steps: budget in updates; None if unknown. Known: a decay lies over its last tenth, or more in long runs.
        min_lr: the LR never falls below it.
        max_lr: the LR never rises above it; worth setting when fine-tuning.
        rollback: True puts the training back after damage; False leaves parameters alone and only lowers the LR.
        observe_only: True decides but changes nothing.
        settings: everything that is rarely touched; arguments given here by name win.
        journal: path of a journal to write.
        on_rollback: called with step and reason after every rollback, and where a step is left out; what it raises
            reaches the loop, to end the training; what the step made is not returned then.
        trackers: shown what is decided, such as ``[TensorBoardTracker("runs/one")]``.
        live: True shows the run while it trains.

    Raises:
        SettingError: a setting breaks its constraint, or it is no Optax optimizer.

    Example:
        >>> import jax, optax
        >>> import jax.numpy as jnp
        >>> from awarelr.optax import AwareLR
        >>> scheduler = AwareLR(optax.inject_hyperparams(optax.adamw)(learning_rate=1e-6))
        >>> params = jnp.ones(3)
        >>> opt_state = scheduler.init(params)
        >>> for _ in range(100):
        ...     loss, gradients = jax.value_and_grad(lambda p: (p**2).sum())(params)
        ...     params, opt_state = scheduler.step(loss, gradients, params, opt_state)
        >>> scheduler.get_last_lr()[0] > 1e-4
        True

    Source: this project; see ``docs/algorithm.md``.
    """

    def __init__(  # noqa: PLR0913 - everything after the optimizer is optional and named
        self,
        optimizer: optax.GradientTransformation,
        *,
        total_steps: int | None = None,
        min_lr: float | None = None,
        max_lr: float | None = None,
        rollback: bool | None = None,
        observe_only: bool = False,
        settings: AwareSettings | None = None,
        journal: "str | PathLike[str] | None" = None,
        on_rollback: Callable[[int, str], None] | None = None,
        trackers: Sequence[Tracker] = (),
        live: bool = False,
    ) -> None:
        """Store and check; `init` begins."""
        settings = AwareSettings.given(settings).beside(
            total_steps=total_steps,
            min_lr=min_lr,
            max_lr=max_lr,
            rollback=rollback,
            observe_only=observe_only,
        )
        super().__init__(
            optimizer,
            Aware(settings=settings),
            journal=journal,
            observe_only=settings.observe_only,
            on_rollback=on_rollback,
            trackers=trackers,
            live=live,
        )
