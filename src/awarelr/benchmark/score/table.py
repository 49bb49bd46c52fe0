"""A score as tables of text, for a terminal or for Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import final

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.score.duels import Duel, duels, is_house
from awarelr.benchmark.score.gaps import ground, lacks
from awarelr.benchmark.score.sheet import Sheet, Standing

__all__ = ["Table", "league_tables", "loss_table", "markdown", "shown"]

_MEBI = 1 << 20


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text.

    Args:
        title: its heading.
        caption: one sentence below the heading.
        head: the columns' names.
        rows: cells of text, one a column; the first column is a name, the others are figures.
    """

    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def only(self, names: Sequence[str]) -> "Table":
        """Return the table with some of its columns, in its own order."""
        kept = [number for number, name in enumerate(self.head) if name in names]
        return replace(
            self,
            head=tuple(self.head[number] for number in kept),
            rows=tuple(tuple(row[number] for number in kept) for row in self.rows),
        )


_LEAGUE = (
    "baseline",
    "weights",
    "place",
    "geo-mean",
    "95 %",
    "AwareLR there",
    "floored",
    "median",
    "worst",
    "within 5 %",
    "disasters",
    "excess",
    "scored",
    "seeds",
    "lacks",
    "runs",
    "steps",
    "time",
    "memory",
)


def league_tables(sheet: Sheet) -> tuple[Table, ...]:
    """Return one league table a protocol, the headline first; of each rival the better weights, of AwareLR both.

    Who lacks contests that those with a place share stands below them, without a place.
    """
    leagues = dict.fromkeys(standing.protocol for standing in sheet.standings)
    return tuple(_league(sheet, name) for name in leagues)


def _league(sheet: Sheet, name: str) -> Table:
    lines = shown(line for line in sheet.standings if line.protocol == name)
    question = PROTOCOLS[name].question if name in PROTOCOLS else "Every quality of every protocol, pooled."
    return Table(
        title=PROTOCOLS[name].title if name in PROTOCOLS else "All protocols",
        caption=f"{question} {ground(sheet, lines)}",
        head=_LEAGUE,
        rows=tuple(_league_row(sheet, line, place) for place, line in enumerate(lines, 1)),
    )


def loss_table(sheet: Sheet) -> Table:
    """Return every contest that AwareLR lost against its best rival, the heaviest loss first."""
    fought = duels(sheet)
    lost = [duel for duel in fought if duel.lost]
    return Table(
        title="Where AwareLR lost",
        caption=f"{len(lost)} of {len(fought)} contests, each against the best rival there.",
        head=("task", "protocol", "condition", "AwareLR", "best rival", "its ratio", "times as bad"),
        rows=tuple(map(_loss_row, lost)),
    )


def markdown(tables: Iterable[Table]) -> str:
    r"""Return tables as Markdown.

    Example:
        >>> print(markdown([Table(title="T", caption="What.", head=("name", "x"), rows=(("a|b", "1"),))]))
        ## T
        <BLANKLINE>
        What.
        <BLANKLINE>
        | name | x |
        |---|--:|
        | a\|b | 1 |
        <BLANKLINE>
    """
    parts = []
    for table in tables:
        rule = "|---|" + "--:|" * (len(table.head) - 1)
        lines = [_line(table.head), rule, *map(_line, table.rows)]
        parts.append(f"## {table.title}\n\n{table.caption}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def shown(lines: Iterable[Standing]) -> list[Standing]:
    """Return a league's lines without the worse weights of each rival; AwareLR keeps both.

    Args:
        lines: of one league, best first.
    """
    kept: list[Standing] = []
    for line in lines:
        if is_house(line.baseline) or line.baseline not in {each.baseline for each in kept}:
            kept.append(line)
    return kept


def _league_row(sheet: Sheet, line: Standing, place: int) -> tuple[str, ...]:
    summary = line.summary
    scored = line.contests + line.left_out
    return (
        line.baseline,
        line.weights.name.lower(),
        f"{place}" if line.ranked else "none",
        f"{summary.geo_mean:.3f}",
        f"{line.low:.2f}-{line.high:.2f}" if line.low < line.high else "one seed" if line.seeds == 1 else "none",
        "" if line.ranked or line.house is None or is_house(line.baseline) else f"{line.house:.3f}",
        f"{summary.floored:.3f}",
        f"{summary.median:.3f}",
        f"{summary.worst:.3g}",
        f"{summary.within:.0%}",
        f"{summary.disasters:.0%}",
        "" if line.excess is None else f"{line.excess:.2f}",
        f"{scored} of {scored + line.missing}",
        f"{line.seeds} of {len(sheet.seeds)}",
        lacks(sheet, line),
        f"{line.runs:,}",
        f"{line.steps:,}",
        f"{line.seconds:,.0f} s",
        "" if line.peak_memory is None else f"{line.peak_memory // _MEBI:,} MiB",
    )


def _loss_row(duel: Duel) -> tuple[str, ...]:
    return (
        duel.task,
        duel.protocol,
        duel.condition,
        f"{duel.ours.ratio:.3g}",
        duel.theirs.baseline,
        f"{duel.theirs.ratio:.3g}",
        f"{duel.factor:.3g}",
    )
