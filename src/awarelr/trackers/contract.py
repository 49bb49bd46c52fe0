"""What an experiment tracker must be able to do, whoever keeps it."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

__all__ = ["Tracker"]


@runtime_checkable
class Tracker(Protocol):
    """Where numbers and words of a run are shown: TensorBoard, Weights & Biases, MLflow, or whatever you write.

    Any method may raise: `Tracking` warns once, leaves the tracker out from then on, and the training goes on.
    A journal is the nearest sibling and keeps everything; a tracker shows a part beside the rest of an experiment.
    """

    @property
    def every(self) -> int:
        """Steps between two calls of `scalars`; events and validation losses do not wait."""
        ...

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Show finite numbers.

        Args:
            values: name, such as ``"lr"`` or ``"evidence/z_long"``, to value.
            step: the reading that they belong to, from 1.
        """
        ...

    def text(self, name: str, words: str, step: int) -> None:
        """Show a sentence.

        Args:
            name: ``"situation"`` or ``"event"``.
            words: the sentence.
            step: the reading that it belongs to.
        """
        ...

    def close(self) -> None:
        """Bring everything to where it is kept; called once, at the end."""
        ...
