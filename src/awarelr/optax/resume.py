"""Saving and loading a scheduler on an Optax optimizer: the same decisions afterwards, at every cut point."""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.errors import StateError
from awarelr.optax.best import BestParams
from awarelr.optax.driver import Driver
from awarelr.optax.rates import Tree
from awarelr.optax.way import Way
from awarelr.render.story import Story
from awarelr.schedules.saved import load as load_schedule
from awarelr.schedules.saved import save as save_schedule

__all__ = ["FORMAT", "load", "saved"]

FORMAT = 1
"""Number of the format; it changes when old states need a translation."""
_KIND = "awarelr.optax"
_KEYS = (
    "kind",
    "format",
    "schedule",
    "rates",
    "way",
    "snapshot",
    "best",
    "validation",
    "foreign",
    "probing",
    "last",
    "story",
)


def saved(driver: Driver, best: BestParams | None, *, snapshot: bool) -> dict[str, Any]:
    """Return a driver's state as NumPy arrays and plain types.

    Args:
        driver: the driver.
        best: parameters at the best validation loss; None if none are kept.
        snapshot: False leaves the snapshot out.
    """
    kept = driver.snapshot if snapshot else None
    return {
        "kind": _KIND,
        "format": FORMAT,
        "schedule": save_schedule(driver.schedule, driver.state),
        "rates": driver.rates.save(),
        "way": None if driver.way is None else _way(driver.way),
        "snapshot": None if kept is None else {"params": _leaves(kept[0]), "state": _leaves(kept[1])},
        "best": None if best is None else {"loss": best.loss, "step": best.step, "leaves": _leaves(best.params)},
        "validation": driver.validation,
        "foreign": driver.foreign,
        "probing": driver.probing,
        "last": None if driver.last is None else encode(driver.last),
        "story": driver.chronicle.story.save(),
    }


def load(driver: Driver, data: Mapping[str, Any]) -> BestParams | None:
    """Put a driver into the state that `saved` returned; return the best parameters of then.

    Nothing is changed if that is not possible.

    Raises:
        StateError: another format, schedule, settings or model; keys missing or changed.
    """
    _check(data)
    state = load_schedule(driver.schedule, data["schedule"])
    story = Story.load(data["story"])
    try:
        snapshot = data["snapshot"]
        kept = None if snapshot is None else tuple(map(_like, driver.like, (snapshot["params"], snapshot["state"])))
        last = None if data["last"] is None else decode(Decision, data["last"])
        best = None if data["best"] is None else _best(driver.like[0], data["best"])
        way = None if driver.way is None else _read(driver.way, data["way"])
        driver.rates.load(data["rates"])  # from here on nothing can fail
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(
            f"state must be as state_dict() returned it, but reading it ended with {type(error).__name__}: {error}. "
            f"It was changed or is damaged; use an older one."
        ) from error
    if driver.way is not None and way is not None:
        average = driver.way.average
        driver.way.rows, average.value, average.absorbed, average.waiting, average.window = way
    driver.state, driver.last = state, last
    driver.snapshot = kept if driver.restores else None
    driver.validation, driver.foreign, driver.probing = data["validation"], data["foreign"], bool(data["probing"])
    driver.chronicle.resume(story, state)
    return best


def _way(way: Way) -> dict[str, Any]:
    average = way.average
    return {
        "rows": _leaves(way.rows),
        "average": _leaves(average.value),
        "absorbed": average.absorbed,
        "waiting": average.waiting,
        "window": average.window,
    }


def _read(way: Way, data: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what `_way` wrote, in its order."""
    way.sensor.check(data["rows"])
    rows, value = _like(way.rows, data["rows"]), _like(way.average.value, data["average"])
    return rows, value, int(data["absorbed"]), int(data["waiting"]), data["window"]


def _best(like: Tree, data: Mapping[str, Any]) -> BestParams:
    return BestParams(loss=float(data["loss"]), step=int(data["step"]), params=_like(like, data["leaves"]))


def _leaves(tree: Tree) -> list[Any]:
    return [_plain(each) for each in jax.tree.leaves(tree)]


def _plain(leaf: Any) -> Any:  # noqa: ANN401 - any array
    """Return an array as NumPy's; a key of random numbers as its data and the name of its kind.

    Raises:
        StateError: a part of it lies on another host.
    """
    if isinstance(leaf, jax.Array) and not (leaf.is_fully_addressable or leaf.is_fully_replicated):
        raise StateError(
            "state_dict() needs arrays that this host can read, got one that is sharded over several hosts. Gather "
            "parameters and state first, or leave the scheduler's state out and let it begin anew at the LR reached."
        )
    if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key):
        return {"key": np.asarray(jax.random.key_data(leaf)), "kind": str(jax.random.key_impl(leaf))}
    return np.asarray(leaf)


def _like(tree: Tree, leaves: Any) -> Tree:  # noqa: ANN401 - from a file
    """Return the leaves in a tree's structure, of its dtypes and where it is.

    Raises:
        StateError: they are of another model.
    """
    known = jax.tree.leaves(tree)
    found = [
        jax.random.wrap_key_data(each["key"], impl=each["kind"]) if isinstance(each, Mapping) else each
        for each in leaves
    ]
    ours, theirs = [tuple(each.shape) for each in known], [np.shape(each) for each in found]
    if ours != theirs:
        raise StateError(
            f"the model must have arrays of the shapes {theirs}, as when the state was saved, got {ours}. "
            f"Load the state into the same model."
        )
    placed = [
        jax.device_put(each if isinstance(each, jax.Array) else np.asarray(each).astype(one.dtype), one.sharding)
        for each, one in zip(found, known, strict=True)
    ]
    return jax.tree.unflatten(jax.tree.structure(tree), placed)


def _check(data: Mapping[str, Any]) -> None:
    if not isinstance(data, Mapping) or data.get("kind") != _KIND:
        found = data.get("kind") if isinstance(data, Mapping) else type(data).__name__
        raise StateError(
            f"state must be what state_dict() of an awarelr.optax scheduler returned, got kind {found!r}. "
            f"The states of other schedulers cannot be taken over: start afresh from the LR they had reached."
        )
    if data.get("format") != FORMAT:
        raise StateError(
            f"format must be {FORMAT}, got {data.get('format')!r}. It was written by another version of awarelr; use "
            f"that one."
        )
    missing = [key for key in _KEYS if key not in data]
    unknown = [str(key) for key in data if key not in _KEYS]
    if missing or unknown:
        raise StateError(
            f"state must have exactly the keys {', '.join(_KEYS)}; missing {', '.join(missing) or 'none'}, "
            f"unknown {', '.join(unknown) or 'none'}. The file was changed or is damaged; use an older one."
        )
