"""Warnings about data that gradient steps cannot digest."""

__all__ = ["ScaleWarning"]


class ScaleWarning(UserWarning):
    """The columns are so uneven, or so far from 0, that plain gradient steps would hardly move.

    Names the worst column and the way out. Columns that are centred inside may lie as far from 0 as they like.
    """
