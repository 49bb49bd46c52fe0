"""The story of a run that was written down."""

from os import PathLike

from awarelr.journal import Header, read_journal
from awarelr.render.story import Length, Story

__all__ = ["explain"]


def explain(path: str | PathLike[str], length: Length = "full") -> str:
    """Return a few sentences on what happened in a run and why the LR is what it is.

    Args:
        path: the journal.
        length: ``"line"``, ``"paragraph"``, ``"full"``, or ``"json"`` for all three and their numbers.

    Raises:
        JournalError: the journal cannot be read.
    """
    story, acted = Story(), True
    for part in read_journal(path).parts():
        if isinstance(part, Header):
            acted = acted and part.acted
        else:
            story.add(part.reading, part.decision)
    return story.text(length, acted=acted)
