"""How numbers and situations are worded, once for every text."""

import math

from awarelr.core.diagnosis import Situation
from awarelr.core.observation import CRAMPED
from awarelr.render.share import BUDGET, Share

__all__ = ["because", "capital", "change", "clause", "factor", "many", "number", "steps"]

_CLAUSES = {
    Situation.RAISING.name: ("the long path still pointed downhill", "z {z_long}"),
    Situation.LOWERING.name: ("the long path pointed back uphill", "z {z_long}"),
    Situation.OSCILLATING.name: ("the latest steps overshot, which forbids a raise", "short z {z_short}"),
    Situation.TURNING.name: (
        "the long path pointed back uphill, though newer steps contradicted it",
        "long z {z_long}, medium {z_medium}, short {z_short}",
    ),
    Situation.STALLED.name: (
        "the loss no longer fell while steps overshot",
        "trend z {z_trend}, medium z {z_medium}",
    ),
    Situation.ALTERNATING.name: ("shorter steps had not brought the loss down: kinds of batches take turns", ""),
    Situation.OVERHEATED.name: ("the loss rose after a raise", "heat {z_heat}"),
    Situation.WORTHLESS.name: (
        "a raise would have gained nothing",
        "{gain} of loss after a descent of {descent}",
    ),
    Situation.DEAD.name: ("nothing moved", "gradient norm {grad_norm}"),
    Situation.HOLDING.name: ("it rested after a rollback", ""),
    Situation.WARMING_UP.name: ("there was too little to judge by", ""),
    Situation.DESCENDING.name: ("the loss fell steadily", ""),
    Situation.NOISE_FLOOR.name: ("the noise of the steps held the loss up", ""),
    Situation.PLATEAU.name: ("the loss was flat", ""),
    Situation.OVERFITTING.name: ("the validation loss rose while the training loss fell", ""),
    Situation.OVERSTEPPED.name: ("the first steps were long", "{moved_share} of the weights' norm"),
    Situation.LEAPT.name: ("loss and gradient leapt in one reading", ""),
    Situation.SPIKE.name: ("a single loss lay far above the others", ""),
    Situation.SCHEDULED.name: ("the schedule's own rule says so", ""),
    Situation.DECAYING.name: ("the budget comes to its end", ""),
    Situation.FINISHED.name: ("the budget is spent", ""),
    BUDGET: ("the known budget comes to its end", ""),
}


def because(name: str, share: Share, of: int) -> str:
    """Word one situation's part as a reason, with its numbers in brackets.

    Args:
        name: name of the situation.
        share: its part.
        of: readings of the whole stretch.
    """
    numbers = _CLAUSES.get(name, ("", ""))[1]
    facts = []
    if name != BUDGET:
        facts.append(f"all {of:,} readings" if share.readings == of > 1 else f"{share.readings:,} of {of:,} readings")
    if numbers and share.finite:
        means = {key: _mean(key, mean) for key in share.sums if (mean := share.mean(key)) is not None}
        facts.append(numbers.format(**means) + _on_average(share.finite))
    words = clause(name, share)
    return f"{words} ({'; '.join(facts)})" if facts else words


def clause(name: str, share: Share) -> str:
    """Word one situation's part as a reason, without numbers; ``name`` and ``share`` as for `because`."""
    if name == Situation.WARMING_UP.name and share.moved != 0.0:
        return "the warm-up says so"
    room = share.mean("room")
    if room is not None and room < CRAMPED:
        return "the long path still pointed downhill, but long steps left little room for a raise"
    return _CLAUSES.get(name, (name.lower().replace("_", " "), ""))[0]


def _mean(name: str, mean: float) -> str:
    if name.startswith("z_"):
        return f"{mean:+.1f}" if abs(mean) < 10.0 else f"{mean:+,.0f}"  # noqa: PLR2004 - three digits at most
    return number(mean)


def _on_average(readings: int) -> str:
    return " on average" if readings > 1 else ""


def number(value: float) -> str:
    """Word an LR or a loss with three digits."""
    return f"{value:.3g}"


def change(before: float, after: float) -> str:
    """Word an LR's way from one value to another."""
    if before <= 0.0 or after <= 0.0 or not 0.0 < after / before < math.inf:
        return f"from {number(before)} to {number(after)}"
    return f"from {number(before)} to {number(after)} ({factor(after / before)})"


def factor(ratio: float) -> str:
    """Word a ratio above 0 as a change."""
    times = ratio if ratio > 1.0 else 1.0 / ratio
    if times < 1.005:  # noqa: PLR2004 - three digits do not show it
        return "hardly a change"
    digits = f"{times:.3g}" if times < 10.0 else f"{float(f'{times:.2g}'):,.0f}"  # noqa: PLR2004
    return f"{digits} x {'higher' if ratio > 1.0 else 'lower'}"


def steps(first: int, last: int) -> str:
    """Word a stretch of steps, as the start of a sentence."""
    return f"Step {first:,}" if first == last else f"Steps {first:,} to {last:,}"


def many(amount: int, one: str, more: str | None = None) -> str:
    """Word an amount with its noun."""
    return f"{amount:,} {one if amount == 1 else more or one + 's'}"


def capital(sentence: str) -> str:
    """Return the sentence with a capital letter and a final stop."""
    return sentence[:1].upper() + sentence[1:] + "." if sentence else ""
