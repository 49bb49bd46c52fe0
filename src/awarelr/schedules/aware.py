"""The scheduler that understands the situation and adapts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.constraints import plain
from awarelr.core import controller
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.core.settings import AwareSettings
from awarelr.core.state import State

__all__ = ["Aware"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Aware:
    """Reads gradients, parameters and loss, names the situation, raises or lowers the LR, rolls back damage.

    Prefer `ConditionBased` where a loop can hand over nothing but a loss, `Cosine` where the budget and a good LR are
    known and nothing may surprise.

    Args:
        settings: everything that is rarely touched.

    Example:
        >>> from awarelr.core import Reading
        >>> aware = Aware()
        >>> state = aware.init(0.1)
        >>> state, decision = aware.step(state, Reading(t=1, loss=2.3))
        >>> decision.situation.label
        'warming up'

    Source: this project; see ``docs/algorithm.md``.
    """

    settings: AwareSettings = AwareSettings()  # noqa: RUF009 - frozen

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "aware"

    @property
    def reads_path(self) -> bool:
        """Gradients and parameters must be measured."""
        return True

    def watching(self) -> "Aware":
        """Return the same for a training whose LR somebody else decides: each decision starts from that one."""
        return replace(self, settings=replace(self.settings, observe_only=True))

    def init(self, lr: float) -> State:
        """Return the state before the first reading."""
        return controller.init(self.settings, plain(lr))

    def step(self, state: State, reading: Reading) -> tuple[State, Decision]:
        """Decide on one reading."""
        return controller.step(self.settings, state, reading)

    def snapshot_due(self, state: State, ahead: int = 0) -> bool:
        """True if the reading ``ahead`` after the next may keep a snapshot."""
        return self.settings.restores and controller.snapshot_due(self.settings, state, ahead)

    def dump(self, state: State) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> State:
        """Return the state that `dump` wrote."""
        return decode(State, data)
