"""The commands, one a file."""

from awarelr.errors import MissingExtraError

try:
    import rich  # noqa: F401 - only to see whether it is there
    import typer  # noqa: F401
except ImportError as error:
    raise MissingExtraError(error.name or "typer", "cli", "The command line of awarelr") from error
