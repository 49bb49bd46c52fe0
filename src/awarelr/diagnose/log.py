"""A log taken in: its columns in their roles, whatever its format."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import final

from awarelr.diagnose.columns import Role, may_be_loss, overrides_of, rank_of
from awarelr.diagnose.formats import Row, format_for
from awarelr.diagnose.source import opened
from awarelr.diagnose.track import Track
from awarelr.errors import LogError

__all__ = ["Log", "read_log"]

_MOST_COLUMNS, _MOST_ANY = 64, 512
"""Columns kept, and columns kept if their names say what they are (*ours*)."""
_SHARE = 0.1
"""A column with fewer values than this share of the fullest one of its role is a summary, not the curve (*ours*)."""
_LEAST = 3
_LOSSES = {Role.TRAIN: "training", Role.VALIDATION: "validation"}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a file holds.

    Args:
        name: the file.
        format: title of its format.
        rows: records read.
        tracks: role to its column's values.
        names: role to its column's name.
        notices: what a reader should know, one sentence each.
    """

    name: str
    format: str
    rows: int
    tracks: Mapping[Role, Track]
    names: Mapping[Role, str]
    notices: tuple[str, ...] = field(default=())


def read_log(path: str, *, format_name: str | None = None, columns: Mapping[str, str] | None = None) -> Log:
    """Read a log of losses.

    Args:
        path: the file; ``"-"`` is the standard input.
        format_name: name of the format; None detects it.
        columns: role (``train``, ``validation``, ``lr``, ``step``, ``epoch``) to the name of its column; the name
            ``none`` says that there is none. Roles left out are found by their names.

    Raises:
        LogError: the file cannot be read, is empty, holds no loss, or an argument names what is not there.
        MissingExtraError: the format needs a package that is absent.
    """
    with opened(path) as source:
        chosen = format_for(source, format_name)
        rows, tracks, left_out = _gathered(chosen.rows(source))
    name = source.name
    if not tracks:
        message = (
            f"{name} was read as {chosen.title} and holds no number. Lines must hold losses, such as `loss: 1.23`, or "
            f"columns of numbers; --format names another format."
        )
        raise LogError(message)
    names, notices = _cast(name, tracks, columns or {})
    if left_out:
        notices.append(f"{left_out} more columns were left out")
    losses = max((tracks[names[role]].count for role in (Role.TRAIN, Role.VALIDATION) if role in names), default=0)
    if losses < _LEAST:
        many = "1 loss" if losses == 1 else f"{losses} losses"
        message = f"{name} holds {many}, too few to say anything. Give at least {_LEAST}."
        raise LogError(message)
    return Log(
        name=name,
        format=chosen.title,
        rows=rows,
        tracks={role: tracks[column] for role, column in names.items()},
        names=names,
        notices=tuple(notices),
    )


def _gathered(rows: Iterable[Row]) -> tuple[int, dict[str, Track], int]:
    """Return how many rows there were, the columns, and how many columns were left out at least."""
    tracks: dict[str, Track] = {}
    left_out: set[str] = set()
    count = 0
    for row in rows:
        for name, value in row.items():
            track = tracks.get(name)
            if track is None:
                room = _MOST_ANY if any(rank_of(name, role) is not None for role in Role) else _MOST_COLUMNS
                if len(tracks) >= room:
                    if len(left_out) < _MOST_ANY:
                        left_out.add(name)
                    continue
                track = tracks[name] = Track()
            track.add(count, value)
        count += 1
    return count, tracks, len(left_out)


def _cast(log: str, tracks: Mapping[str, Track], given: Mapping[str, str]) -> tuple[dict[Role, str], list[str]]:
    """Give each role its column."""
    chosen = overrides_of(given, list(tracks))
    names: dict[Role, str] = {role: name for role, name in chosen.items() if name is not None}
    taken = set(names.values())
    notices: list[str] = []
    for role in Role:
        if role not in chosen:
            ranked = _ranked(role, {name: track for name, track in tracks.items() if name not in taken})
            if ranked:
                names[role] = ranked[0]
                taken.add(ranked[0])
                notices += _passed_over(role, ranked)
    if Role.TRAIN in names or Role.VALIDATION in names:
        return names, notices
    free = [name for name in tracks if name not in taken and may_be_loss(name)]
    if Role.TRAIN in chosen or not free or not (len(free) == 1 or free[0].startswith("column ")):
        listed = ", ".join(repr(each[:60]) for each in [*tracks][:20])
        message = f"{log} has no column that looks like a loss, only {listed}. Name it: --column train=NAME."
        raise LogError(message)
    return _guessed(free, tracks, names)


def _ranked(role: Role, tracks: Mapping[str, Track]) -> list[str]:
    """Return the columns that a role may have, the best first."""
    ranks = {name: rank for name in tracks if (rank := rank_of(name, role)) is not None}
    fullest = max((tracks[name].count for name in ranks), default=0)
    full = [name for name in ranks if tracks[name].count >= _SHARE * fullest]
    return sorted(full, key=lambda name: (ranks[name], -tracks[name].count))


def _passed_over(role: Role, ranked: list[str]) -> list[str]:
    """Say which other columns might have been the loss; metrics beside one that is called so might not."""
    if role not in _LOSSES:
        return []
    best, *others = ranked
    rivals = [name for name in others if "loss" in name.lower() or rank_of(name, role) == rank_of(best, role)]
    if not rivals:
        return []
    listed = ", ".join(repr(each[:60]) for each in rivals[:3]) + (f" and {len(rivals) - 3} more" if rivals[3:] else "")
    return [f"{best!r} was taken for the {_LOSSES[role]} loss, not {listed}: --column {role.value}=NAME takes another"]


def _guessed(free: list[str], tracks: Mapping[str, Track], names: dict[Role, str]) -> tuple[dict[Role, str], list[str]]:
    """Cast columns by what they hold: a first one that counts is the step, the next one the loss."""
    counts = len(free) > 1 and Role.STEP not in names and Role.EPOCH not in names and _is_counter(tracks[free[0]])
    if counts:
        names[Role.STEP] = free.pop(0)
    names[Role.TRAIN] = free[0]
    words = f"{free[0]!r} was taken for the training loss"
    more = f"; {len(free) - 1} more columns have no names that tell: --column validation=NAME" if free[1:] else ""
    return names, [words + more]


def _is_counter(track: Track) -> bool:
    values = [value for _, value in track.points()]
    rising = all(after > before for before, after in pairwise(values))
    return rising and all(math.isfinite(each) and each == int(each) for each in values)
