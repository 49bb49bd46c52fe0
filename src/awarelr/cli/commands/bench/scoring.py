"""`awarelr bench score`: the recorded cells in league tables."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

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
from awarelr.core.codec import encode

if TYPE_CHECKING:
    from awarelr.benchmark.score.sheet import Sheet
    from awarelr.benchmark.score.table import Table

__all__ = ["Form", "score"]

_MOST_LOSSES = 20
_WIDE = 150
_BRIEF = ("baseline", "weights", "place", "geo-mean", "95 %", "within 5 %", "disasters", "scored")
_BRIEF_GOALS = ("figure", "goal", "averaged", "verdict", "95 %", "over")


class Form(StrEnum):
    """How a score is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def score(
    *,
    store: StoreOption = DEFAULT_STORE,
    task: TasksOption = None,
    baseline: BaselinesOption = None,
    protocol: ProtocolsOption = None,
    scale: ScaleOption = "small",
    seeds: SeedsOption = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to write it.")] = Form.TEXT,
) -> None:
    """Score what is recorded: ratios to the best tuned run, the best contestant first."""
    asked = Options(tasks=task, baselines=baseline, protocols=protocol, scale=scale, seeds=seeds)
    with loading():
        from awarelr.benchmark.score.judge import judge  # noqa: PLC0415 - heavy, for this command only

        sheet = judge(plan_of(asked), opened(store))
    if form is Form.JSON:
        typer.echo(json.dumps(encode(sheet), indent=1))
        return
    _print(sheet, form)
    for line in _remarks(sheet, store=str(store)):
        typer.echo(line, err=form is Form.MARKDOWN)


def _print(sheet: "Sheet", form: Form) -> None:
    from awarelr.benchmark.score.goal_tables import goal_table  # noqa: PLC0415 - as above
    from awarelr.benchmark.score.rivalry_tables import rivalry_tables  # noqa: PLC0415 - as above
    from awarelr.benchmark.score.table import league_tables, loss_table, markdown  # noqa: PLC0415 - as above

    leagues, losses, rivals = league_tables(sheet), loss_table(sheet), rivalry_tables(sheet)
    goals = goal_table(sheet)
    if form is Form.MARKDOWN:
        typer.echo(markdown([*leagues, *([goals] if goals.rows else []), *rivals, losses]))
        return
    console = Console()
    for table in leagues:
        console.print(_rich(table.only(_BRIEF) if console.width < _WIDE else table))
    if goals.rows:
        console.print(_rich(goals.only(_BRIEF_GOALS) if console.width < _WIDE else goals, wraps=True))
    for table in rivals[:1]:
        console.print(_rich(table))
    if sheet.contests:
        console.print(_rich(losses, most=_MOST_LOSSES))


def _rich(table: "Table", most: int | None = None, *, wraps: bool = False) -> RichTable:
    shown = table.rows[:most]
    more = f" The heaviest {len(shown)}; --format markdown lists all." if len(shown) < len(table.rows) else ""
    drawn = RichTable(title=table.title, caption=table.caption + more, box=SIMPLE_HEAD, title_style="bold")
    drawn.title_justify = drawn.caption_justify = "left"
    for number, name in enumerate(table.head):
        drawn.add_column(name, justify="right" if number else "left", no_wrap=bool(number) or not wraps)
    for row in shown:
        drawn.add_row(*row)
    return drawn


def _remarks(sheet: "Sheet", *, store: str) -> list[str]:
    remarks = [f"{sheet.recorded:,} of {sheet.cells:,} cells are recorded in {store}."]
    if sheet.recorded < sheet.cells:
        remarks.append(f"The others are left out, not guessed: awarelr bench run --scale {sheet.scale} runs them.")
    if sheet.stale:
        remarks.append(f"{sheet.stale:,} of them were run by other code or packages than are installed here.")
    fatal = [each for each in sheet.mishaps if each.fatal]
    if fatal:
        remarks.append(f"{len(fatal):,} have no result and count as the worst, such as {fatal[0].label}:")
        remarks.append(f"  {fatal[0].words}")
    return remarks
