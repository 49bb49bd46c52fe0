"""`awarelr demo`: watch a real training from hopeless learning rates."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from awarelr.cli.commands.complaint import complaining
from awarelr.cli.commands.demo.case import CASES
from awarelr.cli.commands.demo.contender import Setting
from awarelr.cli.commands.demo.log import Log
from awarelr.cli.commands.demo.screen import LEAST, Screen
from awarelr.cli.commands.demo.show import journal_of, show
from awarelr.errors import JournalError, MissingExtraError
from awarelr.journal import Journal
from awarelr.schedules import Aware

__all__ = ["INTERRUPTED", "demo"]

INTERRUPTED = 130
_PACE = 15.0
"""Seconds that a race takes at least in a terminal, so that its sentences can be read (*ours*)."""


def demo(
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines, as for a log; chosen by itself without a terminal.")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="As quick as the machine is, instead of a reader's pace.")
    ] = False,
    journal: Annotated[Path | None, typer.Option(help="Write the journals of the AwareLR runs here.")] = None,
    steps: Annotated[int, typer.Option(min=10, help="Steps of each training.")] = 600,
    seed: Annotated[int, typer.Option(help="Seed of weights and batches.")] = 0,
) -> None:
    """Train a real network from an LR 1,000 x too small and 30 x too large, beside fixed and tuned schedules."""
    console = Console()
    with complaining():
        _check_journals(journal)
        setting = _setting(seed, journal)
        live = not plain and console.is_terminal and not console.is_dumb_terminal
        roomy = console.width >= LEAST[0] and console.height >= LEAST[1]
        view = Screen(console, 0.0 if fast else _PACE) if live and roomy else Log(console)
        try:
            show(setting, view, steps=steps, journal=journal)
        except KeyboardInterrupt:
            sys.stderr.write("Interrupted.\n")
            raise typer.Exit(INTERRUPTED) from None


def _check_journals(journal: Path | None) -> None:
    """Refuse files that are no journals before anything is trained; raises `JournalError`."""
    aware = Aware()
    for number in range(len(CASES)):
        path = journal_of(journal, number)
        if path is not None:
            Journal(path, aware, aware.init(1.0), 1.0)  # checks the path, and touches nothing


def _setting(seed: int, journal: Path | None) -> Setting:
    """Return the network, or the linear classifier where PyTorch is missing."""
    try:
        from awarelr.cli.commands.demo.network import NetworkSetting  # noqa: PLC0415 - heavy, for this command only
    except MissingExtraError as error:
        if error.extra != "torch":
            raise
        from awarelr.cli.commands.demo.linear import LinearSetting  # noqa: PLC0415

        if journal is not None:
            raise JournalError(
                "--journal needs PyTorch: the linear classifier writes no journal. Leave it out."
            ) from None
        return LinearSetting(seed)
    return NetworkSetting(seed)
