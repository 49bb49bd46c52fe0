"""RobustRat: the LR follows the size of the loss's relative change."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.schedules.ratio import RatioLaw, RatioState, answer
from awarelr.schedules.start import check_settings, checked_start, crossed

__all__ = ["RobustRatio"]

_CONSTRAINTS: dict[str, Constraint] = {
    "window": Interval(low=1, high=10_000, high_open=False, integer=True, unit="readings", remedy="The default is 10."),
    "power": Interval(low=0.0, low_open=True, unit="exponent", remedy="The default is 0.5."),
    "lr_min": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "lr_max": Interval(low=0.0, low_open=True, high_open=False, unit="LR", remedy="Use math.inf for no ceiling."),
    "patience": Interval(low=0, integer=True, unit="readings", remedy="The default is 20."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RobustRatio:
    """RobustRat: ``r = abs(log(mean(loss[-w:]) / mean(loss[-2w:-w])))``; ``r > 1`` multiplies the LR, else it decays.

    Meant for networks: it acts only after ``patience`` readings, and only a change of the loss by more than a factor of
    e, up **or down**, raises the LR. It shares RatB's flaw: a loss that explodes raises the LR; wrap it in `Bounded`.
    `RatioBased` is the sibling for linear models, `ConditionBased` the one that tells the two directions apart.

    Args:
        window: losses in each of the two means (*ours*: 10).
        patience: readings before it acts at all (*ours*: 20).
        power: exponent of the inverse scaling.
        lr_min: the LR never falls below it.
        lr_max: the LR never rises above it.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> calm = simulate(RobustRatio(window=1, patience=2), 0.1, [1.0, 1.0, 1.0, 1.0])
        >>> [round(each.written_lr, 4) for each in calm]
        [0.1, 0.1, 0.0866, 0.0775]

    Source: a concept design for networks, handed to this project.
    """

    window: int = 10
    patience: int = 20
    power: float = 0.5
    lr_min: float = 0.0
    lr_max: float = math.inf

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, lambda: crossed(self.lr_min, self.lr_max))

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "robust_ratb"

    @property
    def reads_path(self) -> bool:
        """The loss is enough."""
        return False

    def init(self, lr: float) -> RatioState:
        """Return the state before the first reading."""
        lr = checked_start(lr, self.lr_min, self.lr_max)
        return RatioState(lr=lr)

    def step(self, state: RatioState, reading: Reading) -> tuple[RatioState, Decision]:
        """Decide on one reading."""
        law = RatioLaw(
            window=self.window,
            power=self.power,
            lr_min=self.lr_min,
            lr_max=self.lr_max,
            patience=self.patience,
        )
        return answer(law, self._ratio, state, reading)

    def snapshot_due(self, state: RatioState, ahead: int = 0) -> bool:  # noqa: ARG002 - the protocol's signature
        """No snapshot is ever needed."""
        return False

    def dump(self, state: RatioState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> RatioState:
        """Return the state that `dump` wrote."""
        return decode(RatioState, data)

    def moved(self, state: RatioState, lr: float) -> RatioState:
        """Return the state as if ``lr`` had been decided."""
        return replace(state, lr=lr)

    @staticmethod
    def _ratio(recent: float, earlier: float) -> float:
        return abs(math.log(recent) - math.log(earlier))
