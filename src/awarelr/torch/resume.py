"""Saving and loading a scheduler on a torch optimizer: the same decisions afterwards, at every cut point."""

from collections.abc import Mapping
from typing import Any

import torch

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.errors import ForeignStateError, StateError
from awarelr.render.story import Story
from awarelr.schedules.saved import load as load_schedule
from awarelr.schedules.saved import save as save_schedule
from awarelr.sensors.torch_pieces import piece
from awarelr.torch.driver import Driver
from awarelr.torch.losses import LossMeter
from awarelr.torch.pending import Pending
from awarelr.torch.snapshot import Snapshot

__all__ = ["FORMAT", "catch_up", "load", "saved"]

FORMAT = 8
"""Number of the format; it changes when old states need a translation."""
_ALL_NORMS = 7
"""The format from before states knew which BatchNorm layers are frozen; all else is as now."""
_WHOLE = 6
"""The format from before states of sharded models; all else is as in 7."""
_BUFFERS_ONLY = 5
"""The format whose best weights held the model's buffers, but nothing that others train; all else is as in 6."""
_KIND = "awarelr.torch"
_KEYS = (
    "kind",
    "format",
    "schedule",
    "place",
    "rates",
    "foreign",
    "sensor",
    "average",
    "frozen",
    "best",
    "losses",
    "validation",
    "probing",
    "pending",
    "by_hand",
    "queue",
    "snapshot",
    "candidate",
    "last",
    "story",
)
_OF_A_PLACE: dict[str, Any] = {
    "best": None,
    "pending": None,
    "by_hand": False,
    "snapshot": None,
    "candidate": None,
}
"""What stands for that which only the ranks that saved it can go on from; averages begin at the weights in place."""

_AFTER_A_FAULT: dict[str, Any] = {
    "sensor": None,
    "average": None,
    "losses": [0.0, 0.0],
    "pending": None,
    "by_hand": False,
    "queue": [],
    "snapshot": None,
    "candidate": None,
}
"""What stands for that which is of the steps before a fault; what comes begins at the weights in place."""


def catch_up(driver: Driver) -> None:
    """Take in what has changed since the latest reading, before a state is saved: this may fail, saving must not."""
    driver.look()
    driver.adopt_new_groups()
    if driver.sensor is not None:
        driver.sensor.settle()


def saved(driver: Driver, *, snapshot: bool) -> dict[str, Any]:
    """Return a driver's state as tensors and plain types; after a fault what it need not read for that.

    Args:
        driver: the driver.
        snapshot: False leaves the snapshot out.
    """
    kept = driver.snapshot if snapshot else None
    candidate = driver.candidate if snapshot else None
    whole = not driver.failed
    state = {
        "kind": _KIND,
        "format": FORMAT,
        "schedule": save_schedule(driver.schedule, driver.state),
        "place": _place(driver),
        "rates": driver.rates.save(),
        "foreign": driver.foreign,
        "sensor": driver.sensor.save() if driver.sensor is not None and whole else None,
        "average": None if driver.average is None else driver.average.save(),
        "frozen": list(driver.frozen.names),
        "best": None if driver.best is None else driver.best.save(),
        "losses": driver.losses.save(),
        "validation": driver.validation,
        "probing": driver.probing,
        "pending": None if driver.pending is None else driver.pending.save(),
        "by_hand": driver.by_hand,
        "queue": [each.save() for each in driver.queue],
        "snapshot": None if kept is None else kept.save(),
        "candidate": None if candidate is None else candidate.save(),
        "last": None if driver.last is None else encode(driver.last),
        "story": driver.chronicle.story.save(),
    }
    return state if whole else {**state, **_AFTER_A_FAULT}


def load(driver: Driver, data: Mapping[str, Any]) -> None:
    """Put a driver into the state that `saved` returned; nothing is changed if that is not possible.

    Raises:
        StateError: another format, schedule, settings or model; keys missing or changed.
    """
    data = _translated(data)
    moved = _moved(driver, data)  # before anything is raised: the ranks meet there
    _check(data)
    driver.adopt_new_groups()
    state = load_schedule(driver.schedule, data["schedule"])
    story = Story.load(data["story"])
    if moved:
        driver.notices.moved(_named(data["place"]), _named(_place(driver)))
        data = {**data, **_OF_A_PLACE}
        if driver.decide_every > 1:
            data = {**data, "queue": []}  # one rank's sums; those of a single reading are all ranks' already
    faulted = driver.sensor is not None and data["sensor"] is None
    if faulted:
        driver.notices.resumed_after_fault()
    try:
        _check_model(driver, data)
        _put_in_place(driver, data, state, afresh=moved or faulted)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, StateError):
            raise
        message = (
            f"state must be as state_dict() returned it, but reading it ended with {type(error).__name__}: {error}. "
            f"It was changed or is damaged; use an older one."
        )
        raise StateError(message) from error
    driver.chronicle.resume(story, state)


