"""Options that several of the benchmark's commands have."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "DEFAULT_STORE",
    "BaselinesOption",
    "ProtocolsOption",
    "ScaleOption",
    "SeedsOption",
    "StoreOption",
    "TasksOption",
]

DEFAULT_STORE = Path("awarelr-bench")

StoreOption: TypeAlias = Annotated[Path, typer.Option(help="Folder of the recorded cells.")]
TasksOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--task", "-t", help="Only this task, asked everything; may be given several times.")
]
BaselinesOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--baseline",
        "-b",
        help="Only this contestant; may be given several times. Constant and cosine are tuned besides: they are what "
        "every figure is compared with.",
    ),
]
ProtocolsOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--protocol", "-p", help="Only this protocol; may be given several times.")
]
ScaleOption: TypeAlias = Annotated[
    str, typer.Option(help="tiny (a smoke test: few steps, one seed, rivals untuned), small or full.")
]
SeedsOption: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="How many seeds, from 0 on; the scale's own number by default.")
]
