"""Any loss log from anywhere: what happened in it, and what to try next.

A log is read in its format (`formats`), its columns get their roles (`columns`), its runs are told apart (`run`), each
run is looked at (`findings`), and the report is worded (`text`, `as_json`, `page`).
"""

from awarelr.diagnose.as_json import SCHEMA, reports_json
from awarelr.diagnose.compare import Comparison, compare
from awarelr.diagnose.failing import FAILURES, failing
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.formats import FORMATS
from awarelr.diagnose.page import reports_page
from awarelr.diagnose.report import Examined, Report, diagnose
from awarelr.diagnose.text import comparison_text, report_text
from awarelr.errors import LogError

__all__ = [
    "FAILURES",
    "FORMATS",
    "SCHEMA",
    "Comparison",
    "Examined",
    "Finding",
    "Kind",
    "LogError",
    "Report",
    "compare",
    "comparison_text",
    "diagnose",
    "failing",
    "report_text",
    "reports_json",
    "reports_page",
]
