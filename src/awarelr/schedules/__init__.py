"""Every scheduler of the family, one a file, behind one protocol."""

from awarelr.core.schedule import Schedule, ScheduleState
from awarelr.schedules.aware import Aware
from awarelr.schedules.bounded import Bounded
from awarelr.schedules.chain import Chain, Stage
from awarelr.schedules.condition_based import ConditionBased
from awarelr.schedules.constant import Constant
from awarelr.schedules.cosine import Cosine
from awarelr.schedules.exponential import Exponential
from awarelr.schedules.inverse_scaling import InverseScaling
from awarelr.schedules.one_cycle import OneCycle
from awarelr.schedules.polynomial import Polynomial
from awarelr.schedules.ratio_based import RatioBased
from awarelr.schedules.reduce_on_plateau import ReduceOnPlateau
from awarelr.schedules.registry import build, describe, named
from awarelr.schedules.robust_ratio import RobustRatio
from awarelr.schedules.simulate import simulate
from awarelr.schedules.step import Step
from awarelr.schedules.warmup import Warmup
from awarelr.schedules.warmup_stable_decay import WarmupStableDecay

__all__ = [
    "Aware",
    "Bounded",
    "Chain",
    "ConditionBased",
    "Constant",
    "Cosine",
    "Exponential",
    "InverseScaling",
    "OneCycle",
    "Polynomial",
    "RatioBased",
    "ReduceOnPlateau",
    "RobustRatio",
    "Schedule",
    "ScheduleState",
    "Stage",
    "Step",
    "Warmup",
    "WarmupStableDecay",
    "build",
    "describe",
    "named",
    "simulate",
]
