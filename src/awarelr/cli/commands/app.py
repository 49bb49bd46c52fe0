"""The commands by name."""

from importlib.metadata import version
from typing import Annotated

import typer

from awarelr.cli.commands.bench.group import bench
from awarelr.cli.commands.demo.command import demo
from awarelr.cli.commands.diagnosing import diagnose_command
from awarelr.cli.commands.explaining import explain
from awarelr.cli.commands.replaying import replay
from awarelr.cli.commands.reporting import report
from awarelr.cli.commands.watching import watch

__all__ = ["app"]

app = typer.Typer(
    name="awarelr",
    help="Learning-rate schedulers that understand the training situation and adapt.",
    epilog="Exit status: 0 all is well, 1 a replay differs or diagnose found what it was told to fail on, "
    "2 bad input, 3 the output cannot be written, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 - typer hands it over so
    if asked:
        typer.echo(f"awarelr {version('awarelr')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Learning-rate schedulers that understand the training situation and adapt."""


app.command()(demo)
app.command(name="diagnose")(diagnose_command)
app.command()(explain)
app.command()(replay)
app.command()(report)
app.command()(watch)
app.add_typer(bench, name="bench")
