"""A report as Markdown: the page without its charts and curves."""

import html
from collections.abc import Iterable
from dataclasses import replace

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.report.alike import alike
from awarelr.benchmark.report.gathered import Gathered
from awarelr.benchmark.report.grids import Grid, Spot, by_condition, by_task
from awarelr.benchmark.report.pairs import pairs
from awarelr.benchmark.report.remarks import counting, outcome, remarks
from awarelr.benchmark.report.wording import bytes_in_words, ratio_in_words
from awarelr.benchmark.score.coverage import coverage_table
from awarelr.benchmark.score.goal_tables import goal_table
from awarelr.benchmark.score.league import ALL
from awarelr.benchmark.score.rivalry_tables import rivalry_tables
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.table import Table, league_tables, loss_table, markdown

__all__ = ["as_markdown"]

_COST = ("baseline", "weights", "runs", "steps", "time", "memory")
_LEAGUE = (
    *("baseline", "weights", "place", "geo-mean", "95 %", "floored", "median", "worst", "within 5 %", "disasters"),
    *("AwareLR there", "seeds", "lacks"),
)


def as_markdown(gathered: Gathered) -> str:
    """Return the report; whatever a run said is escaped, since Markdown lets HTML through."""
    sheet = gathered.sheet
    found = pairs(sheet.contests)
    leagues = dict(zip(_leagues(sheet), league_tables(sheet), strict=True))
    pooled = [table for name, table in leagues.items() if name == ALL]
    tables = [*(table.only(_LEAGUE) for table in pooled), goal_table(sheet), *rivalry_tables(sheet)]
    tables += [table.only(_LEAGUE) for name, table in leagues.items() if name != ALL]
    for name in sheet.protocols:
        tables.append(_grid(by_task(sheet, found, name), "task", f"{_title(name)}: task by baseline"))
        tables.append(_grid(by_condition(sheet, found, name), "condition", f"{_title(name)}: by condition"))
    tables += [loss_table(sheet), coverage_table(sheet), *map(_cost, pooled)]
    tables += [_mishaps(sheet), _machines(sheet), _versions(sheet)]
    head = [f"# awarelr benchmark, scale {sheet.scale}", *outcome(sheet), *remarks(sheet), *counting(sheet)]
    foot = f"Made {gathered.made} by awarelr {gathered.version}: `{gathered.command}`"
    return "\n\n".join([*head, markdown(_escaped(each) for each in tables if each.rows), foot]) + "\n"


def _cost(league: Table) -> Table:
    caption = "Of everything behind a line of the league of all protocols, whole grids included."
    return replace(league.only(_COST), title="What it cost", caption=caption)


def _leagues(sheet: Sheet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.protocol for line in sheet.standings))


def _title(protocol: str) -> str:
    return PROTOCOLS[protocol].title if protocol in PROTOCOLS else protocol


def _grid(grid: Grid, first: str, title: str) -> Table:
    return Table(
        title=title,
        caption="Geometric mean of the ratios, last / averaged weights; an exclamation mark: a disaster among them. In "
        "brackets: contests scored of those asked, or seeds, where they are fewer. Empty: not recorded.",
        head=(first, *grid.columns),
        rows=tuple((row.name, *map(_spot, row.spots)) for row in grid.rows),
    )


def _spot(spot: Spot | None) -> str:
    if spot is None:
        return ""
    figures = " / ".join(
        f"{ratio_in_words(each.ratio)}{'!' * bool(each.disasters)}" for each in (spot.last, spot.averaged)
    )
    return f"{figures} ({spot.lacks})" if spot.lacks else figures


def _mishaps(sheet: Sheet) -> Table:
    return Table(
        title="Cells without a result, and warnings",
        caption="A cell without a result counts as the worst.",
        head=("cell", "what", "words"),
        rows=tuple((each.name, "no result" if each.fatal else "warned", each.words) for each in alike(sheet.mishaps)),
    )


def _machines(sheet: Sheet) -> Table:
    return Table(
        title="Machines",
        caption="What the runs ran on.",
        head=("processor", "cores", "memory", "system", "python"),
        rows=tuple(
            (each.processor, f"{each.cores}", bytes_in_words(each.memory), each.system, each.python)
            for each in sheet.machines
        ),
    )


def _versions(sheet: Sheet) -> Table:
    return Table(
        title="Versions",
        caption="Of Python and the packages that the runs used.",
        head=("package", "versions"),
        rows=tuple((package, ", ".join(each)) for package, each in sheet.versions.items()),
    )


def _escaped(table: Table) -> Table:
    def line(cells: Iterable[str]) -> tuple[str, ...]:
        return tuple(html.escape(" ".join(each.split()), quote=False) for each in cells)

    return Table(
        title=table.title, caption=table.caption, head=line(table.head), rows=tuple(line(row) for row in table.rows)
    )
