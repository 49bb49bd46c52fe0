"""The diagnosis as one self-contained page; needs the package ``jinja2`` of the extra ``report``."""

from collections.abc import Sequence
from importlib.resources import files

from awarelr.diagnose.compare import Comparison
from awarelr.diagnose.plot import HEIGHT, WIDTH, drawing_of
from awarelr.diagnose.report import Report
from awarelr.diagnose.text import headline, rates_to_try
from awarelr.errors import MissingExtraError

__all__ = ["reports_page"]


def reports_page(reports: Sequence[Report], comparison: Comparison | None = None) -> str:
    """Return the diagnosis of one log or two as HTML: offline, without scripts, whatever the log held escaped.

    Raises:
        MissingExtraError: ``jinja2`` is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - an extra, only for the page
    except ImportError as error:
        raise MissingExtraError("jinja2", "report", "The HTML page of a diagnosis") from error
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters.update(
        drawing=drawing_of,
        headline=headline,
        rates=rates_to_try,
        number=lambda value: f"{value:,.6g}",
        capital=lambda text: text[:1].upper() + text[1:],
    )
    template = environment.from_string(files("awarelr.diagnose").joinpath("page.html").read_text(encoding="utf-8"))
    return template.render(reports=reports, comparison=comparison, width=WIDTH, height=HEIGHT)
