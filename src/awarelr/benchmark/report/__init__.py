"""A benchmark's report: one page for a browser, the same as Markdown, and as JSON for programs.

The page and the Markdown are for people and may change; JSON has a format number and a description
(``docs/bench_report.md``).
"""

from awarelr.benchmark.report.as_json import FORMAT, as_json
from awarelr.benchmark.report.as_markdown import as_markdown
from awarelr.benchmark.report.gathered import Gathered, gather
from awarelr.benchmark.report.page_html import as_page

__all__ = ["FORMAT", "Gathered", "as_json", "as_markdown", "as_page", "gather"]
