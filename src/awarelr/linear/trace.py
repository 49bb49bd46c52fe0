"""A history that stays small however long the stream."""

from typing import Generic, TypeVar, final

__all__ = ["Trace"]

T = TypeVar("T")


@final
class Trace(Generic[T]):
    """Evenly spaced records of a run: at most ``capacity``, thinned to every second one whenever full.

    Args:
        capacity: most records kept; an even number.

    Example:
        >>> trace = Trace[int](4)
        >>> for number in range(10):
        ...     trace.add(number)
        >>> trace.records
        [0, 4, 8]

    Source: *ours*.
    """

    def __init__(self, capacity: int) -> None:
        """Start empty."""
        self.capacity = capacity
        self.records: list[T] = []
        self._stride = 1
        self._skipped = 0

    def add(self, record: T) -> None:
        """Take in one record, or let it go."""
        if self._skipped:
            self._skipped -= 1
            return
        if len(self.records) == self.capacity:
            del self.records[1::2]
            self._stride *= 2
        self.records.append(record)
        self._skipped = self._stride - 1
