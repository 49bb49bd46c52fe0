"""The parameters at the best validation loss."""

from dataclasses import dataclass
from typing import Any, final

__all__ = ["BestParams"]


@final
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BestParams:
    """Parameters at the best validation loss so far, and which validation that was.

    Args:
        loss: the validation loss, as it was handed over.
        step: updates made by then.
        params: the parameters that were handed over with it.
    """

    loss: float
    step: int
    params: Any
