"""The story in words: the full account, a line each; `awarelr.render.brief` has the two short ones."""

import copy

from awarelr.core.diagnosis import Situation
from awarelr.render.brief import (
    advice_in_brief,
    incidents_in_brief,
    line_of,
    paragraph_of,
    validation_in_brief,
    watched,
    way_of,
)
from awarelr.render.episode import Episode, condensed
from awarelr.render.facts import YOUNG, Facts
from awarelr.render.incident import Incident, Kind, Verdict, thinned
from awarelr.render.phrases import because, capital, change, many, number, steps
from awarelr.render.standing import standing
from awarelr.render.story import Length, Story
from awarelr.render.story_json import story_json

__all__ = ["told"]

_MOST = 12
_DEAR = 0.12
"""Neighbours that differ by less are told as one (*ours*)."""
_MINOR = 0.1
"""Share of all movement, or of all readings, below which a reason is not worth a clause (*ours*)."""
_LARGE = 0.25
"""Share of all readings above which a rest is worth a clause (*ours*)."""
_UNWRITTEN = "Observed only: the rates told here were decided, never written."
_WATCHED = "Observed only: each decision starts from the rate in use, and none was written."
_LEGEND = (
    "(z: mean of the evidence over its standard error, for the last steps (short), the last tenth (medium) and the "
    "whole of the run (long); above 0, longer steps would have helped, below 0, they would have hurt.)"
)


def told(story: Story, length: Length, *, acted: bool = True) -> str:
    """Word a story.

    Args:
        story: the story; it is left as it is.
        length: one line, one paragraph, everything, a line each, or all of these as JSON.
        acted: False if the LRs were decided and never written.
    """
    if length == "json":
        return story_json(story, acted=acted)
    if story.facts.last == 0:
        return "No step has been made yet."
    if length == "line":
        return line_of(story.facts, acted=acted)
    if length == "paragraph":
        return paragraph_of(story, acted=acted)
    return _full(story, acted=acted)


def _full(story: Story, *, acted: bool) -> str:
    facts = story.facts
    length_of_run = many(facts.last - facts.first + 1, "step")
    only_watched = watched(facts, acted=acted)
    observed = [] if acted else [_WATCHED if only_watched else _UNWRITTEN]
    in_brief = "".join(f" {each}" for each in (validation_in_brief(facts), capital(incidents_in_brief(facts))) if each)
    sentences = [*observed, f"{length_of_run}. {_overall(facts, acted=acted)}{in_brief}"]
    episodes = condensed(copy.deepcopy(story.episodes), _MOST, breaks=story.breaks(), dear=_DEAR)
    told_events = [(each.first, _advice(each) if only_watched else _episode(each)) for each in episodes]
    told_events += [(each.first, _incident(each, acted=acted)) for each in thinned(story.incidents, _MOST)]
    sentences += [text for _, text in sorted(told_events, key=lambda event: event[0])]
    sentences.append(f"Now, at step {facts.last:,}: {_label(facts)}; {facts.sentence}.")
    if facts.remark is not None:
        sentences.append(f"Besides, {facts.remark.situation.label}: {facts.remark.sentence}.")
    sentences += standing(story)
    sentences += _unseen(facts)
    text = "\n".join(sentences)
    return f"{text}\n{_LEGEND}" if " z " in text else text


def _advice(episode: Episode) -> str:
    way = f"it went {change(episode.lr_first, episode.lr_last)}"
    if _stayed(episode):
        way = f"it stayed {_where(episode)}"
    reasons = _main_reasons(episode)
    start = steps(episode.first, episode.last)
    return f"{start}: AwareLR {advice_in_brief([episode])}, because {reasons}; {way}.{_loss(episode)}"


def _label(facts: Facts) -> str:
    return Situation[facts.situation].label


def _overall(facts: Facts, *, acted: bool) -> str:
    in_use = "in use " if watched(facts, acted=acted) else ""
    plain = acted or bool(in_use)
    if facts.lr_high <= facts.lr_low:
        text = f"The learning rate {in_use}{'is' if plain else 'would be'} {number(facts.lr)}, where it began."
    else:
        went = "went" if plain else "would have gone"
        text = f"The learning rate {in_use}{went} {change(facts.lr_first, facts.lr)}"
        beyond = []
        if not in_use and facts.lr_high > 1.05 * max(facts.lr_first, facts.lr):  # visibly beyond both ends
            beyond.append(f"highest {number(facts.lr_high)} at step {facts.high_at:,}")
        if not in_use and facts.lr_low < min(facts.lr_first, facts.lr) / 1.05:
            beyond.append(f"lowest {number(facts.lr_low)} at step {facts.low_at:,}")
        text += (", " + ", ".join(beyond) if beyond else "") + "."
    if facts.loss_first is None or facts.level is None:
        return text
    if facts.losses <= YOUNG:
        return text + f" The loss is {number(facts.level)}."
    return text + f" The loss {way_of(facts.loss_first, facts.level)}."


def _episode(episode: Episode) -> str:
    start = steps(episode.first, episode.last)
    if _stayed(episode):
        return f"{start}: the learning rate stayed {_where(episode)}, because {_main_reasons(episode)}.{_loss(episode)}"
    way = f"{_verb(episode)} {change(episode.lr_first, episode.lr_last)}{_beyond(episode)}"
    return f"{start}: the learning rate {way}{_reasons(episode)}.{_loss(episode)}"


def _stayed(episode: Episode) -> bool:
    low, high = min(episode.lr_first, episode.lr_last), max(episode.lr_first, episode.lr_last)
    return high <= 1.05 * low and not _beyond(episode)  # 5 %, not worth a movement


def _where(episode: Episode) -> str:
    return f"{'at' if episode.lr_low == episode.lr_high else 'near'} {number(episode.lr_last)}"


