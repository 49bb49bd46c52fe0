"""The LR is cut when the metric no longer improves."""

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval, OneOf, Switch
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.reading import Reading
from awarelr.core.signals.slope import slope_of
from awarelr.schedules.ownership import claimed
from awarelr.schedules.plateau_state import PlateauState
from awarelr.schedules.progress import hidden_by_noise, outlying, rising, still_falling, windows
from awarelr.schedules.start import check_settings, checked_start

__all__ = ["ReduceOnPlateau"]

_CONSTRAINTS: dict[str, Constraint] = {
    "metric": OneOf(names=("auto", "loss", "validation")),
    "mode": OneOf(names=("min", "max")),
    "factor": Interval(low=0.0, low_open=True, high=1.0, unit="factor a cut", remedy="The default is 0.1."),
    "patience": Interval(low=0, integer=True, unit="readings of the metric", remedy="The default is 10."),
    "threshold": Interval(low=0.0, unit="see threshold_mode", remedy="Use 0 to count every improvement."),
    "threshold_mode": OneOf(names=("relative", "absolute")),
    "cooldown": Interval(low=0, integer=True, unit="readings of the metric", remedy="Use 0 for none."),
    "lr_min": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "robust": Switch(),
}
_LARGEST = 1e150


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReduceOnPlateau:
    """Cuts the LR after more than ``patience`` readings of the metric without an improvement over the best.

    A missing metric is no reading: patience does not advance. NaN and infinity are reported, never counted. The
    relative threshold does not depend on the metric's zero, so negative metrics are as good as positive ones.
    Prefer `ConditionBased` where the LR should also be able to rise, `Step` where the drops are known beforehand.

    Args:
        metric: ``"loss"``, ``"validation"``, or ``"auto"``: the loss until the first validation arrives, from then on
            validation only.
        mode: ``"min"`` where lower is better, ``"max"`` where higher is.
        factor: what a cut multiplies the LR by, above 0, below 1.
        patience: readings without an improvement that are still tolerated; the next one cuts. 0: the first one cuts.
        threshold: least improvement that counts.
        threshold_mode: ``"absolute"``: in the metric's unit. ``"relative"``: times the spread (middle half) of the last
            max(20, 4 (patience + 1)) readings. (Torch takes it times the best value: the wrong sign below 0.)
        cooldown: readings of the metric after a cut that are not counted.
        lr_min: the LR never falls below it; a starting LR below it is refused.
        robust: True also asks whether the metric falls beneath its noise (patience from 5), whether a best value stands
            alone, and whether the training overfits: then no cut is made, and the sentence says why. False: the plain
            rule.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> decisions = simulate(ReduceOnPlateau(patience=1, factor=0.5), 1.0, [3.0, 2.0, 2.5, 2.5])
        >>> decisions[-1].sentence
        '2 readings of the loss without an improvement over the best, 2 at reading 2: cut from 1 to 0.5'

    Source: ``ReduceLROnPlateau`` in torch has the plain rule; its relative threshold fails below 0 (pytorch#47513), its
        ``eps`` forbids small LRs to fall: there is none here.
    """

    metric: str = "auto"
    mode: str = "min"
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: str = "relative"
    cooldown: int = 0
    lr_min: float = 0.0
    robust: bool = True

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "plateau"

    @property
    def reads_path(self) -> bool:
        """The metric is enough."""
        return False

    def init(self, lr: float) -> PlateauState:
        """Return the state before the first reading."""
        lr = checked_start(lr, self.lr_min)
        return PlateauState(lr=lr)

    def step(self, state: PlateauState, reading: Reading) -> tuple[PlateauState, Decision]:
        """Decide on one reading."""
        owner = claimed(state.lr, state.overrides, reading)
        before = replace(state, t=state.t + 1, lr=owner.lr, overrides=owner.overrides)
        after, said = self._judged(before, reading)
        if owner.diagnosis is not None:
            said = owner.diagnosis
            after = replace(after, lr=owner.lr) if owner.yielded else after
        return after, Decision(
            t=after.t,
            clock=after.t,
            lr_before=owner.lr,
            lr=after.lr,
            written_lr=after.lr,
            situation=said.situation,
            evidence=said.evidence,
            sentence=said.sentence,
        )

    def snapshot_due(self, state: PlateauState, ahead: int = 0) -> bool:  # noqa: ARG002 - the protocol's signature
        """No snapshot is ever needed."""
        return False

    def dump(self, state: PlateauState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> PlateauState:
        """Return the state that `dump` wrote."""
        return decode(PlateauState, data)

    def moved(self, state: PlateauState, lr: float) -> PlateauState:
        """Return the state as if ``lr`` had been decided."""
        return replace(state, lr=lr)

    def _judged(self, state: PlateauState, reading: Reading) -> tuple[PlateauState, Diagnosis]:
        source, value = self._read(state, reading)
        if source == "validation" and state.source == "loss":
            state = replace(PlateauState(t=state.t, lr=state.lr, overrides=state.overrides), cuts=state.cuts)
        if value is None or reading.undone or reading.probe:
            sentence = f"no {source} at this reading: patience rests at {state.bad} of {self.patience}"
            return state, self._said(Situation.SCHEDULED, state, sentence)
        if not -_LARGEST < value < _LARGEST:
            sentence = (
                f"the {source} is {value}: reported, not counted; patience rests at {state.bad} of {self.patience}"
            )
            return replace(state, source=source), self._said(Situation.NON_FINITE, state, sentence, value=value)
        signed = value if self.mode == "min" else -value
        keep = windows(self.patience)[1]
        better = state.best is None or self._improves(state, signed)
        loner = better and self.robust and state.candidate is None and outlying(state.values, signed)
        seen = replace(state, source=source, values=(*state.values, signed)[-keep:])
        loss = reading.loss
        if source == "validation" and loss is not None and -_LARGEST < loss < _LARGEST:
            seen = replace(seen, losses=(*state.losses, loss)[-keep:])
        if loner:
            sentence = (
                f"a {source} of {value:.4g} stands far off the last 20: no reference before the next one confirms it"
            )
            kept = replace(seen, candidate=value, since_best=state.since_best + 1)
            return kept, self._said(Situation.DESCENDING, kept, sentence, value=value)
        if better:
            return self._improved(seen, value)
        seen = replace(seen, candidate=None, since_best=state.since_best + 1)
        return self._waited(seen, value)

    def _read(self, state: PlateauState, reading: Reading) -> tuple[str, float | None]:
        if self.metric == "loss":
            return "loss", reading.loss
        if self.metric == "validation" or state.source == "validation" or reading.validation is not None:
            return "validation", reading.validation
        return "loss", reading.loss

    def _improves(self, state: PlateauState, signed: float) -> bool:
        best = math.inf if state.best is None else self._signed(state.best)
        if signed >= best:
            return False
        margin = self.threshold
        if self.threshold_mode == "relative":
            low, _, high = statistics.quantiles((*state.values, signed), n=4, method="inclusive")
            margin *= high - low
        return signed < best - margin

    def _signed(self, value: float) -> float:
        return value if self.mode == "min" else -value

    def _improved(self, state: PlateauState, value: float) -> tuple[PlateauState, Diagnosis]:
        best, candidate, old = value, state.candidate, state.best
        if candidate is not None and self._signed(candidate) > self._signed(value):
            best = candidate
        elif candidate is not None:
            best = value if self._signed(value) >= self._signed(candidate) else candidate
        after = replace(
            state, best=best, best_t=state.t, candidate=None, bad=0, since_best=1, cooldown=max(state.cooldown - 1, 0)
        )
        sentence = f"the {state.source} of {value:.4g} is the best so far" + (
            "" if old is None else f" after {old:.4g}"
        )
        return after, self._said(
            Situation.DESCENDING if old is not None else Situation.WARMING_UP, after, sentence, value=value
        )

    def _waited(self, state: PlateauState, value: float) -> tuple[PlateauState, Diagnosis]:
        if state.cooldown > 0:
            state = replace(state, cooldown=state.cooldown - 1, bad=0)
            sentence = f"cooling down after a cut: {state.cooldown} more readings are not counted"
            return state, self._said(Situation.HOLDING, state, sentence, value=value)
        state = replace(state, bad=state.bad + 1)
        words = f"{state.bad} readings of the {state.source} without an improvement over the best, {self._best(state)}"
        if self.robust:
            excuse = self._excuse(state)
            if excuse is not None:
                return state, replace(excuse, sentence=f"{words}: {excuse.sentence}")
        if state.bad <= self.patience:
            return state, self._said(Situation.SCHEDULED, state, f"{words}: {self.patience} are tolerated", value=value)
        return self._cut(state, words, value)

    def _cut(self, state: PlateauState, words: str, value: float) -> tuple[PlateauState, Diagnosis]:
        lr = max(state.lr * self.factor, min(self.lr_min, state.lr))
        after = replace(state, lr=lr, bad=0, cooldown=self.cooldown, cuts=state.cuts + (lr < state.lr))
        deed = f"cut from {state.lr:.4g} to {lr:.4g}" if lr < state.lr else f"the LR is at its floor of {lr:.4g}"
        said = self._said(Situation.PLATEAU, state, f"{words}: {deed}{self._rise(state)}", value=value)
        return after, said

    def _excuse(self, state: PlateauState) -> Diagnosis | None:
        """Say why no cut is made although patience is at an end, or what is known of a rise before that."""
        climb = rising(state.values[-state.since_best :])
        tail = state.losses[-state.since_best :]
        if climb is not None and len(tail) >= min(state.since_best, len(state.values)) and slope_of(tail).z < -3.0:  # noqa: PLR2004
            fall = slope_of(tail)
            sentence = (
                f"overfitting, the training loss falls (z {fall.z:+.1f}) while validation gets worse "
                f"(z {climb.z:+.1f}); "
                f"a lower LR will not mend it: stop, go back to the best, or regularise"
            )
            return self._said(Situation.OVERFITTING, state, sentence, z_loss=fall.z, z_metric=climb.z)
        if state.bad <= self.patience:
            if climb is None:
                return None
            return self._said(
                Situation.SCHEDULED, state, f"{self.patience} are tolerated{self._rise(state)}", z_metric=climb.z
            )
        slope = still_falling(state.values, self.patience)
        if slope is not None:
            sentence = f"no cut, the last {slope.count} still improve beneath their noise (z {slope.z:+.1f})"
            return self._said(Situation.DESCENDING, state, sentence, z_metric=slope.z)
        slope = hidden_by_noise(state.values, state.losses, self.patience)
        if slope is None:
            return None
        sentence = f"no cut, the training loss falls (z {slope.z:+.1f}) by less than {state.source} noise would show"
        return self._said(Situation.DESCENDING, state, sentence, z_loss=slope.z)

    def _rise(self, state: PlateauState) -> str:
        climb = rising(state.values[-state.since_best :]) if self.robust else None
        if climb is None:
            return ""
        words = f"; it gets worse since its best (z {climb.z:+.1f})"
        if state.source == "validation" and not state.losses:
            words += ", which is overfitting if the training loss fell: give it to be sure"
        return words

    def _best(self, state: PlateauState) -> str:
        return "none" if state.best is None else f"{state.best:.10g} at reading {state.best_t}"

    def _said(self, situation: Situation, state: PlateauState, sentence: str, **evidence: float) -> Diagnosis:
        best = math.nan if state.best is None else state.best
        facts = {"best": best, "best_t": state.best_t, "bad": state.bad, "patience": self.patience, **evidence}
        return Diagnosis(situation=situation, evidence=facts, sentence=sentence)
