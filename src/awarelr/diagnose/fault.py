"""What is said of a log that cannot be read."""

from awarelr.errors import AwarelrError

__all__ = ["LogError"]


class LogError(AwarelrError, ValueError):
    """A log cannot be read, holds no loss, or an override names what is not there; the message names the way out."""
