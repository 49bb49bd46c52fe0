"""A synthetic loss curve with the condition it is in."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from awarelr.core import Situation

__all__ = ["Curve", "Setting", "setting"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A loss curve that a scheduler drives.

    Args:
        name: generator and seed.
        label: the condition to be named.
        onset: reading (from 1) at which it begins.
        length: readings of the run.
        healthy: True if a divergence or a drift named anywhere is a false alarm.
        loss: from reading and LR in force over LR at the start to the loss.
    """

    name: str
    label: Situation
    onset: int
    length: int
    healthy: bool
    loss: Callable[[int, float], float]

    @property
    def deadline(self) -> int:
        """Last reading at which the right condition comes in time: a tenth of the run after the onset."""
        return self.onset + self.length // 10


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What varies over the seeds of one generator.

    Args:
        random: source of the noise.
        length: readings of the run.
        window: a tenth of it.
        scale: unit of the loss, 1e-6 to 1e6.
        offset: zero of the loss, negative ones included.
        quiet: noise from none to heavy, as the z that an ideal slope test reaches over the window; infinite: none.
        share: a number in [0, 1) that the generator may use as it likes.
    """

    random: random.Random
    length: int
    window: int
    scale: float
    offset: float
    quiet: float
    share: float

    def noise_for(self, change: float) -> float:
        """Return the standard deviation that hides a linear change over the window to the chosen degree."""
        return 0.0 if math.isinf(self.quiet) else change * math.sqrt(self.window / 12.0) / self.quiet

    def out(self, value: float) -> float:
        """Give a value its unit and its zero."""
        return self.scale * (value + self.offset)


def setting(seed: int) -> Setting:
    """Return the setting of a seed: lengths, noise, scale and offset are spread evenly over the seeds."""
    source = random.Random(seed)
    length = (300, 600, 1200)[seed % 3]
    return Setting(
        random=source,
        length=length,
        window=length // 10,
        scale=10.0 ** source.uniform(-6.0, 6.0),
        offset=(0.0, -5.0, 0.3, -0.5, 100.0, -100.0)[(seed // 2) % 6],
        quiet=(math.inf, 60.0, 20.0, 10.0, 6.0)[seed % 5],
        share=source.random(),
    )
