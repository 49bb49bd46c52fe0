"""`awarelr watch`: a run seen from another shell while it writes its journal."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from awarelr.cli.commands.complaint import complaining
from awarelr.journal import Entry, Header
from awarelr.render.live import LiveView, budget_of, surface_for
from awarelr.render.live.frame import clock_words
from awarelr.render.live.tail import Tail

__all__ = ["INTERRUPTED", "follow", "watch"]

INTERRUPTED = 130
_QUIET = 30.0
"""Seconds without a new line from which that is said: a journal is brought to its file every 5 (*ours*)."""


def watch(
    journal: Annotated[Path, typer.Argument(help="Journal of the run, such as run.jsonl; it need not exist yet.")],
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines, as for a log; chosen by itself without a terminal.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Show what is there now, and end.")] = False,
    every: Annotated[float, typer.Option(min=0.05, help="Seconds between two looks at the file.")] = 0.5,
) -> None:
    """Watch a run live: loss and LR, the situation, its evidence, the last events. Ctrl-C ends the watching only.

    The training writes its journal (`AwareLR(optimizer, journal="run.jsonl")`); nothing of it is touched.
    """
    view = LiveView(surface_for(sys.stdout, plain=plain))
    with complaining():
        try:
            for _ in follow(Tail(journal), view, time.monotonic):
                if once or not view.on:
                    break
                time.sleep(every)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        finally:
            view.close()


def follow(tail: Tail, view: LiveView, now: Callable[[], float]) -> Iterator[None]:
    """Take in what is new and show it, again and again; yields after each time.

    Args:
        tail: the journal.
        view: what shows it.
        now: the clock, in seconds.

    Raises:
        JournalError: the file is no journal, or cannot be read.
    """
    news = now()
    while True:
        parts = tail.read()
        if tail.anew:
            view.restart()
        for part in parts:
            if isinstance(part, Header):
                view.watched.total_steps = budget_of(part.schedule)
                view.watched.acted = view.watched.acted and part.acted
        view.take_in((part.reading, part.decision) for part in parts if isinstance(part, Entry))
        quiet = now() - news
        if parts:
            news, quiet = now(), 0.0
        note = f"no new line for {clock_words(quiet)}" if quiet > _QUIET and not tail.note else tail.note
        if parts or note != view.watched.note:
            view.watched.note = note
            view.refresh(timed=not tail.anew)
        if tail.behind:
            continue
        if view.over:
            return
        yield
