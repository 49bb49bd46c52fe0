"""The LR stays where it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.schedules.formula import FormulaState, Point, begin, follow

__all__ = ["Constant"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """``lr0``, always.

    Prefer `InverseScaling` for a convex problem with noise, `Aware` where a good LR is not known.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [each.written_lr for each in simulate(Constant(), 0.1, 3)]
        [0.1, 0.1, 0.1]

    Source: the oldest schedule; ``learning_rate="constant"`` in scikit-learn.
    """

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "constant"

    @property
    def reads_path(self) -> bool:
        """Nothing must be measured."""
        return False

    def init(self, lr: float) -> FormulaState:
        """Return the state before the first reading."""
        return begin(self.at, lr)

    def step(self, state: FormulaState, reading: Reading) -> tuple[FormulaState, Decision]:
        """Move on by one step."""
        return follow(self.at, state, reading)

    def snapshot_due(self, state: FormulaState, ahead: int = 0) -> bool:  # noqa: ARG002 - the protocol's signature
        """No snapshot is ever needed."""
        return False

    def dump(self, state: FormulaState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> FormulaState:
        """Return the state that `dump` wrote."""
        return decode(FormulaState, data)

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        return Point(lr=lr0, sentence=f"constant: {lr0:.4g}", evidence={"step": t, "lr0": lr0})
