"""What a user chose, checked in one go."""

import math
from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

from awarelr.constraints import Constraint, Interval, OneOf, Switch, check_all, plain
from awarelr.core.schedule import Schedule
from awarelr.core.settings import AwareSettings
from awarelr.linear.losses import Loss, loss_named
from awarelr.linear.objective import Objective
from awarelr.linear.penalties import PENALTIES, penalty_named
from awarelr.schedules.aware import Aware
from awarelr.schedules.registry import chosen

__all__ = ["check_choices", "check_lr", "names_of", "objective_of", "schedule_of", "starting_lr", "unchanged"]

_CONVEX = Aware(settings=AwareSettings(max_raise=0.08, long_stride=math.inf))
"""The slow pace that spares the features of a network gains nothing where there are none, and weights in the units of
their columns have no size that a step could be long beside (*ours*, decisions 0054, 0071)."""
_SHARE = Interval(low=0.0, high=1.0, high_open=False, unit="share of L1", remedy="0.15 is the default.")
_NUMBERS: dict[str, Constraint] = {
    "alpha": Interval(low=0.0, unit="strength of the penalty", remedy="0.0001 is the default; 0 is none."),
    "max_iter": Interval(low=1, integer=True, unit="sweeps over the data", remedy="1000 is the default."),
    "tol": Interval(low=0.0, optional=True, unit="loss", remedy="None never stops before max_iter."),
    "eta0": Interval(low=0.0, low_open=True, unit="LR", remedy="0.01 is the default."),
    "validation_fraction": Interval(
        low=0.0, low_open=True, high=1.0, unit="share of the rows", remedy="0.1 is the default."
    ),
    "n_iter_no_change": Interval(low=1, integer=True, unit="sweeps", remedy="5 is the default."),
    "epsilon": Interval(low=0.0, unit="target", remedy="0.1 is the default."),
    "fit_intercept": Switch(),
    "shuffle": Switch(),
    "precondition": Switch(),
    "early_stopping": Switch(),
    "warm_start": Switch(),
}


@cache
def names_of(kind: Any) -> "tuple[str, ...]":  # noqa: ANN401 - an estimator's class
    """Return the names of an estimator's parameters, without looking at its signature at each row of a stream."""
    return tuple(signature(kind).parameters)


def check_choices(parameters: "dict[str, Any]", losses: "dict[str, Callable[[float], Loss]]") -> None:
    """Raise one `SettingError` with every fault among an estimator's parameters.

    Args:
        parameters: what ``get_params`` returns.
        losses: the losses the estimator knows.
    """
    given = {name: plain(value) for name, value in parameters.items()}
    complaints = [rule.complaint(name, given[name]) for name, rule in _NUMBERS.items() if name in given]
    complaints.append(OneOf(names=tuple(losses)).complaint("loss", given["loss"]))
    if given["penalty"] is not None:
        complaints.append(
            OneOf(names=PENALTIES, remedy="Use None for no penalty.").complaint("penalty", given["penalty"])
        )
    if not (_named(given["average"], "auto") or isinstance(given["average"], bool)):
        complaints.append(f"average must be 'auto', True or False, got {given['average']!r}.")
    size = given["batch_size"]
    if not _named(size, "auto") and Interval(low=1, integer=True).complaint("batch_size", size):
        complaints.append(f"batch_size must be 'auto' or a whole number from 1 (rows), got {size!r}.")
    every = given["decide_every"]
    if not _named(every, "auto", "epoch") and Interval(low=1, integer=True).complaint("decide_every", every):
        complaints.append(f"decide_every must be 'auto', 'epoch' or a whole number from 1 (steps), got {every!r}.")
    if given["l1_ratio"] is not None or given["penalty"] == "elasticnet":  # scikit-learn's way to say that none is read
        complaints.append(_SHARE.complaint("l1_ratio", given["l1_ratio"]))
    weight = given.get("class_weight")
    if not (weight is None or isinstance(weight, dict)):
        remedy = "A dict of class to weight, or None for all 1, will do too."
        complaints.append(OneOf(names=("balanced",), remedy=remedy).complaint("class_weight", weight))
    check_all(complaints)


def check_lr(lr: object) -> None:
    """Raise `SettingError` unless ``lr`` can be written by hand."""
    remedy = "Write a multiple of what lr_ says; to stand still, call no partial_fit: nothing is learnt at 0."
    rule = Interval(low=0.0, low_open=True, unit="LR", remedy=remedy)
    check_all([rule.complaint("lr_", lr)])


def objective_of(parameters: "dict[str, Any]", losses: "dict[str, Callable[[float], Loss]]") -> Objective:
    """Return what is minimised, from parameters that have been checked."""
    return Objective(
        loss=loss_named(parameters["loss"], losses, float(parameters.get("epsilon", 0.0))),
        penalty=penalty_named(parameters["penalty"], float(parameters["alpha"]), float(parameters["l1_ratio"] or 0.0)),
        fit_intercept=bool(parameters["fit_intercept"]),
    )


def schedule_of(choice: object, steps: "int | None") -> Schedule[Any]:
    """Return the schedule that a name or an object stands for; ``"aware"`` is one for convex problems.

    Args:
        choice: a name of the registry, or a schedule.
        steps: weight updates of the whole fit, for schedules that need a budget; None for a stream without end.

    Raises:
        SettingError: the name is unknown, needs settings that only an object can carry, or the object is no schedule.
    """
    return _CONVEX if _named(choice, "aware") else chosen(choice, total_steps=steps)


def starting_lr(parameters: "dict[str, Any]", columns: int) -> float:
    """Return the LR that a stream starts with at weights of zero; a fit of many sweeps can afford the climb.

    In standardised columns a first step of ``1 / (columns + 1)`` takes one row to its target and not beyond, so that
    ``"aware"`` need not climb there from an ``eta0`` that is too small. Its first step is a tenth of what it is given.

    Source: the step of normalised least mean squares (Nagumo and Noda, "A learning method for system identification",
    1967); as a start it is *ours*, ``docs/decisions/0066``.
    """
    eta0 = float(parameters["eta0"])
    if not (_named(parameters["schedule"], "aware") and parameters["precondition"]):
        return eta0
    return max(eta0, 1.0 / (_CONVEX.settings.warmup_factor * (columns + 1)))


def unchanged(now: "dict[str, Any]", before: "dict[str, Any] | None") -> bool:
    """True if these parameters are those of before; an array among them is no parameter and tells nothing."""
    try:
        return now == before
    except ValueError:  # NumPy does not say whether two arrays are equal as a whole
        return False


def _named(value: object, *names: str) -> bool:
    return isinstance(value, str) and value in names
