"""TensorBoard, through the summary writer that torch ships."""

from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any, final

from awarelr.errors import MissingExtraError
from awarelr.trackers.pace import checked_pace

__all__ = ["TensorBoardTracker"]


@final
class TensorBoardTracker:
    """Shows a run in TensorBoard, each tag below ``awarelr/``; offline, a folder of event files.

    Prefer `WandbTracker` or `MlflowTracker` where a team already looks there.

    Args:
        to: folder of the event files, or a ``SummaryWriter`` (anything with ``add_scalar`` and ``add_text``) that you
            already write to: it is flushed, never closed.
        every: steps between two points.

    Raises:
        SettingError: ``every`` is no whole number from 1.
        MissingExtraError: a folder is given and ``tensorboard`` is not installed.

    Example:
        ``AwareLR(optimizer, trackers=[TensorBoardTracker("runs/one")])``

    Source: tags and texts as in the documentation of ``torch.utils.tensorboard``.
    """

    def __init__(self, to: "str | PathLike[str] | object", *, every: int = 10) -> None:
        """Find the writer's class; open nothing yet."""
        self.every = checked_pace(every)
        self._owned = isinstance(to, (str, PathLike))
        self._writer: Any = None if self._owned else to
        self._folder = fspath(to) if isinstance(to, (str, PathLike)) else ""
        if self._owned:
            _writer_class()

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Add a point to each curve."""
        writer = self._opened()
        for name, value in values.items():
            writer.add_scalar(f"awarelr/{name}", value, step)

    def text(self, name: str, words: str, step: int) -> None:
        """Add a sentence."""
        self._opened().add_text(f"awarelr/{name}", words, step)

    def close(self) -> None:
        """Write everything; close the writer if it is ours."""
        if self._writer is not None:
            (self._writer.close if self._owned else self._writer.flush)()

    def _opened(self) -> Any:  # noqa: ANN401 - any writer with the two methods
        if self._writer is None:
            self._writer = _writer_class()(self._folder)
        return self._writer


def _writer_class() -> Any:  # noqa: ANN401 - as above
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - an extra, only for this tracker
    except ImportError as error:
        package = "torch" if (error.name or "").partition(".")[0] == "torch" else "tensorboard"
        raise MissingExtraError(package, package, "TensorBoardTracker") from error
    return SummaryWriter
