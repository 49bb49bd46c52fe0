"""The contract of a protocol."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.protocols.contest import Contest, Field

__all__ = ["Protocol"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A question put to every baseline.

    Args:
        name: key in the registry.
        title: its heading.
        question: what it finds out, one sentence.
        contests: the figures it takes, given who takes part.
    """

    name: str
    title: str
    question: str
    contests: Callable[[Field], Iterator[Contest]]
