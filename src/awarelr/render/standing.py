"""Why the LR has not moved, whenever it has not."""

from typing import TYPE_CHECKING

from awarelr.core.diagnosis import Situation
from awarelr.render.phrases import because, many, number
from awarelr.render.share import EVIDENCE, Share

if TYPE_CHECKING:
    from awarelr.render.story import Story

__all__ = ["LEAST", "standing"]

LEAST = 3
"""Steps from which standing still is worth words (*ours*)."""
_NEEDS = {
    Situation.OSCILLATING.name: "a raise waits until the short z is above -1",
    Situation.WORTHLESS.name: "a raise waits until it promises 0.1 % of the descent",
    Situation.WARMING_UP.name: "judging starts after 7 readings of the path",
    Situation.HOLDING.name: "a rest after a verdict takes 10 readings, or as many as were undone",
    Situation.OVERRIDDEN.name: "it is left to its other owner",
}


def standing(story: "Story") -> list[str]:
    """Word the time since the LR last moved by more than 1 %; nothing if it moved just now."""
    still, facts = story.standstill, story.facts
    length = facts.last - still.since + 1
    if length < LEAST:
        return []
    since = f"within 1 % of {number(still.lr)} since step {still.since:,}"
    start = f"Why it has not moved for {many(length, 'step')} ({since}):"
    shares = sorted(still.shares.items(), key=lambda item: -item[1].readings)
    total = sum(share.readings for _, share in shares)
    reasons = [_reason(name, share, total) for name, share in shares[:3] if share.readings > 0.05 * total]
    if shares[0][0] not in EVIDENCE.keys() | _NEEDS.keys():
        reasons.append(facts.sentence)
    text = f"{start} {'; '.join(reasons)}."
    if still.pushed > 0.5 * total:
        text += _bound(story)
    return [text]


def _reason(name: str, share: Share, total: int) -> str:
    needs = _NEEDS.get(name)
    return because(name, share, total) + (f", and {needs}" if needs else "")


def _bound(story: "Story") -> str:
    text = f" The evidence asked for a change in {story.standstill.pushed:,} of these readings"
    cuts = story.facts.ours
    ceiling = " or the ceiling that the last verdict left, which grows with time" if cuts else ""
    return f"{text}, but a bound holds the learning rate: min_lr, max_lr{ceiling}."
