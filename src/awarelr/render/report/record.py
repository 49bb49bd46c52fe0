"""A journal read once, into all that a report shows of it."""

from collections import Counter
from dataclasses import dataclass
from os import PathLike
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.errors import JournalError
from awarelr.journal import Entry, Header, read_journal
from awarelr.render.report.mark import Mark, Marks
from awarelr.render.report.thinning import Bucket, Thinned
from awarelr.render.story import Story

__all__ = ["Record", "record_of"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run.

    Args:
        name: the file, as it was given.
        headers: its first line, and one more for each gap that a resume left.
        story: its story.
        size: decisions in a full stretch.
        buckets: its stretches.
        marks: its marks.
        decisions: how many decisions there are.
    """

    name: str
    headers: tuple[Header, ...]
    story: Story
    size: int
    buckets: tuple[Bucket, ...]
    marks: tuple[Mark, ...]
    decisions: int

    @property
    def acted(self) -> bool:
        """False if the LRs were decided and never written, as far as the journal says."""
        return all(header.acted for header in self.headers)

    def situations(self) -> Counter[Situation]:
        """Return readings by situation."""
        total: Counter[Situation] = Counter()
        for bucket in self.buckets:
            total.update(bucket.counts)
        return total

    def kept(self) -> list[Entry]:
        """Return the decisions that are shown, in order: ends and extremes of each stretch, and all that is marked."""
        found = {entry.line: entry for bucket in self.buckets for entry in bucket.kept()}
        found |= {mark.entry.line: mark.entry for mark in self.marks}
        return [found[line] for line in sorted(found)]


def record_of(path: str | PathLike[str]) -> Record:
    """Read a journal.

    Args:
        path: the file, or a pipe; ``"-"`` is the standard input.

    Raises:
        JournalError: it cannot be read, is no journal, or holds no decision.
    """
    story, thinned, marks = Story(), Thinned(), Marks()
    headers: list[Header] = []
    decisions = 0
    run = read_journal(path)
    for part in run.parts():
        if isinstance(part, Header):
            headers.append(part)
            continue
        decisions += 1
        story.add(part.reading, part.decision)
        thinned.add(part)
        marks.add(part)
    if decisions == 0:
        message = f"{run.path} holds no decision yet, so there is nothing to show. Report again after a first step."
        raise JournalError(message)
    return Record(
        name=run.path,
        headers=tuple(headers),
        story=story,
        size=thinned.size,
        buckets=tuple(thinned.buckets),
        marks=tuple(marks.found()),
        decisions=decisions,
    )
