"""`awarelr bench`: the sub-commands by name."""

import typer

from awarelr.cli.commands.bench.listing import list_all
from awarelr.cli.commands.bench.reporting import report
from awarelr.cli.commands.bench.running import run
from awarelr.cli.commands.bench.scoring import score

__all__ = ["bench"]

bench = typer.Typer(help="Measure AwareLR and its rivals on the same work.", no_args_is_help=True)
bench.command(name="run")(run)
bench.command(name="list")(list_all)
bench.command(name="score")(score)
bench.command(name="report")(report)
