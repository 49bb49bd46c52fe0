"""Everything that can be found in a run, one finding's rule a file, and which of them go together."""

from dataclasses import replace

from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings.closing import closing
from awarelr.diagnose.findings.dead import chance_level, dead
from awarelr.diagnose.findings.lr_column import lr_findings
from awarelr.diagnose.findings.never_updated import never_moving, never_updated
from awarelr.diagnose.findings.non_finite import non_finite, unevaluated
from awarelr.diagnose.findings.oscillating import early_swing, oscillating
from awarelr.diagnose.findings.overfitting import overfitting
from awarelr.diagnose.findings.risen import risen
from awarelr.diagnose.run import Run
from awarelr.diagnose.timeline import closing_stretch, timeline_of
from awarelr.diagnose.view import View, view_of
from awarelr.diagnose.words import place

__all__ = ["found_in"]


def found_in(run: Run, view: View) -> tuple[Finding, ...]:
    """Return what was found in a run, whose main curve has been looked at, the worst first.

    | what | silences |
    |---|---|
    | LR is zero all the time | everything but non-finite |
    | the loss repeats exactly | everything but the LR column |
    | dead, at chance level | what else would be said of the same stretch |
    | a swing | spikes and rises inside it |
    | a loss that is not finite to the end | the divergence that led there: they are told as one |
    | anything unhealthy that lasts | how the run stands at its end |
    """
    rates = lr_findings(run)
    if not view.values or (rates and rates[0].kind is Kind.LR_ZERO and rates[0].start <= run.main.at[0]):
        return (*non_finite(view, ()), *rates)
    repeats = never_updated(view)
    if repeats:
        return (*repeats, *rates)
    still = dead(view) or chance_level(view)
    fatal = bool(still) or (bool(view.bad) and view.bad[-1] == len(run.main.values) - 1)
    until = still[0].start if still else run.main.at[view.bad[0]] if fatal else view.end
    swings = oscillating(view, run) or early_swing(view, fatal=fatal, until=until)
    rises = _rises(run, view, [*still, *swings])
    named = [*rates, *still, *swings, *rises]
    named += _validation(run, view, named)
    named += non_finite(view, named)
    named = _one_divergence(view, named)
    if not any(each.ongoing and not each.kind.healthy for each in named):
        last = closing(view, run)
        if last.kind is not Kind.TOO_SHORT or not named:
            named.append(_agreed(run, view, named, last))
    return tuple(sorted(named, key=_worst_first))


def _agreed(run: Run, view: View, named: list[Finding], last: Finding) -> Finding:
    """Let the closing finding begin where the timeline has it begin."""
    for _ in range(3):
        stretch = closing_stretch(timeline_of(view, [*named, last]), last)
        if stretch is None or stretch.start == last.start:
            break
        last = replace(closing(view, run, stretch.start), start=stretch.start)
    return last


def _one_divergence(view: View, named: list[Finding]) -> list[Finding]:
    """Make a divergence that ends in NaN one finding: it has one cause, and one thing to do."""
    lost = next((each for each in named if each.kind is Kind.NON_FINITE and each.ongoing), None)
    climb = next((each for each in named if each.kind is Kind.DIVERGED and each.ongoing), None)
    if lost is None or climb is None or climb.start > lost.start:
        return named
    words = lost.sentence.removeprefix(f"the {view.name} ")
    one = replace(
        lost,
        start=climb.start,
        sentence=f"{climb.sentence.removesuffix(' and has not come back')} and {words}",
        advice=f"Go back to a checkpoint before {place(view.unit, climb.start)} and go on with an LR about 10 x lower.",
        evidence={**climb.evidence, **lost.evidence},
        t=climb.t,
    )
    return [one, *(each for each in named if each is not lost and each is not climb)]


def _rises(run: Run, view: View, blocked: list[Finding]) -> list[Finding]:
    """Return what left its level; where validation is all there is, a slow rise of it is left to `overfitting`."""
    found = risen(view, blocked)
    return found if run.train is not None else [each for each in found if each.kind is not Kind.DIVERGED]


def _validation(run: Run, view: View, named: list[Finding]) -> list[Finding]:
    if run.validation is None or any(each.kind is Kind.DIVERGED and each.ongoing for each in named):
        return []
    own = view if run.train is None else view_of(run.validation, run.unit, "validation loss")
    faults = [*unevaluated(own), *never_moving(own)] if run.train is not None else []
    if not own.values or (view.bad and view.bad[-1] == len(view.curve.values) - 1):
        return [] if view.bad else faults
    if run.train is None and any(each.ongoing and not each.kind.healthy for each in named):
        return faults
    return [*overfitting(run, own), *faults]


def _worst_first(finding: Finding) -> tuple[bool, bool, int, float]:
    return finding.kind.healthy, not finding.ongoing, list(Kind).index(finding.kind), finding.start
