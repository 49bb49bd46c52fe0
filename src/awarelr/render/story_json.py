"""The story as JSON with a format number, for programs."""

import copy
import json
import math
from typing import TYPE_CHECKING, Any

from awarelr.core.codec import encode
from awarelr.core.diagnosis import Situation
from awarelr.render.advice import advised
from awarelr.render.episode import Episode, condensed
from awarelr.render.facts import Facts
from awarelr.render.incident import Incident, thinned
from awarelr.render.share import Share

if TYPE_CHECKING:
    from awarelr.render.story import Story

__all__ = ["FORMAT", "story_json"]

FORMAT = 1
"""Format number: keys may be added under it; it rises when one is removed or gets another meaning."""
_KIND = "awarelr story"
_MOST = 12
_DEAR = 0.12


def story_json(story: "Story", *, acted: bool = True) -> str:
    """Return the story as a JSON document; steps count from 1, NaN and infinities stand as quoted words.

    ```
    {"format": 1, "kind": "awarelr story", "observed_only": false,
     "line", "paragraph", "full": [a line each], "advice",
     "steps": {"first", "last", "undone"},
     "lr": {"first", "last", "highest", "highest_at", "lowest", "lowest_at"},
     "loss": {"first", "last"} | null,
     "validation": {"last", "best", "best_at"} | null,
     "counts": {"damage", "drift", "non_finite", "overridden"},
     "now": {"situation", "label", "meaning", "sentence", "remark", "standing_since", "standing_steps"},
     "episodes": [{"first", "last", "lr_first", "lr_last", "lr_lowest", "lr_highest", "loss_first", "loss_last",
                   "situations": [{"situation", "readings", "moved_log_lr", "evidence": {name: mean}}]}],
     "incidents": [{"kind", "first", "last", "times", "lr_first", "lr_last", "restored", "undone", "back_to",
                    "verdict", "cause", "finding"}]}
    ```

    Before the first step ``now`` is null, and so are ``steps`` and ``lr``.

    Args:
        story: the story; it is left as it is.
        acted: False if the LRs were decided and never written.
    """
    facts = story.facts
    begun = facts.last > 0
    episodes = condensed(copy.deepcopy(story.episodes), _MOST, breaks=story.breaks(), dear=_DEAR)
    data = {
        "format": FORMAT,
        "kind": _KIND,
        "observed_only": not acted,
        "line": story.text("line", acted=acted),
        "paragraph": story.text("paragraph", acted=acted),
        "full": story.text("full", acted=acted).splitlines(),
        "advice": advised(facts) if begun else "",
        **_numbers(facts),
        "now": _now(story) if begun else None,
        "episodes": [_episode(each) for each in episodes],
        "incidents": [_incident(each) for each in thinned(story.incidents, _MOST)],
    }
    return json.dumps(encode(data), indent=2, allow_nan=False)


def _numbers(facts: Facts) -> dict[str, Any]:
    begun = facts.last > 0
    steps = {"first": facts.first, "last": facts.last, "undone": facts.undone}
    lr = {
        "first": facts.lr_first,
        "last": facts.lr,
        "highest": facts.lr_high,
        "highest_at": facts.high_at,
        "lowest": facts.lr_low,
        "lowest_at": facts.low_at,
    }
    best = facts.validation_best if math.isfinite(facts.validation_best) else None
    validation = {"last": facts.validation_last, "best": best, "best_at": facts.validation_best_at}
    return {
        "steps": steps if begun else None,
        "lr": lr if begun else None,
        "loss": None if facts.level is None else {"first": facts.loss_first, "last": facts.level},
        "validation": None if facts.validation_last is None else validation,
        "counts": {
            "damage": facts.ours,
            "drift": facts.drifts,
            "non_finite": facts.non_finite,
            "overridden": facts.overrides,
        },
    }


def _now(story: "Story") -> dict[str, Any]:
    facts, still = story.facts, story.standstill
    situation = Situation[facts.situation]
    return {
        "situation": situation.name.lower(),
        "label": situation.label,
        "meaning": situation.value,
        "sentence": facts.sentence,
        "remark": None if facts.remark is None else f"{facts.remark.situation.label}: {facts.remark.sentence}",
        "standing_since": still.since,
        "standing_steps": max(facts.last - still.since + 1, 0),
    }


def _episode(episode: Episode) -> dict[str, Any]:
    return {
        "first": episode.first,
        "last": episode.last,
        "lr_first": episode.lr_first,
        "lr_last": episode.lr_last,
        "lr_lowest": episode.lr_low,
        "lr_highest": episode.lr_high,
        "loss_first": episode.loss_first,
        "loss_last": episode.loss_last,
        "situations": [_share(name, share) for name, share in episode.shares.items()],
    }


def _share(name: str, share: Share) -> dict[str, Any]:
    return {
        "situation": name.lower(),
        "readings": share.readings,
        "moved_log_lr": share.moved,
        "evidence": {key: share.mean(key) for key in share.sums},
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "kind": incident.kind.name.lower(),
        "first": incident.first,
        "last": incident.last,
        "times": incident.times,
        "lr_first": incident.lr_first,
        "lr_last": incident.lr_last,
        "restored": incident.restored,
        "undone": incident.undone,
        "back_to": incident.back_to,
        "verdict": incident.verdict.name.lower(),
        "cause": incident.cause,
        "finding": incident.finding,
    }
