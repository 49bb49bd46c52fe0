"""How often values leave their level and come back by themselves: what is usual is no damage."""

import math
from dataclasses import dataclass
from typing import final

__all__ = ["LEAST_RUN", "NO_HABIT", "Habit"]

LEAST_RUN = 2
"""Values in a row that are no chance as long as hardly any was off before: one may be a bad batch (*ours*)."""
_LONG_RUN = 10
"""The same where being off is usual: of a fifth of all values ten in a row are off once in ten million (*ours*)."""
_FORGETTING = math.exp(-1.0 / 100.0)
"""An excursion counts e-fold less 100 values later (*ours*)."""
_USUAL = 3.5
"""Excursions of late from which on one more is part of the data: more than three in a hundred values (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Excursions of a series from its level, slowly forgotten; for the height of the largest use `Crest`.

    Args:
        excursions: how many there were, forgetting included.
        run: values in a row that are off now.

    Example:
        >>> habit = NO_HABIT
        >>> for off in (True, False, True, True, False, True, False, True, False):
        ...     habit = habit.add(off=off)
        >>> round(habit.excursions, 1), habit.usual, habit.patience
        (3.9, True, 10)

    Source: *ours*.
    """

    excursions: float = 0.0
    run: int = 0

    def add(self, *, off: bool, young: bool = False) -> "Habit":
        """Take in one value; a run that ends was an excursion, unless the level is too ``young`` to tell."""
        came_back = self.run > 0 and not (off or young)
        return Habit(
            excursions=_FORGETTING * self.excursions + came_back,
            run=self.run + 1 if off else 0,
        )

    def ended(self, *, harmless: bool) -> "Habit":
        """Return the same after a rollback ended the run; ``harmless``: the data were to blame, not our steps."""
        return Habit(excursions=self.excursions + harmless)

    @property
    def usual(self) -> bool:
        """True if one more excursion would be nothing new."""
        return self.excursions >= _USUAL

    @property
    def patience(self) -> int:
        """Values in a row that must be off before it is no chance."""
        return _LONG_RUN if self.usual else LEAST_RUN


NO_HABIT = Habit()
