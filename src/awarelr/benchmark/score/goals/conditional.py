"""Goals for each condition of a protocol: shares of the budget, lengths, kinds of drift and of damage."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from awarelr.benchmark.protocols import Contest
from awarelr.benchmark.score.goal import Goal, Unit
from awarelr.benchmark.score.goals.evidence import Evidence
from awarelr.benchmark.score.goals.sample import Sample, sample_of
from awarelr.benchmark.score.goals.statistics import Statistic, geo_mean, worst
from awarelr.benchmark.score.weights import Weights

__all__ = ["budget_unknown", "damage", "drift", "length"]

_BUDGET, _LENGTH, _DAMAGE = 1.03, 0.97, 1.03
_NOT_RISING = 1.0
_DAMAGES = {
    "corrupted_batch": "three corrupted batches",
    "nan_gradient": "three NaN gradients",
    "heavy_label": "three 100 x labels",
}
_DRIFTS = {"drift": ("abrupt drift", 1.5), "rotating": ("gradual drift", 1.1)}


def budget_unknown(evidence: Evidence) -> Iterator[Goal]:
    """Yield how good a run is at each share of the budget, beside the cosine that was tuned for that very budget."""
    asked = evidence.asked("budget_unknown")
    for condition, contests in _by_condition(asked).items():
        yield _goal(
            f"at {condition.replace('%', ' %')} of the budget / cosine tuned for it",
            contests,
            _BUDGET,
            partial(_sample, evidence, contests, "cosine"),
        )


def drift(evidence: Evidence) -> Iterator[Goal]:
    """Yield the mean online loss on each stream over that of the best constant LR by hindsight, LRs given pooled."""
    asked = evidence.asked("drift")
    for task in dict.fromkeys(contest.task for contest in asked):
        name, bound = _DRIFTS.get(task, (task, None))
        contests = [contest for contest in asked if contest.task == task]
        yield _goal(
            f"{name} ({task}): online loss / best constant LR by hindsight",
            contests,
            bound,
            partial(_sample, evidence, contests, "constant"),
        )


def length(evidence: Evidence) -> Iterator[Goal]:
    """Yield the ratio at each length, then the longest over the shortest."""
    lengths = _by_condition(evidence.asked("length"))
    for condition, contests in lengths.items():
        yield _goal(
            f"{condition} the steps / tuned at that length",
            contests,
            _LENGTH,
            partial(_sample, evidence, contests, ""),
        )
    if len(lengths) > 1:
        (short, *_, long) = lengths

        growth = partial(_growth, evidence, lengths[short], lengths[long])
        yield _goal(f"not rising: ratio at {long} / at {short}", lengths[long], _NOT_RISING, growth)


def damage(evidence: Evidence) -> Iterator[Goal]:
    """Yield, for each kind of damage, the final measure over that of the same run undamaged; then the worst of all."""
    asked = evidence.asked("damage")

    for condition, contests in _by_condition(asked).items():
        name = f"{_DAMAGES.get(condition, condition)} / the same run undamaged"
        yield _goal(name, contests, _DAMAGE, partial(_beside_clean, evidence, contests))
    if asked:
        yield _goal("worst damaged / undamaged", asked, None, partial(_beside_clean, evidence, asked), worst)


def _by_condition(contests: Sequence[Contest]) -> dict[str, list[Contest]]:
    return {
        condition: [contest for contest in contests if contest.condition == condition]
        for condition in dict.fromkeys(contest.condition for contest in contests)
    }


def _sample(evidence: Evidence, contests: Sequence[Contest], beside: str, weights: Weights) -> Sample:
    return sample_of(evidence.scored(contests, weights, beside=beside))


def _growth(evidence: Evidence, short: Sequence[Contest], long: Sequence[Contest], weights: Weights) -> Sample:
    before, after = (sample_of(evidence.scored(each, weights)).regardless() for each in (short, long))
    return after.over(before)


def _beside_clean(evidence: Evidence, contests: Sequence[Contest], weights: Weights) -> Sample:
    found = evidence.scored(contests, weights)
    return sample_of(found).over(sample_of(evidence.undamaged(found, weights)))


def _goal(
    name: str,
    contests: Sequence[Contest],
    bound: float | None,
    sample: Callable[[Weights], Sample],
    statistic: Statistic = geo_mean,
) -> Goal:
    averaged, last = (sample(weights).figure(statistic, len(contests)) for weights in (Weights.AVERAGED, Weights.LAST))
    return Goal(
        protocol=contests[0].protocol,
        name=name,
        unit=Unit.RATIO,
        bound=bound,
        upward=False,
        averaged=averaged,
        last=last,
    )
