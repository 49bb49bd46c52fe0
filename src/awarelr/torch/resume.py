"""Saving and loading a scheduler on a torch optimizer: the same decisions afterwards, at every cut point."""

from collections.abc import Mapping
from typing import Any

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.errors import StateError
from awarelr.schedules.saved import load as load_schedule
from awarelr.schedules.saved import save as save_schedule
from awarelr.torch.driver import Driver
from awarelr.torch.pending import Pending
from awarelr.torch.snapshot import Snapshot

__all__ = ["FORMAT", "load", "saved"]

FORMAT = 1
"""Number of the format; it changes when old states need a translation."""
_KIND = "awarelr.torch"
_KEYS = (
    "kind",
    "format",
    "schedule",
    "rates",
    "sensor",
    "average",
    "losses",
    "validation",
    "probing",
    "pending",
    "queue",
    "snapshot",
    "candidate",
    "last",
    "story",
)


def saved(driver: Driver, *, snapshot: bool) -> dict[str, Any]:
    """Return a driver's state as tensors and plain types.

    Args:
        driver: the driver.
        snapshot: False leaves the snapshot out.
    """
    kept = driver.snapshot if snapshot else None
    candidate = driver.candidate if snapshot else None
    return {
        "kind": _KIND,
        "format": FORMAT,
        "schedule": save_schedule(driver.schedule, driver.state),
        "rates": driver.rates.save(),
        "sensor": None if driver.sensor is None else driver.sensor.save(),
        "average": None if driver.average is None else driver.average.save(),
        "losses": driver.losses.save(),
        "validation": driver.validation,
        "probing": driver.probing,
        "pending": None if driver.pending is None else driver.pending.save(),
        "queue": [each.save() for each in driver.queue],
        "snapshot": None if kept is None else kept.save(),
        "candidate": None if candidate is None else candidate.save(),
        "last": None if driver.last is None else encode(driver.last),
    }


def load(driver: Driver, data: Mapping[str, Any]) -> None:
    """Put a driver into the state that `saved` returned; nothing is changed if that is not possible.

    Raises:
        StateError: another format, schedule, settings or model; keys missing or changed.
    """
    _check(driver, data)
    state = load_schedule(driver.schedule, data["schedule"])
    if driver.sensor is not None and driver.average is not None:
        driver.sensor.load(data["sensor"])
        driver.average.load(data["average"])
    driver.state = state
    driver.rates.load(data["rates"])
    driver.losses.load(data["losses"])
    driver.validation = data["validation"]
    driver.probing = data["probing"]
    driver.pending = None if data["pending"] is None else Pending(**data["pending"])
    driver.queue = [Pending(**each) for each in data["queue"]]
    driver.snapshot = None if data["snapshot"] is None else Snapshot(data["snapshot"]).to(driver.training)
    driver.candidate = None if data["candidate"] is None else Snapshot(data["candidate"]).to(driver.training)
    if driver.candidate is None:
        for each in (*driver.queue, *([driver.pending] if driver.pending is not None else [])):
            each.set_aside = False
    driver.last = None if data["last"] is None else decode(Decision, data["last"])
    driver.resume_readback()
    if driver.act:
        driver.rates.write(state.written_lr)


def _check(driver: Driver, data: Mapping[str, Any]) -> None:
    if not isinstance(data, Mapping) or data.get("kind") != _KIND:
        found = data.get("kind") if isinstance(data, Mapping) else type(data).__name__
        message = (
            f"state must be what state_dict() of an awarelr.torch scheduler returned, got kind {found!r}. "
            f"The states of other schedulers cannot be taken over: start afresh from the LR they had reached."
        )
        raise StateError(message)
    if data.get("format") != FORMAT:
        message = (
            f"format must be {FORMAT}, got {data.get('format')!r}. The state was written by another version of awarelr; "
            f"use the version that wrote it."
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
    groups, now = len(data["rates"]["ratios"]), len(driver.training.optimizer.param_groups)
    if groups != now:
        message = (
            f"the optimizer must have {groups} parameter groups, as when the state was saved, got {now}. "
            f"Add the same groups before loading."
        )
        raise StateError(message)
    shapes = [tuple(each.shape) for each in driver.training.parameters()]
    if data["snapshot"] is not None:
        theirs = [tuple(each.shape) for each in data["snapshot"]["parameters"]]
        if theirs != shapes:
            message = (
                f"the model must have parameters of the shapes {theirs}, as when the state was saved, got {shapes}. "
                f"Load the state into the same model."
            )
            raise StateError(message)
