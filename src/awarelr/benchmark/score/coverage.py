"""What of a benchmark is recorded: contestants by protocols."""

from collections import defaultdict

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.table import Table
from awarelr.benchmark.score.weights import Weights

__all__ = ["coverage_table"]


def coverage_table(sheet: Sheet) -> Table:
    """Return how many of its contests each contestant is scored in, and with how many seeds where some are missing."""
    asked = {
        name: sum(len(each.conditions) for each in sheet.questions if each.protocol == name) for name in sheet.protocols
    }
    seeds: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for score in sheet.contests:
        if score.weights is Weights.AVERAGED:
            seeds[score.baseline, score.protocol].append(len(score.seeds))
    return Table(
        title="What is recorded",
        caption="Contests scored of those asked, and the fewest seeds behind one where seeds are missing. A contest is "
        "scored when its runs and the tuned ones that it is compared with are recorded.",
        head=("contestant", *(PROTOCOLS[name].title for name in asked)),
        rows=tuple(
            (each, *(_share(seeds[each, name], count, len(sheet.seeds)) for name, count in asked.items()))
            for each in sheet.baselines
        ),
    )


def _share(seeds: list[int], asked: int, whole: int) -> str:
    if not seeds:
        return "none"
    fewest = min(seeds)
    fewer = f", {fewest} {'seed' if fewest == 1 else 'seeds'}" if fewest < whole else ""
    return f"{len(seeds)} of {asked}{fewer}" if len(seeds) < asked else f"all {asked}{fewer}"
