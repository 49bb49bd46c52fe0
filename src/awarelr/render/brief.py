"""The story in one line, and in one paragraph; the full account stands in `awarelr.render.telling`."""

import copy
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from awarelr.core.diagnosis import Situation
from awarelr.render.advice import advised
from awarelr.render.episode import Episode, condensed
from awarelr.render.facts import YOUNG, Facts
from awarelr.render.phrases import change, clause, factor, many, number
from awarelr.render.share import Share
from awarelr.render.standing import LEAST

if TYPE_CHECKING:
    from awarelr.render.story import Story

__all__ = [
    "advice_in_brief",
    "incidents_in_brief",
    "line_of",
    "paragraph_of",
    "validation_in_brief",
    "watched",
    "way_of",
]

_LONGEST = 120
"""Characters of the line, so that it fits a terminal and a commit message (*ours*)."""
_MOST = 4
_DEAR = 0.12


def line_of(facts: Facts, *, acted: bool = True) -> str:
    """Return at most 120 characters: where it is, then as much of how it came there as fits.

    Args:
        facts: the run as a whole.
        acted: False if the LRs were decided and never written.
    """
    seen = "" if acted else " (observed only)"
    text = f"Step {facts.last:,}{seen}: {Situation[facts.situation].label}, LR {number(facts.lr)}"
    ratio = facts.lr / facts.lr_first if facts.lr_first > 0.0 else 0.0
    if 0.0 < ratio < math.inf and facts.lr_first != facts.lr:
        text += f" ({factor(ratio)} than at first)"
    more = []
    if facts.level is not None:
        from_first = facts.loss_first is not None and facts.losses > YOUNG
        more.append(f"loss {number(facts.level)}" + (f" from {number(facts.loss_first or 0.0)}" if from_first else ""))
    more += [f"{name} {amount:,} x" for name, amount in _counted(facts, short=True) if amount]
    for each in more:
        if len(text) + len(each) + 3 <= _LONGEST:
            text += f", {each}"
    return f"{text[: _LONGEST - 1]}."


def paragraph_of(story: "Story", *, acted: bool = True) -> str:
    """Return three to six sentences: what happened, where it is now, why, and what to do.

    Args:
        story: the story; it is left as it is.
        acted: False if the LRs were decided and never written.
    """
    facts = story.facts
    sentences = [_overall(facts, acted=acted)]
    if watched(facts, acted=acted):
        sentences.append(f"AwareLR {advice_in_brief(story.episodes)}.")
    happened = incidents_in_brief(facts)
    if happened:
        sentences.append(f"On the way: {happened}.")
    validation = validation_in_brief(facts)
    if validation:
        sentences.append(validation)
    sentences.append(f"Now, at step {facts.last:,}: {Situation[facts.situation].value}{_said(facts)}.")
    if facts.remark is not None:
        sentences.append(f"Besides, {facts.remark.situation.label}: {facts.remark.sentence}.")
    why = "" if watched(facts, acted=acted) else _why(story, acted=acted)
    if why:
        sentences.append(why)
    advice = advised(facts)
    if not (watched(facts, acted=acted) and advice.startswith("Nothing")):  # what was advised above has not been done
        sentences.append(advice)
    return " ".join(sentences)


def watched(facts: Facts, *, acted: bool) -> bool:
    """True if each decision started from an LR that somebody else had decided: there is advice to tell, and no path."""
    return facts.path_wanted and not acted


def incidents_in_brief(facts: Facts) -> str:
    """Count what interrupted the run, without a capital letter and a final stop; empty if nothing did."""
    words = ", ".join(f"{name} {amount:,} x" for name, amount in _counted(facts, short=False) if amount)
    undone = f"{many(facts.undone, 'step')} undone" if facts.undone else ""
    return "; ".join(each for each in (words, undone) if each)


