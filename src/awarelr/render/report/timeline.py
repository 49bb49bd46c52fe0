"""The run as a table: stretches and incidents in order, each a row."""

import copy
from dataclasses import dataclass
from typing import final

from awarelr.render.episode import Episode, condensed
from awarelr.render.incident import Incident, Kind, Verdict, thinned
from awarelr.render.phrases import because, capital, many, number
from awarelr.render.share import BUDGET
from awarelr.render.story import Story

__all__ = ["Row", "timeline_of"]

_MOST = 24
_DEAR = 0.12
"""Neighbours that differ by less are one row; as in the story's full account."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    Args:
        first: its first reading.
        last: its last reading.
        what: what it is, in two or three words.
        lr: LR before and after.
        loss: loss before and after; empty if there was none.
        why: the reasons, with their numbers.
        interrupts: True for an incident.
    """

    first: int
    last: int
    what: str
    lr: str
    loss: str
    why: str
    interrupts: bool


def timeline_of(story: Story) -> list[Row]:
    """Return the rows, in order; the story is left as it is."""
    episodes = condensed(copy.deepcopy(story.episodes), _MOST, breaks=story.breaks(), dear=_DEAR)
    rows = [_episode(each) for each in episodes] + [_incident(each) for each in thinned(story.incidents, _MOST)]
    return sorted(rows, key=lambda row: row.first)


def _episode(episode: Episode) -> Row:
    shares = {name: share for name, share in episode.shares.items() if name != BUDGET}
    main = max(shares, key=lambda name: shares[name].readings)
    most = sorted(shares, key=lambda name: -shares[name].readings)[:3]
    why = [because(name, shares[name], episode.readings) for name in most]
    return Row(
        first=episode.first,
        last=episode.last,
        what=main.lower().replace("_", " "),
        lr=_way(episode.lr_first, episode.lr_last),
        loss=""
        if episode.loss_first is None or episode.loss_last is None
        else _way(episode.loss_first, episode.loss_last),
        why=capital("; ".join(why)),
        interrupts=False,
    )


def _incident(incident: Incident) -> Row:
    what = "drift" if incident.verdict is Verdict.DRIFT else incident.kind.value
    texts = [capital(incident.cause)]
    if incident.restored:
        texts.append(f"Weights put back {many(incident.restored, 'time')}, {many(incident.undone, 'step')} undone.")
    if incident.finding:
        texts.append(capital(incident.finding))
    elif incident.kind is not Kind.OVERRIDE and incident.open:
        texts.append("Who is to blame is not decided yet.")
    return Row(
        first=incident.first,
        last=incident.last,
        what=what + (f", {incident.times:,} x" if incident.times > 1 else ""),
        lr=_way(incident.lr_first, incident.lr_last),
        loss="",
        why=" ".join(texts),
        interrupts=True,
    )


def _way(before: float, after: float) -> str:
    one, other = number(before), number(after)
    return one if one == other else f"{one} → {other}"
