"""The benchmark, imported only by those who use it: it needs packages that the rest does not."""

from collections.abc import Iterator
from contextlib import contextmanager

from awarelr.cli.commands.complaint import complaining
from awarelr.errors import AwarelrError, MissingExtraError

__all__ = ["loading"]


@contextmanager
def loading() -> Iterator[None]:
    """Turn an error, and an import that fails inside the with-block, into a message and exit status 2."""
    with complaining():
        try:
            yield
        except AwarelrError:
            raise
        except ModuleNotFoundError as error:
            raise MissingExtraError(error.name or "torch", "bench", "The benchmark") from error
