"""A report as one self-contained page; needs the packages ``jinja2`` and ``plotly`` of the extra ``report``."""

import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.report.alike import alike
from awarelr.benchmark.report.gathered import Gathered
from awarelr.benchmark.report.grids import by_condition, by_task
from awarelr.benchmark.report.packing import pack_text
from awarelr.benchmark.report.pairs import pairs
from awarelr.benchmark.report.payload import payload_of
from awarelr.benchmark.report.remarks import counting, outcome, remarks
from awarelr.benchmark.report.shade import NAMES
from awarelr.benchmark.report.wording import bytes_in_words, ratio_in_words, share_in_words, without_places
from awarelr.benchmark.score.coverage import coverage_table
from awarelr.benchmark.score.duels import duels, is_house
from awarelr.benchmark.score.gaps import ground, lacks
from awarelr.benchmark.score.goal_tables import CAPTION, HEAD, goal_row
from awarelr.benchmark.score.league import ALL
from awarelr.benchmark.score.rivalry_tables import rivalry_tables
from awarelr.benchmark.score.sheet import Sheet, Standing
from awarelr.benchmark.score.table import shown
from awarelr.errors import MissingExtraError

__all__ = ["as_page"]

_PARTS = "awarelr.benchmark.report"
_SCRIPTS = ("unpack.js", "charts.js", "runs.js", "start.js")


def as_page(gathered: Gathered) -> str:
    """Return the report as HTML: offline, whatever the runs said escaped.

    Tables are there without scripts. Charts are drawn by plotly, which the page carries compressed and unpacks when it
    has been shown: whole in front of everything else, it would hold the page up by a second.

    Raises:
        MissingExtraError: ``jinja2`` or ``plotly`` is not installed.
    """
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - an extra, only for the page
        from plotly.offline import get_plotlyjs  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingExtraError(error.name or "plotly", "report", "The page of a benchmark") from error
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_part),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        ratio=ratio_in_words,
        share=share_in_words,
        memory=bytes_in_words,
        place_of=_position,
        title_of=_title,
    )
    environment.tests["house"] = is_house
    template = environment.get_template("page.html")
    plotly: str = get_plotlyjs()
    return template.render(**_content(gathered), plotly=pack_text(plotly), scripts=[_part(name) for name in _SCRIPTS])


def _part(name: str) -> str:
    return files(_PARTS).joinpath("page", name).read_text(encoding="utf-8")


def _content(gathered: Gathered) -> dict[str, Any]:
    sheet = gathered.sheet
    found = pairs(sheet.contests)
    grids = [grid for name in sheet.protocols if (grid := by_task(sheet, found, name)).rows]
    return {
        "gathered": gathered,
        "sheet": sheet,
        "outcome": outcome(sheet),
        "remarks": remarks(sheet),
        "counting": counting(sheet),
        "leagues": _leagues(sheet),
        "lacks": lacks,
        "ground": ground,
        "coverage": coverage_table(sheet),
        "goals": _goals(sheet),
        "goal_caption": CAPTION,
        "goal_head": HEAD,
        "grids": grids,
        "heats": [sheet.protocols[grid.protocol] for grid in grids],
        "conditions": [by_condition(sheet, found, name) for name in sheet.protocols],
        "questions": {name: PROTOCOLS[name].question for name in sheet.protocols if name in PROTOCOLS},
        "shades": NAMES,
        "duels": duels(sheet),
        "rivalries": rivalry_tables(sheet),
        "failed": [each for each in sheet.mishaps if each.fatal],
        "warned": [each for each in alike(sheet.mishaps) if not each.fatal],
        "traces": {
            record.key: without_places(record.fault.trace) for record in gathered.runs if record.fault is not None
        },
        "payload": payload_of(gathered, found),
    }


def _leagues(sheet: Sheet) -> list[tuple[str, Sequence[Standing]]]:
    """Return the league tables by protocol, all protocols pooled first."""
    names = [ALL, *sheet.protocols]
    lines = {name: shown(line for line in sheet.standings if line.protocol == name) for name in names}
    return [(name, each) for name, each in lines.items() if each]


def _goals(sheet: Sheet) -> dict[str, list[tuple[str, ...]]]:
    """Return the lines of the goals by protocol."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for goal in sheet.goals:
        found.setdefault(goal.protocol, []).append((goal.name, *goal_row(sheet, goal)))
    return found


def _title(protocol: str) -> str:
    if protocol == ALL:
        return "All protocols"
    return PROTOCOLS[protocol].title if protocol in PROTOCOLS else protocol


def _position(ratio: float) -> float:
    """Return where a ratio stands on a scale from 0.5 (0 %) to 10 (100 %), logarithmic."""
    return round(100.0 * min(max(math.log(ratio / 0.5) / math.log(10.0 / 0.5), 0.0), 1.0), 2)
