"""AwareLR beside each rival as tables of text."""

from collections.abc import Iterator, Sequence

from awarelr.benchmark.score.rivalry import FIXED_KIND, Meeting, Rivalry, Verdict, rivalries
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.table import Table
from awarelr.benchmark.score.weights import Weights

__all__ = ["rivalry_tables"]

_ADVICE = "x1"


def rivalry_tables(sheet: Sheet) -> tuple[Table, ...]:
    """Return on how many tasks AwareLR is ahead, level and behind of each rival, then on which; none without it."""
    found = rivalries(sheet)
    if not found:
        return ()
    return _counts(found), _lists(found)


def _counts(found: Sequence[Rivalry]) -> Table:
    starts = list(dict.fromkeys(map(_start, found)))
    return Table(
        title="AwareLR beside each rival",
        caption="On how many tasks AwareLR is ahead / level / behind, from the default LR and from wrong ones. The "
        "rival has its authors' advice and the task's default LR, none where it takes none, and on each task the "
        f"weights that suit it better. Level: {_level(found)}.",
        head=("rival", *starts),
        rows=tuple(_count_rows(found, starts)),
    )


def _level(found: Sequence[Rivalry]) -> str:
    """Return when two are level, and how often nobody can tell."""
    met = [each for line in found for each in line.meetings]
    single = sum(each.seeds == 1 for each in met)
    if single == len(met):
        return "equal, since one seed has no spread"
    words = "within one standard error of the seeds"
    return f"{words}; of {len(met):,} comparisons {single:,} rest on one seed and are never level" if single else words


def _count_rows(found: Sequence[Rivalry], starts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for rival in dict.fromkeys(each.rival for each in found):
        lines = {_start(each): each for each in found if each.rival == rival}
        yield (rival, *(_count(lines[start]) if start in lines else "" for start in starts))
        if rival in FIXED_KIND:
            same = [_count(lines[start].same_kind()) if start in lines else "" for start in starts]
            yield (f"{rival}, on tasks with {FIXED_KIND[rival]} steps", *same)


def _lists(found: Sequence[Rivalry]) -> Table:
    at_default = [each for each in found if (each.condition, each.weights) == (_ADVICE, Weights.AVERAGED)]
    return Table(
        title="AwareLR beside each rival, task by task",
        caption="From the default LR, with averaged weights. A star: the rival makes steps of another kind there. In "
        "brackets: on one seed only.",
        head=("rival", *(verdict.value for verdict in Verdict)),
        rows=tuple((each.rival, *(_names(each, verdict) for verdict in Verdict)) for each in at_default),
    )


def _start(line: Rivalry) -> str:
    start = "default LR" if line.condition == _ADVICE else f"from {line.condition}"
    return f"{start}, {line.weights.name.lower()}"


def _count(line: Rivalry) -> str:
    return " / ".join(str(len(line.tasks(verdict))) for verdict in Verdict)


def _names(line: Rivalry, verdict: Verdict) -> str:
    return ", ".join(_name(each) for each in line.meetings if each.verdict is verdict) or "none"


def _name(meeting: Meeting) -> str:
    name = meeting.task if meeting.same_kind else f"{meeting.task}*"
    return f"({name})" if meeting.seeds == 1 else name
