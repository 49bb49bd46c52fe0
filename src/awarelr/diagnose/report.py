"""The diagnosis of a log as one record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from awarelr.diagnose.columns import Role
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings import found_in
from awarelr.diagnose.log import read_log
from awarelr.diagnose.run import Run, runs_of
from awarelr.diagnose.timeline import Stretch, timeline_of
from awarelr.diagnose.view import view_of

__all__ = ["Examined", "Report", "diagnose"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One run with what was found in it.

    Args:
        run: its curves.
        findings: what was found, the worst first.
        timeline: its situations in order.
        records: losses looked at, or means of them.
        best: lowest finite loss; None if there is none.
        best_at: its position on the axis.
    """

    run: Run
    findings: tuple[Finding, ...]
    timeline: tuple[Stretch, ...]
    records: int
    best: float | None
    best_at: float | None

    @property
    def healthy(self) -> bool:
        """True if nothing needs mending."""
        return all(each.kind.healthy for each in self.findings)

    def has(self, kind: Kind) -> bool:
        """True if it was found."""
        return any(each.kind is kind for each in self.findings)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The diagnosis of a log.

    Args:
        name: the file.
        format: title of the format it was read as.
        columns: what each role's column is called.
        records: records read.
        notices: what a reader should know, one sentence each.
        runs: every run in it, in order.
    """

    name: str
    format: str
    columns: Mapping[Role, str]
    records: int
    notices: tuple[str, ...]
    runs: tuple[Examined, ...]


def diagnose(path: str, *, format_name: str | None = None, columns: Mapping[str, str] | None = None) -> Report:
    """Name the situations in a log of losses from anywhere.

    For a run that awarelr drove, ``awarelr.render.explain`` is the sibling: it tells what the scheduler itself saw,
    gradients included.

    Args:
        path: the file; ``"-"`` is the standard input.
        format_name: name of the format; None detects it.
        columns: role (``train``, ``validation``, ``lr``, ``step``, ``epoch``) to the name of its column, where the
            names do not tell.

    Raises:
        LogError: the file cannot be read, is empty, holds no loss, or an argument names what is not there.
        MissingExtraError: the format needs a package that is absent.

    Example:
        ``for finding in diagnose("losses.csv").runs[0].findings: print(finding.sentence)``
    """
    log = read_log(path, format_name=format_name, columns=columns)
    runs, notices = runs_of(log)
    mean = max(run.main.each for run in runs)
    track = log.tracks.get(Role.TRAIN) or log.tracks[Role.VALIDATION]
    bad = f"; {track.bad:,} of {track.count:,} losses are not finite" if track.bad else ""
    thinned = (f"each value looked at is the mean of {mean} records{bad}",) if mean > 1 else ()
    return Report(
        name=log.name,
        format=log.format,
        columns=log.names,
        records=log.rows,
        notices=(*log.notices, *notices, *thinned),
        runs=tuple(map(_examined, runs)),
    )


def _examined(run: Run) -> Examined:
    view = view_of(run.main, run.unit, "training loss" if run.train is not None else "validation loss")
    findings = found_in(run, view)
    best = min(range(len(view.values)), key=view.values.__getitem__, default=None)
    return Examined(
        run=run,
        findings=findings,
        timeline=timeline_of(view, findings),
        records=len(run.main.values),
        best=None if best is None else view.values[best],
        best_at=None if best is None else view.at[best],
    )
