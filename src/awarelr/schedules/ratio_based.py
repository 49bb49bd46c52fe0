"""RatB: the LR follows the ratio of recent to earlier loss."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval, OneOf, Switch
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.schedules.ratio import RatioLaw, RatioState, answer
from awarelr.schedules.start import check_settings, checked_start, crossed

__all__ = ["RatioBased"]

_CONSTRAINTS: dict[str, Constraint] = {
    "window": Interval(low=1, high=10_000, high_open=False, integer=True, unit="readings", remedy="The default is 5."),
    "power": Interval(low=0.0, low_open=True, unit="exponent", remedy="The default is 0.5."),
    "lr_min": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "lr_max": Interval(low=0.0, low_open=True, high_open=False, unit="LR", remedy="Use math.inf for no ceiling."),
    "root": Switch(),
    "falling": OneOf(names=("inverse_scaling", "ratio")),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RatioBased:
    """RatB: ``r = sqrt(mean(loss[-w:]) / mean(loss[-2w:-w]))``; ``r > 1`` multiplies the LR, else it is scaled down.

    Kept as it was designed, with its known flaw: **a diverging loss raises the LR, which raises the loss**. Wrap it in
    `Bounded`, which tells it the bound LR, or prefer `ConditionBased`, which lowers the LR of a diverging loss. It
    needs losses above 0. `RobustRatio` is the sibling for networks.

    Args:
        window: losses in each of the two means (*ours*: 5).
        root: False takes the ratio itself instead of its square root.
        falling: what ``r <= 1`` does: ``"inverse_scaling"`` continues ``lr0 / (t + 1)^power`` from the LR of now;
            ``"ratio"`` multiplies by ``r`` as well. The basic form ``lr * loss[-1] / loss[-2]`` is ``window=1,
            root=False, falling="ratio"``.
        power: exponent of the inverse scaling.
        lr_min: the LR never falls below it.
        lr_max: the LR never rises above it.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> rising = simulate(RatioBased(window=1), 0.1, [1.0, 4.0, 16.0])
        >>> [each.written_lr for each in rising]
        [0.1, 0.2, 0.4]

    Source: a concept design for linear models, handed to this project; the order of the branches is its own.
    """

    window: int = 5
    root: bool = True
    falling: str = "inverse_scaling"
    power: float = 0.5
    lr_min: float = 0.0
    lr_max: float = math.inf

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, lambda: crossed(self.lr_min, self.lr_max))

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "ratb"

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
            proportional=self.falling == "ratio",
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

    def _ratio(self, recent: float, earlier: float) -> float:
        ratio = recent / earlier
        return math.sqrt(ratio) if self.root else ratio
