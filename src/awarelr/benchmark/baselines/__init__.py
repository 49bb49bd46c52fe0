"""What is compared, one a file, AwareLR among them; `BASELINES` is the registry by name."""

from awarelr.benchmark.baselines.aware import AwareBaseline
from awarelr.benchmark.baselines.baseline import Baseline, Control
from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.baselines.cosine import CosineBaseline

__all__ = ["BASELINES", "Baseline", "Control"]

BASELINES: dict[str, Baseline] = {
    baseline.name: baseline for baseline in (ConstantBaseline(), CosineBaseline(), AwareBaseline())
}
"""Every baseline by name."""
