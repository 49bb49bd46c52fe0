"""`awarelr report`: a run, or several side by side, as a page or a figure."""

from pathlib import Path
from typing import Annotated

import typer

from awarelr.cli.commands.complaint import complaining
from awarelr.cli.commands.output import PAGES, check_output
from awarelr.errors import JournalError
from awarelr.journal.stream import STDIN
from awarelr.render.report import FORMATS, record_of, report_page, write_figure

__all__ = ["report"]


def report(
    journals: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Journals, or - for the standard input.")],
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", help="File to write, again for more: .html, or .svg, .png, .pdf for papers."),
    ] = None,
) -> None:
    """Write a run as one page to be opened anywhere, or as a figure; several runs share their axes.

    Without -o the page is written where you are, named for the first run; run.html for the standard input.
    """
    named = Path("run") if str(journals[0]) == STDIN else journals[0]
    outputs = output or [Path(named.with_suffix(".html").name)]
    with complaining():
        for path in outputs:
            check_output("--output", path, (*PAGES, *FORMATS), journals)
        records = [record_of(path) for path in journals]
        for path in outputs:
            if path.suffix.lower() in FORMATS:
                write_figure(records, path)
            else:
                _write(path, report_page(records))
    for path in outputs:
        typer.echo(f"{path} written: {path.stat().st_size / 1e6:.2f} MB.")


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"--output {path} cannot be written: {error.strerror}. Name a file in a folder that exists."
        raise JournalError(message) from error
