"""Goals beside single rivals: on how many tasks AwareLR is ahead of each."""

import math
from collections.abc import Iterator

from awarelr.benchmark.score.goal import Figure, Goal, Unit
from awarelr.benchmark.score.rivalry import Rivalry, Verdict, rivalries
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.weights import Weights

__all__ = ["beside_rivals"]

_NAMED = ("prodigy", "schedule_free", "d_adaptation", "mechanic", "dog")
_BOUND = 0.75


def beside_rivals(sheet: Sheet) -> Iterator[Goal]:
    """Yield for each of five rivals on what share of the tasks AwareLR is ahead, both from the default LR.

    There is no interval: the seeds' spread is in the verdict on each task already.
    """
    met = {(each.rival, each.weights): each for each in rivalries(sheet) if each.condition == "x1"}
    for rival in (each for each in _NAMED if each in sheet.baselines):
        averaged, last = (
            _figure(met.get((rival, weights)), len(sheet.tasks)) for weights in (Weights.AVERAGED, Weights.LAST)
        )
        yield Goal(
            protocol="default",
            name=f"ahead of {rival}, share of tasks",
            unit=Unit.SHARE,
            bound=_BOUND,
            upward=True,
            averaged=averaged,
            last=last,
        )


def _figure(line: Rivalry | None, asked: int) -> Figure | None:
    if line is None or not line.meetings:
        return None
    return Figure(
        value=len(line.tasks(Verdict.AHEAD)) / len(line.meetings),
        low=math.nan,
        high=math.nan,
        count=len(line.meetings),
        asked=asked,
        seeds=min(each.seeds for each in line.meetings),
    )
