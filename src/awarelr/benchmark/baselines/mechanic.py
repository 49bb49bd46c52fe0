"""A tuner around any optimizer, which scales its steps by what they would have earned."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["MechanicBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MechanicBaseline:
    """Mechanic around the task's own optimizer; `DAdaptationBaseline` estimates a distance instead.

    Followed: base LR 1, of which its authors say that it may be anything; their defaults; no schedule, as in their
    example. They allow any, and a cosine, with warm-up or without, did worse on most tasks (docs/decisions/0040).
    Everything else is the task's optimizer's. The LR recorded is the sum of its scales.

    Args:
        name: key in the registry.
        lr_free: it takes no LR.

    Source: Cutkosky, Defazio and Mehta, "Mechanic", 2023; package mechanic-pytorch, 0.0.1.
    """

    name: str = "mechanic"
    lr_free: bool = True

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it.

        Raises:
            MissingExtraError: the package is absent.
        """
        try:
            from mechanic_pytorch import mechanize  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("mechanic_pytorch", "bench", "The baseline mechanic") from error
        groups = [{**group, "lr": 1.0} for group in optimizer.param_groups]
        own = mechanize(type(optimizer))(groups, lr=1.0)

        def rate() -> float:
            scales = own.state["_mechanic"]["s"] if "_mechanic" in own.state else None
            return 0.0 if scales is None else float(scales.sum())

        return SteeredControl(model=model, optimizer=own, rate=rate)
