"""What a contestant lacks in a league, and over what a league is computed, in words."""

from collections import Counter
from collections.abc import Iterator

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.score.sheet import Sheet, Standing

__all__ = ["absent", "ground", "lacks"]

_Place = tuple[str, str, str]


def lacks(sheet: Sheet, line: Standing) -> str:
    """Return what of a league a contestant is not scored in: conditions of a protocol, or protocols of the pool.

    Args:
        sheet: the score.
        line: the contestant's line.

    Returns:
        Such as ``"x30 on 24 tasks"``; empty if it lacks nothing.
    """
    if not line.missing:
        return ""
    done = {(each.protocol, each.task, each.condition) for each in sheet.contests if each.baseline == line.baseline}
    asked = list(_asked(sheet))
    if any(protocol == line.protocol for protocol, _, _ in asked):
        missing = Counter(each[2] for each in asked if each[0] == line.protocol and each not in done)
        return ", ".join(f"{name} on {count} {_tasks(count)}" for name, count in missing.items())
    whole = Counter(protocol for protocol, _, _ in asked)
    missing = Counter(each[0] for each in asked if each not in done)
    return ", ".join(f"{_title(name)} {count} of {whole[name]}" for name, count in missing.items())


def ground(sheet: Sheet, lines: list[Standing]) -> str:
    """Return over what a league's ranks are, and who is left out of them, in sentences.

    Args:
        sheet: the score.
        lines: the league as it is shown, at least one line.
    """
    ranked = [line for line in lines if line.ranked]
    others = len({line.baseline for line in lines if not line.ranked})
    if not ranked:
        return "Nobody is ranked: no contestant has all the contests of any task that others have."
    first = ranked[0]
    asked = first.contests + first.left_out + first.missing
    size = f"{first.contests:,} of {asked:,} contests ({first.tasks} {_tasks(first.tasks)})"
    said = [f"Ranked on {size}, which all who have a place share."]
    if others:
        who = "1 contestant without a place lacks" if others == 1 else f"{others} contestants without a place lack"
        said.append(
            f"{who} some of them: the figures are over what there is, and AwareLR's over the very same contests stand "
            "beside them."
        )
    unseen = absent(sheet, first.protocol)
    if unseen:
        said.append(f"Nothing is recorded of {', '.join(unseen)}.")
    return " ".join(said)


def absent(sheet: Sheet, league: str) -> tuple[str, ...]:
    """Return the contestants of which nothing is scored in a league."""
    present = {line.baseline for line in sheet.standings if line.protocol == league}
    return tuple(name for name in sheet.baselines if name not in present)


def _asked(sheet: Sheet) -> Iterator[_Place]:
    for each in sheet.questions:
        for condition in each.conditions:
            yield each.protocol, each.task, condition


def _title(protocol: str) -> str:
    return PROTOCOLS[protocol].title if protocol in PROTOCOLS else protocol


def _tasks(count: int) -> str:
    return "task" if count == 1 else "tasks"
