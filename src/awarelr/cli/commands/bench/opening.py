"""The folder of recorded cells, looked for before it is read."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from awarelr.errors import AwarelrError

if TYPE_CHECKING:
    from awarelr.benchmark.store import Store

__all__ = ["opened"]


def opened(folder: Path) -> "Store":
    """Return the store in a folder that is there; what it has to say goes to the error stream.

    Raises:
        AwarelrError: there is no such folder.
    """
    from awarelr.benchmark.store import Store  # noqa: PLC0415 - heavy, for the benchmark's commands only

    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise AwarelrError(
            f"--store must be a folder of recorded cells, got {folder}, which {what}. "
            "Name another one, or record some: awarelr bench run --store FOLDER."
        )
    return Store(folder, notice=lambda words: typer.echo(words, err=True))
