"""The story of a run that was written down."""

from os import PathLike

from awarelr.errors import JournalError
from awarelr.journal import Header, read_journal
from awarelr.render.story import Length, Story

__all__ = ["explain"]


def explain(path: str | PathLike[str], length: Length = "full") -> str:
    """Return a few sentences on what happened in a run and why the LR is what it is.

    Args:
        path: the journal, or a pipe that it comes through; ``"-"`` is the standard input.
        length: ``"line"``, ``"paragraph"``, ``"full"``, or ``"json"`` for all three and their numbers.

    Raises:
        JournalError: the journal cannot be read, or holds no decision.
    """
    story, acted, run = Story(), True, read_journal(path)
    for part in run.parts():
        if isinstance(part, Header):
            acted = acted and part.acted
        else:
            story.add(part.reading, part.decision)
    if story.facts.last == 0:
        message = f"{run.path} holds no decision yet, so there is nothing to tell. Explain again after a first step."
        raise JournalError(message)
    return story.text(length, acted=acted)
