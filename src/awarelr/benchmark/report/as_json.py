"""A report for programs; ``docs/bench_report.md`` describes every key."""

import json
from dataclasses import replace
from typing import Any

from awarelr.benchmark.curve import Curve
from awarelr.benchmark.record import Record
from awarelr.benchmark.report.gathered import Gathered
from awarelr.benchmark.score.rivalry import rivalries
from awarelr.core.codec import encode

__all__ = ["FORMAT", "as_json", "environment_of"]

FORMAT = 1
"""Number of the format: it rises whenever a key goes or changes its meaning; a key that is added leaves it."""

_SCHEMA = "awarelr.bench.report"
_LEFT_OUT = ("format", "curve", "evaluations", "versions", "machine", "digests")


def as_json(gathered: Gathered) -> str:
    """Return the report as one JSON object; NaN and infinities are the strings ``"NaN"`` and ``"Infinity"``."""
    where = [environment_of(record) for record in gathered.runs]
    environments = {each: number for number, each in enumerate(dict.fromkeys(where))}
    document = {
        "schema": _SCHEMA,
        "format": FORMAT,
        "awarelr": gathered.version,
        "made": gathered.made,
        "command": gathered.command,
        "score": encode(gathered.sheet),
        "rivalries": [encode(each) for each in rivalries(gathered.sheet)],
        "environments": [json.loads(each) for each in environments],
        "runs": [_run(record, environments[each]) for record, each in zip(gathered.runs, where, strict=True)],
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def environment_of(record: Record) -> str:
    """Return machine and versions of a run as JSON, the same text for all runs on the same."""
    return json.dumps({"machine": encode(record.machine), "versions": dict(sorted(record.versions.items()))})


def _run(record: Record, environment: int) -> dict[str, Any]:
    whole = encode(replace(record, curve=Curve(), evaluations=(), versions={}, digests={}))
    kept = {key: value for key, value in whole.items() if key not in _LEFT_OUT}
    measured = {"last": encode(record.last), "averaged": encode(record.averaged)}
    return {"label": record.cell.label, **kept, **measured, "environment": environment}
