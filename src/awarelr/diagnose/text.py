"""The diagnosis as plain text, to be read in ten seconds."""

import textwrap

from awarelr.diagnose.columns import Role
from awarelr.diagnose.compare import Comparison
from awarelr.diagnose.finding import Finding
from awarelr.diagnose.report import Examined, Report
from awarelr.diagnose.run import Run
from awarelr.diagnose.words import number, place, statistic

__all__ = ["comparison_text", "headline", "printable", "rates_to_try", "report_text"]

_WIDTH = 88
_ROLES = {
    Role.TRAIN: "training loss",
    Role.VALIDATION: "validation loss",
    Role.LR: "LR",
    Role.STEP: "step",
    Role.EPOCH: "epoch",
}
_MOST_RUNS = 5


def report_text(report: Report) -> str:
    """Return the diagnosis of a log in words."""
    count = "1 record" if report.records == 1 else f"{report.records:,} records"
    lines = _wrapped(f"{report.name}: {report.format}, {count}; {_columns(report)}.", "")
    lines += [line for each in report.notices for line in _wrapped(f"Note: {each}.", "")]
    shown = report.runs[-_MOST_RUNS:]
    for index, examined in enumerate(shown, start=len(report.runs) - len(shown) + 1):
        title = [f"Run {index} of {len(report.runs)}"] if len(report.runs) > 1 else []
        lines += ["", *title, *_run(examined)]
    return printable("\n".join(lines))


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison in words."""
    lines = _wrapped(f"Compared: {comparison.sentence}.", "")
    return printable("\n".join(lines + (_wrapped(comparison.advice, "  ") if comparison.advice else [])))


def headline(finding: Finding, unit: str) -> str:
    """Return a finding in one line: what, where, how sure, and what that says about the LR."""
    where = f"from {place(unit, finding.start)}"
    if not finding.ongoing:
        single = finding.start == finding.end
        where = f"at {place(unit, finding.start)}" if single else f"{where} to {place('', finding.end).strip()}"
    t = f", t {statistic(finding.t)}" if finding.t is not None else ""
    said = f"{finding.kind.label} {where}"
    if finding.lower and not finding.kind.healthy:
        said = f"LR looks {finding.lower[0]:g}-{finding.lower[1]:g} x too high {where}: {finding.kind.label}"
    return f"{said} ({finding.surety}{t})"


def rates_to_try(finding: Finding, run: Run) -> str:
    """Return the LRs that the advice comes to, where the LR in force is known."""
    if run.lr is None:
        return ""
    before = [value for at, value in zip(run.lr.at, run.lr.values, strict=True) if at <= finding.start]
    rate = before[-1] if before else run.lr.values[0]
    ranges = []
    if finding.lower is not None:
        ranges.append((rate / finding.lower[1], rate / finding.lower[0]))
    if finding.higher is not None:
        ranges.append((rate * finding.higher[0], rate * finding.higher[1]))
    words = ", or ".join(f"{number(low)} to {number(high)}" for low, high in ranges)
    return f"The LR was {number(rate)} there: that means {words}." if rate > 0.0 and ranges else ""


def printable(text: str) -> str:
    """Return ``text`` without anything that a terminal would obey instead of showing it."""
    return "".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text)


def _run(examined: Examined) -> list[str]:
    lines: list[str] = []
    for finding in examined.findings:
        head = headline(finding, examined.run.unit)
        mark = "  " if finding.kind.healthy else "! "
        lines += _wrapped(head[0].upper() + head[1:], mark, "  ")
        lines += _wrapped(f"{finding.sentence[0].upper()}{finding.sentence[1:]}.", "    ")
        lines += _wrapped(f"Try: {finding.advice}", "    ", "         ")
        lines += _wrapped(rates_to_try(finding, examined.run), "         ")
    if len(examined.timeline) > 1:
        parts = [
            f"{each.label} {place('', each.start).strip()}-{place('', each.end).strip()}" for each in examined.timeline
        ]
        lines += ["", *_wrapped(f"Over time ({examined.run.unit}s): {', '.join(parts)}.", "")]
    return lines


def _columns(report: Report) -> str:
    known = [f"{_ROLES[role]} {name[:60]!r}" for role, name in report.columns.items()]
    absent = [_ROLES[role] for role in (Role.TRAIN, Role.VALIDATION, Role.LR) if role not in report.columns]
    return ", ".join(known) + (f"; no {' and no '.join(absent)}" if absent else "")


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
