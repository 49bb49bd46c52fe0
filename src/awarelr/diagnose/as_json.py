"""The diagnosis as JSON with a versioned schema, for programs."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from awarelr.diagnose.compare import Comparison
from awarelr.diagnose.finding import Finding
from awarelr.diagnose.report import Examined, Report

__all__ = ["SCHEMA", "reports_json"]

SCHEMA = "awarelr.diagnose/1"
"""Name and version of the schema: keys may be added under it, none removed or given another meaning."""


def reports_json(reports: Sequence[Report], comparison: Comparison | None = None) -> str:
    """Return the diagnosis of one log or two as a JSON document; NaN and infinities stand as quoted words.

    ```
    {"schema": "awarelr.diagnose/1",
     "logs": [{"name", "format", "records", "columns": {role: name}, "notices": [...],
               "runs": [{"unit", "first", "last", "records", "best", "best_at", "healthy",
                         "findings": [{"kind", "situation", "start", "end", "ongoing", "sentence", "advice",
                                       "confidence", "surety", "t", "lower_lr_by": [low, high] | null,
                                       "raise_lr_by": [low, high] | null, "evidence": {name: number}}],
                         "timeline": [{"label", "start", "end", "healthy"}]}]}],
     "comparison": {"identical", "lr_differs", "sentence", "advice", "evidence"} | null}
    ```
    """
    data = {
        "schema": SCHEMA,
        "logs": [_log(each) for each in reports],
        "comparison": None if comparison is None else {**asdict(comparison), "evidence": dict(comparison.evidence)},
    }
    return json.dumps(_plain(data), indent=2, allow_nan=False)


def _log(report: Report) -> dict[str, Any]:
    return {
        "name": report.name,
        "format": report.format,
        "records": report.records,
        "columns": {role.value: name for role, name in report.columns.items()},
        "notices": list(report.notices),
        "runs": [_run(each) for each in report.runs],
    }


def _run(examined: Examined) -> dict[str, Any]:
    return {
        "unit": examined.run.unit,
        "first": examined.run.main.at[0],
        "last": examined.run.main.at[-1],
        "records": examined.records,
        "best": examined.best,
        "best_at": examined.best_at,
        "healthy": examined.healthy,
        "findings": [_finding(each) for each in examined.findings],
        "timeline": [asdict(each) for each in examined.timeline],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.slug,
        "situation": finding.kind.situation.name.lower(),
        "start": finding.start,
        "end": finding.end,
        "ongoing": finding.ongoing,
        "sentence": finding.sentence,
        "advice": finding.advice,
        "confidence": finding.confidence,
        "surety": finding.surety,
        "t": finding.t,
        "lower_lr_by": None if finding.lower is None else list(finding.lower),
        "raise_lr_by": None if finding.higher is None else list(finding.higher),
        "evidence": dict(finding.evidence),
    }


def _plain(data: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(each) for each in data]
    if isinstance(data, float) and not math.isfinite(data):
        return "NaN" if math.isnan(data) else "Infinity" if data > 0.0 else "-Infinity"
    return data
