"""Which findings end a check in failure: what ``--fail-on`` means."""

from collections.abc import Iterable, Sequence

from awarelr.constraints import OneOf
from awarelr.core.diagnosis import Situation
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.report import Report
from awarelr.errors import LogError

__all__ = ["FAILURES", "failing"]

_UNHEALTHY = "unhealthy"
FAILURES: tuple[str, ...] = (*(each.slug for each in Kind), _UNHEALTHY)
"""Every name that ``--fail-on`` takes.

``dead`` means every dead network, whatever killed it; ``diverged`` also a loss that is not finite, or damaged, at the
end; ``unhealthy`` whatever needs mending. Every other name means itself.
"""


def failing(reports: Iterable[Report], names: Sequence[str]) -> list[Finding]:
    """Return the findings that one of the names means.

    Raises:
        LogError: there is no such name.
    """
    for name in names:
        complaint = OneOf(names=FAILURES).complaint("--fail-on", name)
        if complaint:
            raise LogError(complaint)
    found = [finding for report in reports for run in report.runs for finding in run.findings]
    return [finding for finding in found if any(_means(name, finding) for name in names)]


def _means(name: str, finding: Finding) -> bool:
    kind = finding.kind
    if name == _UNHEALTHY:
        return not kind.healthy
    if name == Kind.DEAD.slug and kind.situation is Situation.DEAD:
        return True
    if name == Kind.DIVERGED.slug and kind in (Kind.NON_FINITE, Kind.DAMAGED) and finding.ongoing:
        return True
    return name == kind.slug
