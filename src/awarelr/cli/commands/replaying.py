"""`awarelr replay`: decide again and compare."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from awarelr.cli.commands.complaint import complaining
from awarelr.cli.streams import ReaderLeft
from awarelr.errors import JournalError
from awarelr.journal import Difference, ReplayReport
from awarelr.journal import replay as replayed

__all__ = ["DIFFERS", "replay"]

DIFFERS = 1


def replay(
    journal: Annotated[Path, typer.Argument(help="Journal of the run, or - for the standard input.")],
    tolerance: Annotated[
        float,
        typer.Option(min=0.0, help="Relative difference allowed: 0 asks for the same bits, 1e-12 suits other builds."),
    ] = 0.0,
    limit: Annotated[int, typer.Option(min=1, help="How many differences to list.")] = 10,
) -> None:
    """Derive every decision of a run again from its journal alone, and compare."""
    with complaining():
        report = replayed(journal, tolerance=tolerance, limit=limit)
        if report.decisions == 0:
            message = (
                f"{report.path} holds no decision yet, so there is nothing to replay. Replay again after a first step."
            )
            raise JournalError(message)
    with suppress(ReaderLeft):
        _say(report, tolerance)
    if not report.same:
        raise typer.Exit(DIFFERS)


def _say(report: ReplayReport, tolerance: float) -> None:
    for each in report.first:
        typer.echo(_line(each))
    if report.same:
        how = "bit for bit" if tolerance == 0.0 else f"to {tolerance:g} relative"
        typer.echo(f"{report.path}: all {report.decisions:,} decisions came out as recorded, {how}.")
        return
    typer.echo(f"{report.path}: {report.differing:,} of {report.decisions:,} decisions came out otherwise.")
    if tolerance == 0.0:
        typer.echo("If another build or version wrote the journal, try --tolerance 1e-12.")


def _line(difference: Difference) -> str:
    return (
        f"line {difference.line}, reading {difference.t}: {difference.field} "
        f"recorded as {difference.recorded!r}, derived as {difference.derived!r}"
    )
