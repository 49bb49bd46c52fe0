"""The report as one self-contained page; needs the package ``jinja2`` of the extra ``report``."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from awarelr.errors import MissingExtraError
from awarelr.render.phrases import number
from awarelr.render.report.axis import Axis, axis_of, step_ticks
from awarelr.render.report.drawing import drawing_of
from awarelr.render.report.look import LOOKS
from awarelr.render.report.meaning import meanings_of
from awarelr.render.report.payload import payload_of
from awarelr.render.report.record import Record
from awarelr.render.report.table import table_of
from awarelr.render.report.timeline import timeline_of

__all__ = ["axes_of", "names_of", "report_page"]

_FEW = 6
_EXPONENT = re.compile(r"[\d.]+e[-+]\d+")
"""A number that a line must not break at its sign."""
_LOSS_REACH, _LR_REACH = 0.6, 3.0
"""How far the axes follow rare values (*ours*): a spike must not squeeze a curve; where an LR began is its story."""


def report_page(records: Sequence[Record]) -> str:
    """Return a page that needs nothing else: offline, for eyes, ears and paper, whatever the journals held escaped.

    Args:
        records: the runs, at least one; several share their axes, so that they can be compared.

    Raises:
        MissingExtraError: ``jinja2`` is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - an extra, only for the page
        from markupsafe import Markup, escape  # noqa: PLC0415 - comes with it
    except ImportError as error:
        raise MissingExtraError("jinja2", "report", "The HTML report of a run") from error
    folder = files("awarelr.render.report")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        number=number,
        capital=lambda text: text[:1].upper() + text[1:],
        unbroken=lambda text: Markup(  # noqa: S704 - escaped before the spans come in
            _EXPONENT.sub(r'<span class="number">\g<0></span>', str(escape(text)))
        ),
    )
    template = environment.from_string(folder.joinpath("page.html").read_text(encoding="utf-8"))
    loss, lr = axes_of(records)
    span = (min(each.story.facts.first for each in records), max(each.story.facts.last for each in records))
    names = names_of(records)
    payload = [payload_of(each.kept()) for each in records]
    return template.render(
        style=folder.joinpath("page.css").read_text(encoding="utf-8"),
        script=folder.joinpath("page.js").read_text(encoding="utf-8"),
        looks=LOOKS,
        runs=[_run(name, record, (loss, lr), span) for name, record in zip(names, records, strict=True)],
        payload=payload,
        meanings=meanings_of(name for run in payload for some in run["names"] for name in some),
        span=span,
        loss=loss,
        lr=lr,
        ticks=[(level, step_ticks(*span, most)) for level, most in (("few", _FEW), ("more", 24), ("most", 96))],
    )


def axes_of(records: Sequence[Record]) -> tuple[Axis, Axis]:
    """Return the axes of loss and LR that all runs fit on."""
    buckets = [bucket for record in records for bucket in record.buckets]
    ends = [each for bucket in buckets for each in (bucket.loss_low, bucket.loss_high)]
    losses = [each.reading.loss for each in ends if each is not None and each.reading.loss is not None]
    checks = [each.reading.validation for bucket in buckets for each in bucket.validations]
    rates = [each.decision.written_lr for bucket in buckets for each in (bucket.lr_low, bucket.lr_high)]
    loss = axis_of([*losses, *(each for each in checks if each is not None)], _LOSS_REACH)
    return loss, axis_of(rates, _LR_REACH)


def names_of(records: Sequence[Record]) -> list[str]:
    """Return the files' names; whole paths where two names are the same."""
    short = [PurePath(record.name).name for record in records]
    return short if len(set(short)) == len(short) else [record.name for record in records]


def _run(name: str, record: Record, axes: tuple[Axis, Axis], span: tuple[int, int]) -> dict[str, Any]:
    counts = record.situations()
    return {
        "name": name,
        "record": record,
        "facts": record.story.facts,
        "story": record.story.text("paragraph", acted=record.acted),
        "drawing": drawing_of(record, *axes, span),
        "rows": timeline_of(record.story),
        "stretches": table_of(record),
        "situations": [(each, count, count / record.decisions) for each, count in counts.most_common()],
        "kinds": list(dict.fromkeys(mark.kind for mark in record.marks)),
        "origins": [dict(_flat({"version": each.version, "lr0": each.lr0, **each.meta})) for each in record.headers],
        "settings": dict(_flat(record.headers[0].schedule)),
    }


def _flat(data: Mapping[str, Any], prefix: str = "") -> list[tuple[str, object]]:
    """Return nested settings as one list; names of nested ones after a dot, but for a lone ``settings``."""
    found: list[tuple[str, object]] = []
    for key, value in data.items():
        path = prefix if key == "settings" and isinstance(value, Mapping) else f"{prefix}{key}"
        if isinstance(value, Mapping):
            found += _flat(value, path if path == prefix else f"{path}.")
        else:
            found.append((path, value))
    return found
