"""Verdicts as tables in Markdown."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.diagnosis.verdict import ALARMS, WAITING, Verdict


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(each) for each in cells) + " |"


def _word(name: str) -> str:
    return name.lower().replace("_", " ")


def confusion(verdicts: Mapping[str, Sequence[Verdict]]) -> str:
    """Return one row a cause: how many runs were named right, what was named first, and what in the window.

    Args:
        verdicts: cause to the verdicts of its runs.
    """
    firsts = {cause: Counter(each.first for each in row) for cause, row in verdicts.items()}
    columns = sorted({name for counts in firsts.values() for name in counts})
    lines = [
        _row(["cause", "right", *map(_word, columns), "faults"]),
        _row(["---"] * (len(columns) + 3)),
    ]
    for cause, row in verdicts.items():
        right = sum(not each.fault for each in row)
        faults = Counter(each.fault for each in row if each.fault)
        words = "; ".join(f"{count} {_word(fault)}" for fault, count in faults.most_common())
        counts = [firsts[cause][name] or "" for name in columns]
        lines.append(_row([cause, f"{right} of {len(row)}", *counts, words]))
    total = sum(len(row) for row in verdicts.values())
    right = sum(not each.fault for row in verdicts.values() for each in row)
    lines.append(f"\nNamed right: {right} of {total} ({right / max(total, 1):.0%}).")
    return "\n".join(lines)


def windows(verdicts: Mapping[str, Sequence[Verdict]]) -> str:
    """Return one row a cause: the share of the window's steps that each name was given."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for cause, row in verdicts.items():
        for each in row:
            shares[cause].update(each.named)
    columns = sorted({name for counts in shares.values() for name in counts} - WAITING)
    lines = [_row(["cause", *map(_word, columns)]), _row(["---"] * (len(columns) + 1))]
    for cause, counts in shares.items():
        whole = sum(count for name, count in counts.items() if name not in WAITING)
        cells = [f"{counts[name] / whole:.0%}" if counts[name] else "" for name in columns]
        lines.append(_row([cause, *cells]))
    return "\n".join(lines)


def false_alarms(found: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return one row for watched and one for steered healthy runs: in how many of them each alarm was given."""
    lines = [
        _row(["runs", "number", *map(_word, sorted(ALARMS))]),
        _row(["---"] * (len(ALARMS) + 2)),
    ]
    for kind, runs in found.items():
        counts = Counter(name for run in runs for name in set(run))
        lines.append(_row([kind, len(runs), *[counts[name] or "" for name in sorted(ALARMS)]]))
    return "\n".join(lines)
