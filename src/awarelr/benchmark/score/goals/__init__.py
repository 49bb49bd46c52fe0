"""The lines of what the law must get, read from a benchmark's records; one kind of line a file."""

from awarelr.benchmark.score.goals.evidence import Evidence
from awarelr.benchmark.score.goals.lines import goals_of

__all__ = ["Evidence", "goals_of"]
