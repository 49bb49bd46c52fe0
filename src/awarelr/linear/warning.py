"""Warnings about data that gradient steps cannot digest."""

__all__ = ["ScaleWarning"]


class ScaleWarning(UserWarning):
    """The columns are so uneven that plain gradient steps would hardly move; names the worst column and the way out."""
