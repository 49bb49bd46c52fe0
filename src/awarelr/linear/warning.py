"""Warnings and errors about data that gradient steps cannot digest."""

from awarelr.errors import AwarelrError

__all__ = ["OverflowedError", "ScaleWarning"]


class ScaleWarning(UserWarning):
    """The columns are so uneven that plain gradient steps would hardly move; names the worst column and the way out."""


class OverflowedError(AwarelrError, ValueError):
    """Weights overflowed under a schedule that does not undo damage; names the column and the way out."""
