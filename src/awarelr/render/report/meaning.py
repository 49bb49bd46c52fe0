"""What the numbers of the evidence mean, in the words of the record that they come from."""

import inspect
import re
from collections.abc import Iterable, Mapping

from awarelr.core.observation import Observation

__all__ = ["meanings_of"]

_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", flags=re.MULTILINE)


def meanings_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return name and meaning of each number that has one, in the order of the record.

    Nothing where Python was told to leave docstrings out (``-OO``).

    Args:
        names: names of evidence, any number of times.

    Example:
        >>> meanings_of(["stride", "z_long"])["stride"]
        'length of the latest steps; None if it was not measured.'
    """
    wanted = set(names)
    arguments = inspect.cleandoc(Observation.__doc__ or "").partition("Args:\n")[2]
    return {name: " ".join(words.split()) for name, words in _ENTRY.findall(arguments) if name in wanted}
