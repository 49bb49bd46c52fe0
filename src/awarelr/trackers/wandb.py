"""Weights & Biases, online or offline."""

from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any, Literal, final

from awarelr.errors import MissingExtraError
from awarelr.trackers.pace import checked_pace

__all__ = ["WandbTracker"]


@final
class WandbTracker:
    """Shows a run in Weights & Biases, each key below ``awarelr/``.

    A run of your own is joined without touching its step: values go into the row that your next ``run.log`` commits, so
    that none of yours is ever refused; they appear at your own pace, over ``awarelr/step``. Without one, a run is begun
    at the first decision and finished at the end. Prefer `TensorBoardTracker` where nothing but files is wanted.

    Args:
        run: what ``wandb.init`` returned; None begins one.
        project: its project, if it is begun here.
        mode: ``"offline"`` writes files for a later ``wandb sync``; None leaves it to ``WANDB_MODE``.
        folder: where files go, if it is begun here; None is the working folder.
        every: steps between two points.

    Raises:
        SettingError: ``every`` is no whole number from 1.
        MissingExtraError: ``wandb`` is not installed.

    Example:
        ``AwareLR(optimizer, trackers=[WandbTracker(mode="offline")])``

    Source: ``Run.log``, ``Run.define_metric`` in the documentation of wandb.
    """

    def __init__(
        self,
        run: Any = None,  # noqa: ANN401 - wandb is not needed to import this
        *,
        project: str = "awarelr",
        mode: Literal["online", "offline", "disabled", "shared"] | None = None,
        folder: "str | PathLike[str] | None" = None,
        every: int = 10,
    ) -> None:
        """Look for wandb; begin nothing yet."""
        self.every = checked_pace(every)
        self._run = run
        self._owned = run is None
        self._begin = {"project": project, "mode": mode, "dir": None if folder is None else fspath(folder)}
        self._defined = False
        _package()

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Put values into the row of the step, or into the user's next one."""
        self._log(values, step)

    def text(self, name: str, words: str, step: int) -> None:
        """Put a sentence into the row."""
        self._log({name: words}, step)

    def close(self) -> None:
        """Finish the run if it is ours."""
        if self._owned and self._run is not None:
            self._run.finish()

    def _log(self, values: Mapping[str, float | str], step: int) -> None:
        if self._run is None:
            self._run = _package().init(**self._begin)
        if not self._defined:
            self._run.define_metric("awarelr/step")
            self._run.define_metric("awarelr/*", step_metric="awarelr/step")
            self._defined = True
        row = {"awarelr/step": step, **{f"awarelr/{name}": value for name, value in values.items()}}
        if self._owned:
            self._run.log(row, step=step)
        else:
            self._run.log(row, commit=False)


def _package() -> Any:  # noqa: ANN401 - an optional package
    try:
        import wandb  # noqa: PLC0415 - an extra, only for this tracker
    except ImportError as error:
        raise MissingExtraError("wandb", "wandb", "WandbTracker") from error
    return wandb