def _main_reasons(episode: Episode) -> str:
    shares, readings = episode.shares, episode.readings
    main = sorted(shares, key=lambda name: -shares[name].readings)[:2]
    return " and ".join(
        because(name, shares[name], readings) for name in main if shares[name].readings >= _MINOR * readings
    )


def _reasons(episode: Episode) -> str:
    """Word what moved the LR, what moved it back, and what held it."""
    shares, readings, way = episode.shares, episode.readings, episode.moved
    travelled = sum(abs(share.moved) for share in shares.values())
    moves = [name for name in shares if abs(shares[name].moved) > _MINOR * travelled]
    moves.sort(key=lambda name: -abs(shares[name].moved))
    onward = [because(name, shares[name], readings) for name in moves if shares[name].moved * way > 0.0]
    back = [because(name, shares[name], readings) for name in moves if shares[name].moved * way < 0.0]
    held = [
        because(name, share, readings)
        for name, share in shares.items()
        if share.moved == 0.0 and share.readings > _LARGE * readings
    ]
    text = f", because {' and '.join(onward)}" if onward else ", through what interrupted it"
    if back:
        text += f"; it was {'lowered' if way > 0.0 else 'raised'} in between, because {' and '.join(back)}"
    return text + (f"; it rested where {' or '.join(held)}" if held else "")


def _verb(episode: Episode) -> str:
    return "rose" if episode.lr_last > episode.lr_first else "fell"


def _beyond(episode: Episode) -> str:
    high, low = max(episode.lr_first, episode.lr_last), min(episode.lr_first, episode.lr_last)
    words = []
    if episode.lr_high > 1.5 * high:  # far enough to be worth words
        words.append(f"up to {number(episode.lr_high)}")
    if episode.lr_low < low / 1.5:
        words.append(f"down to {number(episode.lr_low)}")
    return f", in between {' and '.join(words)}" if words else ""


def _loss(episode: Episode) -> str:
    if episode.loss_first is None or episode.loss_last is None:
        return ""
    return f" The loss {way_of(episode.loss_first, episode.loss_last)}."


def _incident(incident: Incident, *, acted: bool) -> str:
    where = steps(incident.first, incident.last)
    if incident.times > 1:
        return f"{where}: {_group(incident)} The last time: {incident.cause}."
    if incident.kind is Kind.OVERRIDE:
        return f"{where}: {incident.cause} (ours was {number(incident.lr_first)})."
    headline = "drift" if incident.verdict is Verdict.DRIFT else incident.kind.value
    text = f"{where}: {headline}. {capital(incident.cause)}"
    if incident.restored:
        text += f" {_cost(incident)}"
    if incident.finding:
        text += f" {capital(incident.finding.removesuffix(', lower'))}"
    elif incident.open:
        text += " Who is to blame is not decided yet."
    return text + (_answer(incident) if acted else _unanswered(incident))


def _cost(incident: Incident) -> str:
    where = f"step {incident.back_to:,}" if incident.back_to > 1 else "the start"
    text = f"The weights were put back to those of {where}: {many(incident.undone, 'step')} undone"
    return text + (f", {many(incident.probed, 'reading')} spent on looking again." if incident.probed else ".")


def _answer(incident: Incident) -> str:
    if incident.verdict is Verdict.OPEN:
        if incident.open:
            return ""
        if incident.lr_last == incident.lr_first:
            return " The learning rate was left as it was."
        return f" The learning rate went {change(incident.lr_first, incident.lr_last)}."
    if incident.verdict is Verdict.BATCH:
        return " The learning rate was left as it was."
    way = change(incident.lr_first, incident.lr_last)
    if incident.verdict is Verdict.OURS:
        return f" The learning rate was cut {way}."
    freed = f"set free {way}" if incident.lr_last > incident.lr_first else f"left at {number(incident.lr_last)}"
    return f" The data changed, so the learning rate was {freed} and what was usual before is forgotten."


def _unanswered(incident: Incident) -> str:
    """Word the answer that nobody gave."""
    if incident.open or incident.lr_last == incident.lr_first:
        return ""
    return f" AwareLR would have taken the learning rate {change(incident.lr_first, incident.lr_last)}."


def _group(incident: Incident) -> str:
    times = f"{incident.times:,} times"
    if incident.kind is Kind.OVERRIDE:
        return f"{times} somebody else had written the learning rate."
    text = f"{times} {incident.kind.value}"
    if incident.restored:
        text += f"; the weights were put back {many(incident.restored, 'time')}, {many(incident.undone, 'step')} undone"
    if incident.lr_last != incident.lr_first:
        text += f"; the learning rate went {change(incident.lr_first, incident.lr_last)}"
    return text + "."


def _unseen(facts: Facts) -> list[str]:
    if not facts.path_wanted or facts.ordinary == 0:
        return []
    texts = []
    if facts.without_loss == facts.ordinary:
        texts.append(
            "Not seen: no loss was handed over, so damage, drift, heat and a stalled loss cannot be noticed, and only "
            "non-finite gradients are rolled back. Call step(loss) to change that."
        )
    elif facts.without_loss > 0.1 * facts.ordinary:
        texts.append(f"Not seen: {facts.without_loss:,} of {facts.ordinary:,} readings came without a loss.")
    if facts.without_gradient == facts.ordinary:
        texts.append(
            "Not seen: no gradient was there to be read, so the learning rate can be neither raised nor lowered by "
            "evidence. Call observe() before the optimizer's step, while the gradients are in place."
        )
    elif facts.without_gradient > 0.1 * facts.ordinary:
        texts.append(f"Not seen: {facts.without_gradient:,} of {facts.ordinary:,} readings came without a gradient.")
    return texts