def _put_in_place(
    driver: Driver,
    data: Mapping[str, Any],
    state: Any,  # noqa: ANN401 - each schedule's own
    *,
    afresh: bool,
) -> None:
    like, training = driver.unseen(), driver.training
    pending = None if data["pending"] is None else Pending.load(data["pending"], like)
    queue = [Pending.load(each, like) for each in data["queue"]]
    snapshot = None if data["snapshot"] is None else Snapshot(data["snapshot"]).moved(training)
    candidate = None if data["candidate"] is None else Snapshot(data["candidate"]).moved(training)
    if driver.restores and candidate is None:
        for each in (*queue, *([pending] if pending is not None else [])):
            each.set_aside = False
    last = None if data["last"] is None else decode(Decision, data["last"])
    best = None if driver.best is None else driver.best.loaded(data["best"])
    losses = LossMeter()
    losses.load(data["losses"])
    frozen = [str(name) for name in data["frozen"]]
    if driver.sensor is not None and driver.average is not None and not afresh:
        driver.sensor.check(data["sensor"])
        driver.average.check(data["average"])
    driver.rates.load(data["rates"], act=driver.act)  # from here on nothing can fail
    if afresh:
        driver.start_averages_afresh()
    elif driver.sensor is not None and driver.average is not None:
        driver.sensor.load(data["sensor"])
        driver.average.load(data["average"])
    driver.losses, driver.best, driver.frozen.names = losses, best, frozen
    driver.foreign, driver.validation = data["foreign"], data["validation"]
    driver.probing, driver.by_hand = bool(data["probing"]), bool(data["by_hand"])
    driver.pending, driver.queue = pending, queue
    driver.snapshot, driver.candidate, driver.loaded = snapshot, candidate, True
    driver.state, driver.last = state, last
    driver.resume_readback()
    if best is None and data["best"] is not None:
        driver.notices.best_dropped()


def _translated(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a state of one of the three formats before this, or from before decision 0078, as one of today."""
    if isinstance(data, Mapping) and isinstance(data.get("last"), Mapping):
        data = {**data, "last": {"averaging": None, **data["last"]}}
    if not isinstance(data, Mapping) or data.get("format") not in (_BUFFERS_ONLY, _WHOLE, _ALL_NORMS):
        return data
    best = data.get("best")
    if isinstance(best, Mapping) and "buffers" in best:
        best = {**{name: value for name, value in best.items() if name != "buffers"}, "beside": best["buffers"]}
    return {"place": None, **data, "format": FORMAT, "frozen": [], "best": best}


def _place(driver: Driver) -> list[list[int]] | None:
    ranks = driver.training.ranks
    return None if ranks is None else ranks.place


def _moved(driver: Driver, data: Mapping[str, Any]) -> bool:
    """True if the state is of other pieces of the model than this rank holds, or than one of the others holds."""
    ranks = driver.training.ranks
    differs = isinstance(data, Mapping) and bool(data.get("place") != _place(driver))
    if ranks is None or not ranks.in_pieces:
        return differs
    return bool(ranks.mean(torch.tensor(float(differs))) > 0.0)  # all of them have to go the same way


def _check(data: Mapping[str, Any]) -> None:
    if not isinstance(data, Mapping) or data.get("kind") != _KIND:
        found = data.get("kind") if isinstance(data, Mapping) else type(data).__name__
        message = (
            f"state must be what state_dict() of an awarelr.torch scheduler returned, got kind {found!r}. "
            f"The states of other schedulers cannot be taken over: start afresh from the LR they had reached."
        )
        raise ForeignStateError(message)
    if data.get("format") != FORMAT:
        message = (
            f"format must be from {_BUFFERS_ONLY} to {FORMAT}, got {data.get('format')!r}. "
            f"The state was written by another version of awarelr; use the version that wrote it."
        )
        raise StateError(message)
    missing = [key for key in _KEYS if key not in data]
    unknown = [str(key) for key in data if key not in _KEYS]
    if missing or unknown:
        message = (
            f"state must have exactly the keys {', '.join(_KEYS)}; missing {', '.join(missing) or 'none'}, "
            f"unknown {', '.join(unknown) or 'none'}. The file was changed or is damaged; use an older one."
        )
        raise StateError(message)


def _check_model(driver: Driver, data: Mapping[str, Any]) -> None:
    groups, now = len(data["rates"]["ratios"]), len(driver.training.optimizer.param_groups)
    if groups != now:
        message = (
            f"the optimizer must have {groups} parameter groups, as when the state was saved, got {now}. "
            f"Add the same groups before loading."
        )
        raise StateError(message)
    shapes = [tuple(piece(each).shape) for each in driver.training.parameters()]
    for kept in (data["snapshot"], data["best"]):
        theirs = shapes if kept is None else [tuple(each.shape) for each in kept["parameters"]]
        if theirs != shapes:
            message = (
                f"the model must have parameters of the shapes {theirs}, as when the state was saved, got {shapes}. "
                f"Load the state into the same model."
            )
            raise StateError(message)


def _named(place: "list[list[int]] | None") -> str:
    """Word a place among the ranks."""
    return "a whole model" if place is None else " and ".join(f"rank {rank} of {size}" for rank, size in place)
