"""What is asked of every contestant alike, whoever answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.protocols import Contest

__all__ = ["Question", "key_of", "questions_of"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The contests of a protocol on a task; `Contest` is one of them, with the contestant and its runs.

    Args:
        protocol: name of the protocol.
        task: name of the task.
        conditions: what is special about each contest, in the protocol's words.
    """

    protocol: str
    task: str
    conditions: tuple[str, ...]


def questions_of(contests: Iterable[Contest]) -> tuple[Question, ...]:
    """Return what contests ask, in their order, each once."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for contest in contests:
        found.setdefault((contest.protocol, contest.task), {})[contest.condition] = None
    return tuple(
        Question(protocol=protocol, task=task, conditions=tuple(conditions))
        for (protocol, task), conditions in found.items()
    )


def key_of(contest: Contest) -> tuple[str, object]:
    """Return the task, and what makes two contests there the same for a reader: equal for all who are asked it.

    `Contest.figure` names the contestant's own runs instead.
    """
    run = contest.grid[0]
    asked = contest.asked, contest.moment, contest.reference, contest.reading, run.length, run.told, run.damage
    return contest.task, asked
