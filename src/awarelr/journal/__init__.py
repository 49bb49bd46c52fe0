"""The journal: every reading and decision of a run as JSON lines, written crash-safe, read back, decided again."""

from awarelr.journal.header import Header
from awarelr.journal.read import Entry, JournalRun, read_journal
from awarelr.journal.replay import Difference, ReplayReport, replay
from awarelr.journal.write import Journal

__all__ = [
    "Difference",
    "Entry",
    "Header",
    "Journal",
    "JournalRun",
    "ReplayReport",
    "read_journal",
    "replay",
]