def advice_in_brief(episodes: Iterable[Episode]) -> str:
    """Word how often the LR would have been raised and lowered, where somebody else decided it.

    Each decision then starts from the LR in use, so that there is no path to be told, only advice at every step.
    """
    shares = [share for episode in episodes for share in episode.shares.values()]
    total = sum(share.readings for share in shares)
    ways = (("raised", 1.0), ("lowered", -1.0))
    counts = {verb: sum(share.readings for share in shares if share.moved * sign > 0.0) for verb, sign in ways}
    words = [f"{verb} it at {amount:,}" for verb, amount in counts.items() if amount]
    return f"would have {' and '.join(words)} of {many(total, 'step')}" if words else "would have left it alone"


def validation_in_brief(facts: Facts) -> str:
    """Word the validation loss beside its best; empty if there was none."""
    if facts.validation_last is None:
        return ""
    best, last = number(facts.validation_best), number(facts.validation_last)
    return f"The validation loss is {last}, its best was {best} at step {facts.validation_best_at:,}."


def way_of(before: float, after: float) -> str:
    """Word a loss's way from one level to another."""
    if number(before) == number(after):
        return f"stayed at {number(after)}"
    return f"{'fell' if after < before else 'rose'} from {number(before)} to {number(after)}"


def _counted(facts: Facts, *, short: bool) -> list[tuple[str, int]]:
    damage, overwritten = (
        ("damage", "overwritten") if short else ("damage of our own making", "the learning rate overwritten")
    )
    not_finite = "not finite" if short else "loss or gradient not finite"
    return [
        (damage, facts.ours),
        ("bad batch" if short else "damage of a bad batch", facts.batches),
        ("drift", facts.drifts),
        (not_finite, facts.non_finite),
        (overwritten, facts.overrides),
    ]


def _overall(facts: Facts, *, acted: bool) -> str:
    length = many(facts.last - facts.first + 1, "step")
    moved = facts.lr_high > facts.lr_low
    way = f"went {change(facts.lr_first, facts.lr)}" if moved else f"stayed at {number(facts.lr)}"
    if not acted:
        way = f"in use {way}" if watched(facts, acted=acted) else "would have " + way.replace("went", "gone", 1)
    text = f"In {length} the learning rate {way}"
    if facts.loss_first is None or facts.level is None:
        return f"{text}."
    loss = f"is {number(facts.level)}" if facts.losses <= YOUNG else way_of(facts.loss_first, facts.level)
    return f"{text}, and the loss {loss}."


def _said(facts: Facts) -> str:
    return f"; {facts.sentence}" if facts.sentence else ""


def _why(story: "Story", *, acted: bool) -> str:
    """Word why the LR stands, or why it last moved; empty before there is anything to say."""
    still, facts = story.standstill, story.facts
    length = facts.last - still.since + 1
    if length >= LEAST and still.shares:
        reasons = _reasons(still.shares)
        stood = "has stood" if acted else "would have stood"
        return f"The learning rate {stood} near {number(still.lr)} for {many(length, 'step')}, because {reasons}."
    episodes = condensed(copy.deepcopy(story.episodes), _MOST, breaks=story.breaks(), dear=_DEAR)
    return _moved(episodes[-1], acted=acted) if episodes else ""


def _moved(last: Episode, *, acted: bool) -> str:
    if last.lr_first == last.lr_last:
        return ""
    pushing = {name: share for name, share in last.shares.items() if share.moved * last.moved > 0.0}
    rose = last.lr_last > last.lr_first
    verb = ("rose" if rose else "fell") if acted else f"would have {'risen' if rose else 'fallen'}"
    because = f", because {_reasons(pushing)}" if pushing else ""
    return f"Since step {last.first:,} it {verb} {change(last.lr_first, last.lr_last)}{because}."


def _reasons(shares: dict[str, Share]) -> str:
    """Word at most two reasons, the most frequent first."""
    total = sum(share.readings for share in shares.values())
    main = sorted(shares.items(), key=lambda item: -item[1].readings)[:2]
    return " and ".join(clause(name, share) for name, share in main if share.readings >= 0.1 * total)
