"""`awarelr explain`: the story of a run that was written down."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from awarelr.cli.commands.complaint import complaining
from awarelr.render import explain as told

__all__ = ["Length", "explain"]


class Length(StrEnum):
    """How much to tell."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    FULL = "full"


_LENGTHS: dict[Length, Literal["line", "paragraph", "full"]] = {
    Length.LINE: "line",
    Length.PARAGRAPH: "paragraph",
    Length.FULL: "full",
}


def explain(
    journal: Annotated[Path, typer.Argument(help="Journal of the run, or - for the standard input.")],
    length: Annotated[Length, typer.Option(help="How much to tell.")] = Length.FULL,
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="Print JSON (format 1): all lengths and their numbers.")
    ] = False,
) -> None:
    """Tell the story of a run: what happened, and why the learning rate is what it is."""
    with complaining():
        text = told(journal, "json" if as_json else _LENGTHS[length])
    typer.echo(text)
