"""`awarelr diagnose`: situations in any loss log, and what to try next."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from awarelr.cli.commands.complaint import complaining
from awarelr.cli.commands.output import PAGES, check_output
from awarelr.cli.streams import ReaderLeft
from awarelr.diagnose import (
    FAILURES,
    FORMATS,
    Comparison,
    LogError,
    Report,
    compare,
    comparison_text,
    diagnose,
    failing,
    report_text,
    reports_json,
    reports_page,
)

__all__ = ["FAILED", "diagnose_command"]

FAILED = 1
_MOST_LOGS = 2


def diagnose_command(
    logs: Annotated[
        list[str],
        typer.Argument(metavar="LOG [LOG]", help="Log of losses, or - for the standard input; two are compared too."),
    ],
    format_name: Annotated[
        str | None,
        typer.Option("--format", help=f"Format, if it is not detected: {', '.join(each.name for each in FORMATS)}."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="ROLE=NAME, again for each: role train, validation, lr, step or epoch; name none: no such."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (schema awarelr.diagnose/1).")] = False,  # noqa: FBT002
    html: Annotated[Path | None, typer.Option(help="Also write one self-contained page to this file.")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(help=f"Exit with status 1 on any of these, with commas between: {', '.join(FAILURES)}."),
    ] = None,
) -> None:
    """Name the situations in a loss log from anywhere, and say what to try next.

    Reads CSV, JSON lines, TensorBoard events, trainer_state.json, journals, plain logs with `loss: 1.23`, bare numbers.

    Exit status: 0 diagnosed, 1 a finding named with --fail-on is there, 2 the input is bad.
    """
    with complaining():
        names = [each.strip() for each in fail_on.split(",")] if fail_on is not None else []
        failing([], names)
        _check_count(logs)
        if html is not None:
            check_output("--html", html, PAGES, logs)
        reports = [diagnose(each, format_name=format_name, columns=_columns(column or [])) for each in logs]
        comparison = compare(reports[0], reports[1]) if len(reports) == _MOST_LOGS else None
        if html is not None:
            _write(html, reports_page(reports, comparison))
    found = failing(reports, names)
    with suppress(ReaderLeft):
        _print(reports_json(reports, comparison) if as_json else _text(reports, comparison))
        if found and not as_json:
            _print(f"Failed on: {', '.join(dict.fromkeys(each.kind.slug for each in found))}.")
    if found:
        raise typer.Exit(FAILED)


def _check_count(logs: list[str]) -> None:
    if len(logs) > _MOST_LOGS or logs.count("-") > 1:
        message = f"LOG must be one log or two to compare, got {len(logs)}: {', '.join(logs)}. Call again for more."
        raise LogError(message)


def _columns(given: list[str]) -> dict[str, str]:
    columns = {}
    for each in given:
        role, equals, name = each.partition("=")
        if not (role and equals and name):
            message = f"--column must be ROLE=NAME, got {each!r}. Write --column train=NAME."
            raise LogError(message)
        columns[role.strip().lower()] = name
    return columns


def _text(reports: list[Report], comparison: Comparison | None) -> str:
    parts = [report_text(each) for each in reports]
    return "\n\n".join([*parts, comparison_text(comparison)] if comparison is not None else parts)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"--html {path} cannot be written: {error.strerror}. Name a file in a folder that exists."
        raise LogError(message) from error


def _print(text: str) -> None:
    """Print what the terminal's encoding cannot show as question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    typer.echo(text.encode(encoding, errors="replace").decode(encoding))
