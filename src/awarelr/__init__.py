"""Learning-rate schedulers that understand the training situation and adapt.

The names here need nothing but Python and are loaded when first used. For training loops see ``awarelr.torch``, for
linear models ``awarelr.linear``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awarelr.core import Action as Action
    from awarelr.core import AwareSettings as AwareSettings
    from awarelr.core import Decision as Decision
    from awarelr.core import Horizons as Horizons
    from awarelr.core import Reading as Reading
    from awarelr.core import Situation as Situation
    from awarelr.schedules import Aware as Aware
    from awarelr.schedules import Bounded as Bounded
    from awarelr.schedules import Chain as Chain
    from awarelr.schedules import ConditionBased as ConditionBased
    from awarelr.schedules import Constant as Constant
    from awarelr.schedules import Cosine as Cosine
    from awarelr.schedules import Exponential as Exponential
    from awarelr.schedules import InverseScaling as InverseScaling
    from awarelr.schedules import OneCycle as OneCycle
    from awarelr.schedules import Polynomial as Polynomial
    from awarelr.schedules import RatioBased as RatioBased
    from awarelr.schedules import ReduceOnPlateau as ReduceOnPlateau
    from awarelr.schedules import RobustRatio as RobustRatio
    from awarelr.schedules import Schedule as Schedule
    from awarelr.schedules import Stage as Stage
    from awarelr.schedules import Step as Step
    from awarelr.schedules import Warmup as Warmup
    from awarelr.schedules import WarmupStableDecay as WarmupStableDecay
    from awarelr.schedules import named as named
    from awarelr.schedules import simulate as simulate

__all__ = [
    "Action",
    "Aware",
    "AwareSettings",
    "Bounded",
    "Chain",
    "ConditionBased",
    "Constant",
    "Cosine",
    "Decision",
    "Exponential",
    "Horizons",
    "InverseScaling",
    "OneCycle",
    "Polynomial",
    "RatioBased",
    "Reading",
    "ReduceOnPlateau",
    "RobustRatio",
    "Schedule",
    "Situation",
    "Stage",
    "Step",
    "Warmup",
    "WarmupStableDecay",
    "named",
    "simulate",
]

_ELSEWHERE = {"AwareLR": "awarelr.torch", "Scheduler": "awarelr.torch"}
_CORE = frozenset({"Action", "AwareSettings", "Decision", "Horizons", "Reading", "Situation"})


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name == "__version__":
        return import_module("importlib.metadata").version("awarelr")
    if name in _ELSEWHERE:
        raise ImportError(f"{name} is in {_ELSEWHERE[name]}. Use: from {_ELSEWHERE[name]} import {name}")
    if name not in __all__:
        raise AttributeError(f"module 'awarelr' has no attribute {name!r}")
    value: object = getattr(import_module("awarelr.core" if name in _CORE else "awarelr.schedules"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
