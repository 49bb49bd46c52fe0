"""The story of a run while it runs: bounded memory however long it gets, plain JSON when it is saved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, final

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.journal import Entry
from awarelr.render.episode import Episode, condensed
from awarelr.render.facts import YOUNG, Facts
from awarelr.render.incident import Incident, Kind, Verdict, thinned, verdict_of
from awarelr.render.share import BUDGET, Share, count
from awarelr.render.standstill import Standstill

__all__ = ["Length", "Story"]

Length = Literal["line", "paragraph", "full", "json"]

_MOST = 64
_FEWER = 48
_INCIDENTS: dict[Situation, Kind] = {
    Situation.DIVERGED: Kind.DAMAGE,
    Situation.OVERSTEPPED: Kind.OVERSTEP,
    Situation.DRIFTED: Kind.DRIFT,
    Situation.NON_FINITE: Kind.NON_FINITE,
    Situation.OVERRIDDEN: Kind.OVERRIDE,
}
_BY_FORMULA = frozenset({Situation.SCHEDULED, Situation.WARMING_UP, Situation.DECAYING})


@final
@dataclass(slots=True, kw_only=True)
class Story:
    """What happened in a run so far, kept small: episodes that flicker are merged, incidents are grouped.

    For a run that was written down use `awarelr.render.explain`; both say the same.

    Args:
        facts: the run as a whole.
        episodes: stretches of ordinary steps, in order.
        incidents: what interrupted them, in order.
        standstill: the time since the LR last moved.
        factor: final decay of a known budget that is in force.
        kept: reading whose weights a rollback would put back.
        at_risk: optimizer steps that a rollback would undo.

    Example:
        >>> from awarelr.core import Reading
        >>> from awarelr.schedules import Aware
        >>> story, state = Story(), Aware().init(0.1)
        >>> for t in range(1, 4):
        ...     reading = Reading(t=t, loss=1.0 / t, grad_norm=1.0)
        ...     state, decision = Aware().step(state, reading)
        ...     story.add(reading, decision)
        >>> story.text("line")
        'Step 3: warming up, LR 0.01, loss 0.611.'
    """

    facts: Facts = field(default_factory=Facts)
    episodes: tuple[Episode, ...] = ()
    incidents: tuple[Incident, ...] = ()
    standstill: Standstill = field(default_factory=lambda: Standstill(shares={}))
    factor: float = 1.0
    kept: int = 1
    at_risk: int = 0

    def add(self, reading: Reading, decision: Decision) -> None:
        """Take in one reading and the decision on it."""
        moved, decayed = self._moves(decision)
        before = self.facts.lr if self.facts.last else decision.lr_before
        self.facts.add(reading, decision)
        self.standstill.add(decision, moved)
        if decision.situation is Situation.PROBING or decision.situation in _INCIDENTS:
            self._add_incident(reading, decision, before)
        else:
            self._add_ordinary(decision, moved, decayed)
        if Action.KEEP_SNAPSHOT in decision.action:
            self.kept, self.at_risk = decision.t, 1
        elif Action.RESTORE in decision.action:
            self.at_risk = 0
        elif not (reading.probe or reading.undone or reading.withheld):
            self.at_risk += 1

    def text(self, length: Length = "full", *, acted: bool = True) -> str:
        """Return the story: one line, one paragraph, everything, a line each, or all of these as JSON.

        Args:
            length: ``"line"``, ``"paragraph"``, ``"full"`` or ``"json"``.
            acted: False if the LRs were decided and never written.
        """
        from awarelr.render.telling import told  # noqa: PLC0415 - words are needed only when asked for

        return told(self, length, acted=acted)

    def may_have_begun(self, opening: Sequence[Entry]) -> bool:
        """False if decisions that were written down cannot be the first ones of this story.

        The first loss, the mean of the first ten and the first LR are what a story remembers to the last bit.

        Args:
            opening: decisions in order, from the first one of a journal.
        """
        other = Story()
        for entry in opening:
            if other.facts.losses < YOUNG:
                other.add(entry.reading, entry.decision)
        mine, theirs = self.facts, other.facts
        if theirs.first != mine.first:  # the journal was begun later: nothing to compare
            return True
        loss = _first_loss(other)
        return (
            theirs.lr_first == mine.lr_first
            and (loss is None or loss == _first_loss(self))
            and (theirs.losses != min(mine.losses, YOUNG) or theirs.loss_first == mine.loss_first)
        )

    def save(self) -> dict[str, Any]:
        """Return everything as plain JSON types."""
        data: dict[str, Any] = encode(self)
        return data

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Story":
        """Return the story that `save` wrote.

        Raises:
            StateError: a key is missing, unknown or of another type.
        """
        return decode(cls, data, "story")

    def _moves(self, decision: Decision) -> tuple[float, float]:
        """Return by how much log LR the situation and the final decay moved the LR."""
        before, after, lr = decision.lr_before, decision.written_lr, decision.lr
        factor = after / lr if lr > 0.0 and 0.0 < after < lr else 1.0
        factor = factor if factor > 0.0 else 1.0  # the smallest numbers have no ratio
        decayed = math.log(factor) - math.log(self.factor) if factor != self.factor else 0.0
        self.factor = factor
        if before == after or before <= 0.0 or after <= 0.0:
            return -decayed, decayed
        return math.log(after) - math.log(before) - decayed, decayed

    def _add_ordinary(self, decision: Decision, moved: float, decayed: float) -> None:
        episode = self.episodes[-1] if self.episodes else None
        if episode is None or not _continues(episode, decision, moved):
            episode = self._begin_episode(decision)
        lr = decision.written_lr
        episode.last, episode.lr_last, episode.loss_last = decision.t, lr, self.facts.level
        episode.lr_low, episode.lr_high = min(episode.lr_low, lr), max(episode.lr_high, lr)
        count(episode.shares, decision, moved)
        if decayed:
            budget = episode.shares.setdefault(BUDGET, Share(sums={}))
            budget.moved += decayed

    def _begin_episode(self, decision: Decision) -> Episode:
        lr = decision.lr_before
        episode = Episode(
            first=decision.t,
            last=decision.t,
            lr_first=lr,
            lr_last=lr,
            lr_low=lr,
            lr_high=lr,
            loss_first=self.facts.level,
            shares={},
        )
        if len(self.episodes) == _MOST:
            self.episodes = condensed(self.episodes, _FEWER, breaks=self.breaks())
        self.episodes = (*self.episodes, episode)
        return episode

    def breaks(self) -> frozenset[int]:
        """Return the readings right after an incident."""
        return frozenset(each.last + 1 for each in self.incidents)

    def _add_incident(self, reading: Reading, decision: Decision, before: float) -> None:
        last = self.incidents[-1] if self.incidents else None
        kind = _INCIDENTS.get(decision.situation)
        if last is not None and (last.open or kind is None):
            self._goes_on(last, reading, decision)
            return
        if kind is None:
            return
        level = decision.evidence.get("level")
        if level is not None and self.episodes and kind is not Kind.NON_FINITE:
            self.episodes[-1].loss_last = level  # what was usual before; the rise belongs to the incident
        restored = Action.RESTORE in decision.action
        undone = self.at_risk + (not reading.withheld) if restored else 0
        ours = kind not in (Kind.DRIFT, Kind.OVERSTEP) and decision.action.judges
        verdict = Verdict.DRIFT if kind is Kind.DRIFT else Verdict.OURS if ours else Verdict.OPEN
        self._judge(verdict)
        self.facts.undone += undone
        self.facts.non_finite += kind is Kind.NON_FINITE
        self.facts.overrides += kind is Kind.OVERRIDE
        incident = Incident(
            kind=kind,
            first=decision.t,
            last=decision.t,
            lr_first=before,
            lr_last=decision.written_lr,
            restored=int(restored),
            undone=undone,
            back_to=self.kept if restored else 0,
            cause=decision.sentence,
            verdict=verdict,
            open=Action.PROBE in decision.action,
        )
        if last is not None and last.kind is kind and last.last == decision.t - 1 and not incident.open:
            self.incidents = (*self.incidents[:-1], last.followed_by(incident))
        else:
            self.incidents = (*self.incidents, incident)
        if len(self.incidents) > _MOST:
            self.incidents = thinned(self.incidents, _FEWER)

    def _goes_on(self, incident: Incident, reading: Reading, decision: Decision) -> None:
        """Take in a probe's reading, or one whose weights have since been undone."""
        probed, undone = int(reading.probe), int(reading.undone)
        incident = replace(incident, last=decision.t, probed=incident.probed + probed, undone=incident.undone + undone)
        self.facts.undone += undone
        if decision.action.judges:
            verdict = verdict_of(decision)
            self._judge(verdict)
            incident = replace(
                incident, open=False, verdict=verdict, finding=decision.sentence, lr_last=decision.written_lr
            )
        self.incidents = (*self.incidents[:-1], incident)

    def _judge(self, verdict: Verdict) -> None:
        self.facts.ours += verdict is Verdict.OURS
        self.facts.batches += verdict is Verdict.BATCH
        self.facts.drifts += verdict is Verdict.DRIFT


def _first_loss(story: Story) -> float | None:
    """Return the loss of the first reading; None if it had none, or was an incident."""
    episode = story.episodes[0] if story.episodes else None
    return episode.loss_first if episode is not None and episode.first == story.facts.first else None


def _continues(episode: Episode, decision: Decision, moved: float) -> bool:
    """True if a decision belongs to the stretch: same situation, no incident between, by a formula same way."""
    if episode.last != decision.t - 1 or len(episode.shares) > 1 + (BUDGET in episode.shares):
        return False
    share = episode.shares.get(decision.situation.name)
    if share is None:
        return False
    same_way = (moved > 0.0) == (share.moved > 0.0) and (moved < 0.0) == (share.moved < 0.0)
    return same_way or decision.situation not in _BY_FORMULA
