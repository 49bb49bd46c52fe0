"""What the constructors of schedulers are given, checked all at once."""

from os import PathLike

from awarelr.constraints import Interval, Switch, check_all
from awarelr.trackers import Tracker

__all__ = ["check_arguments"]

_EVERY = Interval(low=1, integer=True, optional=True, unit="steps", remedy="Use None for the default.")


def check_arguments(
    *,
    decide_every: object,
    scaler: object,
    journal: object,
    on_rollback: object,
    trackers: object,
    live: object,
    keep_best: object,
) -> None:
    """Raise one `SettingError` that names every argument which is not what it has to be."""
    check_all(
        [
            _EVERY.complaint("decide_every", decide_every),
            None
            if scaler is None or hasattr(scaler, "get_scale")
            else f"scaler must be a torch.amp.GradScaler or None, got {scaler!r}. Pass the one that scales the loss.",
            None
            if journal is None or isinstance(journal, (str, PathLike))
            else f"journal must be a path or None, got {journal!r}. Pass a file name, such as 'run.jsonl'.",
            None
            if on_rollback is None or callable(on_rollback)
            else f"on_rollback must be a function of step and reason, or None, got {on_rollback!r}. Pass it, uncalled.",
            None
            if isinstance(trackers, (list, tuple)) and all(isinstance(each, Tracker) for each in trackers)
            else f"trackers must be a list of trackers, got {trackers!r}. Pass [TensorBoardTracker('runs')].",
            Switch().complaint("live", live),
            Switch().complaint("keep_best", keep_best),
        ]
    )
