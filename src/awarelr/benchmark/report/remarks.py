"""What a reader has to know before reading a figure, in sentences."""

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.report.wording import ratio_in_words, share_in_words
from awarelr.benchmark.score.duels import duels
from awarelr.benchmark.score.league import ALL
from awarelr.benchmark.score.sheet import Sheet, Standing
from awarelr.benchmark.score.table import shown
from awarelr.benchmark.score.weights import Weights

__all__ = ["counting", "outcome", "remarks"]

_HOUSE = "aware"


def remarks(sheet: Sheet) -> tuple[str, ...]:
    """Return how complete the benchmark is, and what weakens it."""
    seeds = len(sheet.seeds)
    size = (
        f"{len(sheet.tasks)} tasks, {len(sheet.baselines)} contestants, {len(sheet.protocols)} protocols, "
        f"{seeds} {'seed' if seeds == 1 else 'seeds'}; {sheet.recorded:,} of {sheet.cells:,} runs are recorded."
    )
    said = [size]
    if sheet.recorded < sheet.cells:
        said.append(
            f"{sheet.cells - sheet.recorded:,} runs are missing: what needs them is left out, not guessed. A league "
            "ranks those who share its contests; who lacks some stands below, without a place."
        )
    if sheet.stale:
        said.append(f"{sheet.stale:,} runs were made by other code or packages than those that made this report.")
    if sheet.scale == "tiny":
        said.append("Scale tiny is a smoke test: a twentieth of the steps and one seed. Its ranks mean little.")
    elif seeds < 3:  # noqa: PLR2004 - three is what the issue of the benchmark asks for
        said.append("Fewer than three seeds: the intervals say little.")
    fatal = sum(each.fatal for each in sheet.mishaps)
    if fatal:
        said.append(f"{fatal:,} {'run has' if fatal == 1 else 'runs have'} no result and count as the worst.")
    return tuple(said)


def counting(sheet: Sheet) -> tuple[str, ...]:
    """Return how contestants that take no LR are counted; nothing where none takes part."""
    found = [name for name in sheet.baselines if getattr(BASELINES[name], "lr_free", False)]
    if not found:
        return ()
    sentence = (
        f"Who takes no LR ({', '.join(found)}) is run once a task and seed, and that run counts at every LR that is "
        "asked for, and as tuned: as often as everybody else's runs. All others are given the LR that is asked for."
    )
    return (sentence,)


def outcome(sheet: Sheet) -> tuple[str, ...]:
    """Return how AwareLR came out, losses first, in at most two sentences; none where it took no part."""
    every = shown(line for line in sheet.standings if line.protocol == ALL)
    ours = next((line for line in every if _ours(line)), None)
    if ours is None:
        return ()
    fought = duels(sheet)
    lost = sum(duel.lost for duel in fought)
    against = (
        f"Against the best rival of each contest, AwareLR (averaged weights) lost {lost:,} of {len(fought):,} "
        f"and won or tied {len(fought) - lost:,}."
    )
    return against, _overall(ours, every)


def _overall(ours: Standing, every: list[Standing]) -> str:
    figures = (
        f"on average {ratio_in_words(ours.summary.geo_mean)} times the best tuned run, with disasters in "
        f"{share_in_words(ours.summary.disasters)} of {ours.contests:,} contests."
    )
    ranked = [line for line in every if line.ranked]
    fewer = len(every) - len(ranked)
    beside = f" ({fewer} that lack contests left out)" if fewer else ""
    part = f", in the {ours.contests:,} contests that are recorded for all with a place," if _cut(ours) else ""
    if ours.ranked:
        return f"Over all protocols{part} it is in place {ranked.index(ours) + 1} of {len(ranked)}{beside}: {figures}"
    return f"Over all protocols it has no place, since it lacks contests that others have: {figures}"


def _cut(line: Standing) -> bool:
    return bool(line.missing or line.left_out)


def _ours(line: Standing) -> bool:
    return line.baseline == _HOUSE and line.weights is Weights.AVERAGED
