"""NaN and infinite losses."""

from collections.abc import Sequence

from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.view import View
from awarelr.diagnose.words import place

__all__ = ["non_finite", "unevaluated"]

_ANNOUNCING = (Kind.OSCILLATING, Kind.DIVERGED, Kind.DAMAGED, Kind.SPIKE)


def non_finite(view: View, before: Sequence[Finding]) -> list[Finding]:
    """Name losses that are not finite; what was found just before them tells how likely the LR is to blame.

    Args:
        view: the curve.
        before: what else was found.

    Source: sequence_tagging#47: five losses that swing, then NaN; the LR was 10 times too high.
    """
    bad = view.bad
    if not bad:
        return []
    first, last = bad[0], bad[-1]
    ongoing = last == len(view.curve.values) - 1
    tail = next((back for back, index in enumerate(reversed(bad)) if index != last - back), len(bad))
    onset = view.curve.at[first]
    announced = any(each.kind in _ANNOUNCING and each.start <= onset for each in before)
    evidence = {"first_record": first + 1.0, "count": float(len(bad)), "records": float(len(view.curve.values))}
    if not ongoing:
        return [_passing(view, evidence)]
    where = place(view.unit, view.curve.at[last - tail + 1])
    nth = f" (record {last - tail + 2:,})" if view.unit != "record" else ""
    words = "from the very first record" if tail == len(view.curve.values) else f"from {where}{nth} to the end"
    lower = None if first == 0 else (3.0, 30.0)
    return [
        Finding(
            kind=Kind.NON_FINITE,
            start=onset,
            end=view.end,
            ongoing=True,
            sentence=f"the {view.name} is not finite {words}: the weights are lost",
            advice=_advice(first=first == 0, announced=announced),
            confidence=1.0,
            evidence=evidence,
            lower=lower,
        )
    ]


def _advice(*, first: bool, announced: bool) -> str:
    if announced:
        return (
            "The curve announced it, so the LR is the likely cause: go back to a checkpoint before it and start with "
            "an LR about 10 x lower."
        )
    if first:
        return "Look at the very first batch and loss: missing values in the data, log or division by 0, fp16 overflow."
    return (
        "Go back to a checkpoint before it; try an LR about 10 x lower, clip gradients, and look at the data of that "
        "step."
    )


def unevaluated(validation: View) -> list[Finding]:
    """Name validation losses that are not finite while training goes on: evaluation has a fault of its own."""
    bad = validation.bad
    if not bad:
        return []
    count, records = len(bad), len(validation.curve.values)
    start, end = validation.curve.at[bad[0]], validation.curve.at[bad[-1]]
    return [
        Finding(
            kind=Kind.NON_FINITE,
            start=start,
            end=end,
            ongoing=False,
            sentence=f"{count:,} of {records:,} values of the validation loss are not finite, the first at "
            f"{place(validation.unit, start)}, while the training loss is",
            advice="Look at the validation data and at the precision of the evaluation; the LR is not to blame.",
            confidence=0.9,
            evidence={"first_record": bad[0] + 1.0, "count": float(count), "records": float(records)},
        )
    ]


def _passing(view: View, evidence: dict[str, float]) -> Finding:
    first, last = view.curve.at[view.bad[0]], view.curve.at[view.bad[-1]]
    count = len(view.bad)
    words = f"at {place(view.unit, first)}" if count == 1 else f"between {place(view.unit, first)} and {last:,.6g}"
    return Finding(
        kind=Kind.NON_FINITE,
        start=first,
        end=last,
        ongoing=False,
        sentence=f"{count:,} of {len(view.curve.values):,} values of the {view.name} are not finite, {words}, and "
        f"training went on after it",
        advice="Single ones that pass are skipped steps (a loss scaler) or bad batches: look at those batches; if they "
        "become more, lower the LR 2 to 5 x.",
        confidence=0.9,
        evidence=evidence,
    )
