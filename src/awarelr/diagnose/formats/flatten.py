"""Nested JSON records as flat ones."""

from collections.abc import Iterator

from awarelr.diagnose.formats.number import number_of

__all__ = ["flat"]

_DEEPEST = 4
_MOST = 512


def flat(record: object) -> dict[str, float]:
    """Return the numbers of a JSON object by name; those of objects inside it are joined with a slash.

    Example:
        >>> flat({"step": 3, "train": {"loss": "NaN", "note": "x"}, "ok": True})
        {'step': 3.0, 'train/loss': nan}
    """
    found: dict[str, float] = {}
    for name, value in _leaves(record, "", 0):
        if len(found) == _MOST:
            break
        number = number_of(value)
        if number is not None:
            found[name] = number
    return found


def _leaves(record: object, prefix: str, depth: int) -> Iterator[tuple[str, object]]:
    if not isinstance(record, dict):
        return
    for key, value in record.items():
        if isinstance(value, dict):
            if depth < _DEEPEST:
                yield from _leaves(value, f"{prefix}{key}/", depth + 1)
        else:
            yield f"{prefix}{key}", value
