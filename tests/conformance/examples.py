"""One or more built schedules for every entry of the registry."""

from typing import Any

from awarelr.core.schedule import Schedule
from awarelr.schedules import (
    Aware,
    Bounded,
    Chain,
    ConditionBased,
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    OneCycle,
    Polynomial,
    RatioBased,
    ReduceOnPlateau,
    RobustRatio,
    Stage,
    Step,
    Warmup,
    WarmupStableDecay,
)

__all__ = ["EXAMPLES"]

EXAMPLES: dict[str, tuple[Schedule[Any], ...]] = {
    "aware": (Aware(),),
    "bounded": (
        Bounded(RatioBased(window=2), lr_min=1e-4, lr_max=1.0, max_change=1.5),
        Bounded(Aware(), lr_min=1e-4, lr_max=1.0),
    ),
    "chain": (
        Chain((Stage(Constant(), steps=3, factor=0.1), Stage(Exponential(gamma=0.9)))),
        Chain((Stage(ReduceOnPlateau(patience=2), steps=9), Stage(ConditionBased(), steps=9), Stage(Aware()))),
    ),
    "conb": (ConditionBased(), ConditionBased(lr_min=1e-3, lr_max=1.0)),
    "constant": (Constant(),),
    "cosine": (Cosine(total_steps=20), Cosine(total_steps=1, end_factor=0.1)),
    "exponential": (Exponential(gamma=0.9),),
    "inverse_scaling": (InverseScaling(), InverseScaling(power=0.25)),
    "one_cycle": (OneCycle(total_steps=20, cycle_momentum=True), OneCycle(total_steps=1, lr_max=1.0, anneal="linear")),
    "plateau": (
        ReduceOnPlateau(patience=2),
        ReduceOnPlateau(metric="validation", mode="max", patience=6, cooldown=2, lr_min=1e-3),
    ),
    "polynomial": (Polynomial(total_steps=20, power=2.0),),
    "ratb": (RatioBased(window=2), RatioBased(window=1, root=False, falling="ratio")),
    "robust_ratb": (RobustRatio(window=2, patience=5),),
    "step": (Step(every=7, gamma=0.5),),
    "warmup": (Warmup(ReduceOnPlateau(patience=2), steps=5), Warmup(Aware(), steps=5)),
    "warmup_stable_decay": (WarmupStableDecay(total_steps=20, warmup_steps=4, decay_steps=6, shape="sqrt"),),
}
"""Name in the registry to schedules with settings worth testing; LR 0.1 fits them all."""
