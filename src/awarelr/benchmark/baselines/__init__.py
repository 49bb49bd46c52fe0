"""What is compared, one a file, AwareLR among them; `BASELINES` is the registry by name.

Planned schedules come first, then schedules that adapt the LR given, then optimizers that adapt it or need none, the
house's own last.
"""

from awarelr.benchmark.baselines.aware import AwareBaseline
from awarelr.benchmark.baselines.baseline import Baseline, Control
from awarelr.benchmark.baselines.condition_based import ConditionBasedBaseline
from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.baselines.cosine import CosineBaseline
from awarelr.benchmark.baselines.d_adaptation import DAdaptationBaseline
from awarelr.benchmark.baselines.dog import DogBaseline
from awarelr.benchmark.baselines.dowg import DowgBaseline
from awarelr.benchmark.baselines.greedy import GreedyBaseline
from awarelr.benchmark.baselines.hypergradient import HypergradientBaseline
from awarelr.benchmark.baselines.linear import LinearBaseline
from awarelr.benchmark.baselines.mechanic import MechanicBaseline
from awarelr.benchmark.baselines.momo import MomoBaseline
from awarelr.benchmark.baselines.one_cycle import OneCycleBaseline
from awarelr.benchmark.baselines.plateau import PlateauBaseline
from awarelr.benchmark.baselines.prodigy import ProdigyBaseline
from awarelr.benchmark.baselines.ratio_based import RatioBasedBaseline
from awarelr.benchmark.baselines.robust_ratio import RobustRatioBaseline
from awarelr.benchmark.baselines.schedule_free import ScheduleFreeBaseline
from awarelr.benchmark.baselines.wsd import WsdBaseline

__all__ = ["BASELINES", "Baseline", "Control"]

_ALL: tuple[Baseline, ...] = (
    ConstantBaseline(),
    CosineBaseline(),
    LinearBaseline(),
    WsdBaseline(),
    OneCycleBaseline(),
    PlateauBaseline(),
    GreedyBaseline(),
    GreedyBaseline(name="greedy_fair", fair=True),
    HypergradientBaseline(),
    RatioBasedBaseline(),
    RobustRatioBaseline(),
    ConditionBasedBaseline(),
    ScheduleFreeBaseline(),
    MomoBaseline(),
    ProdigyBaseline(),
    DAdaptationBaseline(),
    MechanicBaseline(),
    DogBaseline(),
    DowgBaseline(),
    AwareBaseline(),
)
BASELINES: dict[str, Baseline] = {baseline.name: baseline for baseline in _ALL}
"""Every baseline by name."""
