"""DoG with gradients weighted by the distance that they were taken at."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["DowgBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DowgBaseline:
    """Distance over weighted gradients, SGD's step on every task; `DogBaseline` weights them all alike.

    **Always SGD's step, without momentum or weight decay**, on every task: the package has neither. Followed: its one
    default. The LR recorded is that of the step before.

    It raises its step to about 1.3 on the digits networks within 150 steps and leaves every unit dead, at the loss of
    guessing. That is the method: the package's step is the paper's Algorithm 1, and line by line that of the authors'
    repository (docs/decisions/0040).

    Args:
        name: key in the registry.
        lr_free: it takes no LR.

    Source: Khaled, Mishchenko and Jin, "DoWG unleashed", 2023; the first author's package dowgopt, 0.13. (The package
    dowg is somebody else's, clips gradients, and is imported under the same name.)
    """

    name: str = "dowg"
    lr_free: bool = True

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from dowg import DoWG  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("dowg", "bench", "The baseline dowg") from error
        own = DoWG(inherit(optimizer).parameters)

        def rate() -> float:
            return float(own.state["rt2"] / own.state["vt"].sqrt()) if "vt" in own.state else 0.0

        return SteeredControl(model=model, optimizer=own, rate=rate)
