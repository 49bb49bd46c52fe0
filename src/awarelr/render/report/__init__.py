"""The report of a run or several: one self-contained page, or a figure for a paper."""

from awarelr.render.report.figure import FORMATS, write_figure
from awarelr.render.report.page import report_page
from awarelr.render.report.record import Record, record_of

__all__ = ["FORMATS", "Record", "record_of", "report_page", "write_figure"]
