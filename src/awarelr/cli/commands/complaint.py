"""How the command line says that its input is bad."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from awarelr.errors import AwarelrError

__all__ = ["BAD_INPUT", "complaining"]

BAD_INPUT = 2


@contextmanager
def complaining() -> Iterator[None]:
    """Turn an error of awarelr into its message on the error stream and exit status 2."""
    try:
        yield
    except AwarelrError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from error
