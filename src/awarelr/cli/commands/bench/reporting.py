"""`awarelr bench report`: the recorded cells as a page, as Markdown or as JSON."""

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from awarelr.cli.commands.bench.loading import loading
from awarelr.cli.commands.bench.opening import opened
from awarelr.cli.commands.bench.options import (
    DEFAULT_STORE,
    BaselinesOption,
    ProtocolsOption,
    ScaleOption,
    SeedsOption,
    StoreOption,
    TasksOption,
)
from awarelr.cli.commands.bench.selecting import Options, plan_of
from awarelr.errors import AwarelrError

if TYPE_CHECKING:
    from awarelr.benchmark.report import Gathered

__all__ = ["Kind", "report"]

_STANDARD_OUTPUT = Path("-")


class Kind(StrEnum):
    """How a report is written; the value is also the ending of its file."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


def report(  # noqa: PLR0913 - a command's options are its parameters
    *,
    store: StoreOption = DEFAULT_STORE,
    task: TasksOption = None,
    baseline: BaselinesOption = None,
    protocol: ProtocolsOption = None,
    scale: ScaleOption = "small",
    seeds: SeedsOption = None,
    kind: Annotated[
        Kind, typer.Option("--format", "-f", help="A self-contained page, the same as Markdown, or JSON for programs.")
    ] = Kind.HTML,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write, or - to print it; awarelr-bench.html, .md or .json if not given."
        ),
    ] = None,
) -> None:
    """Write what is recorded as a report: leagues, every loss beside every win, LR sensitivity, every run's curves."""
    asked = Options(tasks=task, baselines=baseline, protocols=protocol, scale=scale, seeds=seeds)
    with loading():
        text = _written(_gathered(asked, store, kind), kind)
        if output == _STANDARD_OUTPUT:
            typer.echo(text, nl=False)
            return
        path = output if output is not None else Path(f"awarelr-bench.{kind.value}")
        _write(path, text)
    typer.echo(f"{path} is written, {len(text.encode()) / 1e6:.1f} MB.")


def _gathered(asked: Options, store: Path, kind: Kind) -> "Gathered":
    from awarelr.benchmark.perform import utc_now  # noqa: PLC0415 - heavy, for this command only
    from awarelr.benchmark.report import gather  # noqa: PLC0415

    plan = plan_of(asked)
    gathered = gather(plan, opened(store), made=utc_now(), command=_command(asked, store, kind))
    if not gathered.runs:
        raise AwarelrError(
            f"Nothing of this benchmark is recorded in {store}: none of its {len(plan.cells):,} cells. "
            f"Is --scale right (now {asked.scale})? awarelr bench run with the same options records them."
        )
    return gathered


def _written(gathered: "Gathered", kind: Kind) -> str:
    from awarelr.benchmark.report import as_json, as_markdown, as_page  # noqa: PLC0415 - as above

    return {Kind.HTML: as_page, Kind.MARKDOWN: as_markdown, Kind.JSON: as_json}[kind](gathered)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AwarelrError(
            f"--output {path} cannot be written: {error.strerror or error}. Name a file in a folder that exists."
        ) from error


def _command(asked: Options, store: Path, kind: Kind) -> str:
    """Return the command with the options that differ from the defaults; of the store its name alone."""
    words = ["awarelr", "bench", "report", "--scale", asked.scale]
    words += ["--store", store.name] if store.name != DEFAULT_STORE.name else []
    words += [word for each in asked.tasks or () for word in ("-t", each)]
    words += [word for each in asked.baselines or () for word in ("-b", each)]
    words += [word for each in asked.protocols or () for word in ("-p", each)]
    words += ["--seeds", str(asked.seeds)] if asked.seeds else []
    return shlex.join([*words, *(["--format", kind.value] if kind is not Kind.HTML else [])])
