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
            f"{sheet.cells - sheet.recorded:,} runs are missing: what needs them is left out, not guessed, and a line "
            "of a league with fewer contests is not comparable with a complete one."
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
    scored = max((line.contests for line in every if _ours(line)), default=0)
    lines = [line for line in every if line.contests >= scored]
    place = next((place for place, line in enumerate(lines, 1) if _ours(line)), None)
    if place is None:
        return ()
    fought = duels(sheet)
    lost = sum(duel.lost for duel in fought)
    line = lines[place - 1]
    against = (
        f"Against the best rival of each contest, AwareLR (averaged weights) lost {lost:,} of {len(fought):,} "
        f"and won or tied {len(fought) - lost:,}."
    )
    fewer = len(every) - len(lines)
    beside = f" ({fewer} that are scored in fewer contests left out)" if fewer else ""
    overall = (
        f"Over all protocols it is in place {place} of {len(lines)}{beside}: on average "
        f"{ratio_in_words(line.summary.geo_mean)} times the best tuned run, with disasters in "
        f"{share_in_words(line.summary.disasters)} of {line.contests:,} contests."
    )
    return against, overall


def _ours(line: Standing) -> bool:
    return line.baseline == _HOUSE and line.weights is Weights.AVERAGED
