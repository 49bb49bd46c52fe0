"""Which weights a figure is about."""

from enum import Enum, unique
from typing import final

__all__ = ["Weights"]


@final
@unique
class Weights(Enum):
    """The weights that a run is judged with; the value names them for a reader."""

    LAST = "last weights"
    AVERAGED = "averaged weights"
