"""The command line: parse, call, print."""

import sys

from awarelr.cli.streams import guarded_streams
from awarelr.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process.

    Exit status: 0 all is well, 1 a replay differs or `diagnose` found what it was told to fail on, 2 the input is bad
    or an extra is missing, 3 the output cannot be written, 130 interrupted. Whose reader leaves (``| head``) ends
    quietly.
    """
    with guarded_streams():
        try:
            from awarelr.cli.commands.app import app  # noqa: PLC0415 - a missing extra is a message, not a traceback
        except MissingExtraError as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(2) from None
        app()
