"""The commands by name."""

import typer

from awarelr.cli.commands.bench.group import bench
from awarelr.cli.commands.demo.command import demo
from awarelr.cli.commands.diagnosing import diagnose_command
from awarelr.cli.commands.explaining import explain
from awarelr.cli.commands.replaying import replay

__all__ = ["app"]

app = typer.Typer(
    name="awarelr",
    help="Learning-rate schedulers that understand the training situation and adapt.",
    epilog="Exit status: 0 all is well, 1 a replay differs, 2 bad input, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command(name="diagnose")(diagnose_command)
app.command()(explain)
app.command()(replay)
app.add_typer(bench, name="bench")
