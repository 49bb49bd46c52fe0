"""The decisions that a page shows, as compact plain JSON: words and names once, numbers with four digits."""

import math
import re
from typing import Any

from awarelr.journal import Entry

__all__ = ["payload_of"]

_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
_HOLE = "\x00"


def payload_of(entries: list[Entry]) -> dict[str, Any]:
    """Return lists over the decisions.

    Keys: ``t`` reading, ``lr`` decided LR, ``used`` LR of the step, ``loss``, ``valid``, ``grad`` (null where there is
    none), ``s`` index into ``situations``, ``w`` an index into ``words`` and what fills its holes (U+0000), ``e`` an
    index into ``names`` (each a list of names of evidence) and their values.
    """
    situations: dict[str, int] = {}
    words: dict[str, int] = {}
    names: dict[tuple[str, ...], int] = {}
    data: dict[str, Any] = {key: [] for key in ("t", "lr", "used", "loss", "valid", "grad", "s", "w", "e")}
    for entry in entries:
        reading, decision = entry.reading, entry.decision
        template = _NUMBER.sub(_HOLE, decision.sentence.replace(_HOLE, " "))
        evidence = decision.evidence
        data["t"].append(decision.t)
        data["lr"].append(_short(decision.written_lr))
        data["used"].append(_short(entry.lr))
        data["loss"].append(_short(reading.loss))
        data["valid"].append(_short(reading.validation))
        data["grad"].append(_short(reading.grad_norm))
        data["s"].append(situations.setdefault(decision.situation.label, len(situations)))
        data["w"].append([words.setdefault(template, len(words)), *_NUMBER.findall(decision.sentence)])
        known = names.setdefault(tuple(evidence), len(names))
        data["e"].append([known, *(_short(value) for value in evidence.values())])
    return {**data, "situations": list(situations), "words": list(words), "names": [list(each) for each in names]}


def _short(value: float | None) -> float | str | None:
    """Return four digits; what is not finite as its name, which JSON has no number for."""
    if value is None:
        return None
    return float(f"{value:.4g}") if math.isfinite(value) else str(value)
