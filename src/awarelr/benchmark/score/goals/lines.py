"""Every goal, in the order of the protocols."""

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.score.goal import Goal, Unit
from awarelr.benchmark.score.goals.conditional import budget_unknown, damage, drift, length
from awarelr.benchmark.score.goals.evidence import Evidence
from awarelr.benchmark.score.goals.pooled import pooled
from awarelr.benchmark.score.goals.rivals import beside_rivals
from awarelr.benchmark.score.goals.sensitivity import sensitivity, steps_lost
from awarelr.benchmark.score.sheet import Sheet

__all__ = ["goals_of"]

_NOT_ASKED = Goal(
    protocol="",
    name="validation given, small or noisy data: no protocol shows AwareLR a validation set",
    unit=Unit.RATIO,
    bound=1.0,
    upward=False,
    averaged=None,
    last=None,
)


def goals_of(sheet: Sheet, evidence: Evidence) -> tuple[Goal, ...]:
    """Return what AwareLR is meant to reach and has reached, protocol by protocol; none where it takes no part.

    Args:
        sheet: the score without goals.
        evidence: AwareLR's contests and the records behind them.
    """
    if not evidence.contests:
        return ()
    found = [
        *pooled(evidence),
        *sensitivity(evidence),
        *steps_lost(evidence),
        *beside_rivals(sheet),
        *budget_unknown(evidence),
        *drift(evidence),
        *damage(evidence),
        *length(evidence),
    ]
    order = list(PROTOCOLS)
    return (*sorted(found, key=lambda goal: order.index(goal.protocol)), _NOT_ASKED)
