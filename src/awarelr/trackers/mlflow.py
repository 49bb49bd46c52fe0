"""MLflow, with a server or a local store."""

import time
from collections.abc import Mapping
from typing import Any, final

from awarelr.errors import MissingExtraError
from awarelr.trackers.pace import checked_pace

__all__ = ["MlflowTracker"]

_LINES = 2000
"""Sentences kept in the artifact, the latest ones (*ours*)."""
_TAG = 500
"""Characters of a tag that every store takes (*ours*)."""


@final
class MlflowTracker:
    """Shows a run in MLflow: metrics and the tag ``awarelr.situation`` while it runs, ``awarelr/story.txt`` at its end.

    The client is its own, so that MLflow's global run and store are left alone. Prefer `TensorBoardTracker` where
    nothing but files is wanted.

    Args:
        run_id: id of a run that you began, which is never ended here; None begins one.
        store: tracking address, such as ``"sqlite:///runs.db"`` for a local file; None is MLflow's own choice.
        experiment: name of the experiment of a run that is begun here; made if it is not there.
        every: steps between two points.

    Raises:
        SettingError: ``every`` is no whole number from 1.
        MissingExtraError: ``mlflow`` is not installed.

    Example:
        ``AwareLR(optimizer, trackers=[MlflowTracker(store="sqlite:///runs.db")])``

    Source: ``MlflowClient`` in the documentation of MLflow.
    """

    def __init__(
        self, run_id: str | None = None, *, store: str | None = None, experiment: str = "awarelr", every: int = 10
    ) -> None:
        """Look for MLflow; begin nothing yet."""
        self.every = checked_pace(every)
        self._run_id = run_id
        self._owned = run_id is None
        self._store = store
        self._experiment = experiment
        self._open: Any = None
        self._story: list[str] = []
        _package()

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        """Add a point to each curve, in one call."""
        client, now = self._client(), time.time_ns() // 1_000_000
        metric = _package().entities.Metric
        metrics = [metric(f"awarelr/{name}", value, now, step) for name, value in values.items()]
        client.log_batch(self._run_id, metrics=metrics)

    def text(self, name: str, words: str, step: int) -> None:
        """Set the tag of this name, and keep the sentence for the story."""
        self._client().set_tag(self._run_id, f"awarelr.{name}", f"step {step}: {words}"[:_TAG])
        self._story = [*self._story[1 - _LINES :], f"step {step}, {name}: {words}"]

    def close(self) -> None:
        """Write the story; end the run if it is ours."""
        if self._open is None:
            return
        if self._story:
            self._open.log_text(self._run_id, "\n".join(self._story) + "\n", "awarelr/story.txt")
        if self._owned:
            self._open.set_terminated(self._run_id)

    def _client(self) -> Any:  # noqa: ANN401 - an optional package
        if self._open is None:
            client = _package().MlflowClient(tracking_uri=self._store)
            if self._run_id is None:
                found = client.get_experiment_by_name(self._experiment)
                place = client.create_experiment(self._experiment) if found is None else found.experiment_id
                self._run_id = client.create_run(place).info.run_id
            self._open = client
        return self._open


def _package() -> Any:  # noqa: ANN401 - an optional package
    try:
        import mlflow  # noqa: PLC0415 - an extra, only for this tracker
    except ImportError as error:
        raise MissingExtraError("mlflow", "mlflow", "MlflowTracker") from error
    return mlflow
