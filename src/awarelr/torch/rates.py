"""The LRs of an optimizer's parameter groups: one leading LR, ratios kept."""

from dataclasses import dataclass
from typing import Any, final

import torch

from awarelr.errors import SettingError

__all__ = ["Found", "GroupRates"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An LR that somebody else wrote.

    Args:
        written: leading LR that we wrote.
        found: leading LR that was there instead.
    """

    written: float
    found: float


@final
class GroupRates:
    """Writes one LR to every parameter group, each at its own ratio, and notices when somebody else does.

    The leading LR is the largest one given. A group at LR 0 is left alone. Groups are looked up at every use, because
    loading an optimizer replaces them.

    Args:
        optimizer: any torch optimizer.

    Raises:
        SettingError: there is no parameter, or no group has a positive finite LR.
    """

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        """Take the LRs now in place as the base."""
        self._optimizer = optimizer
        groups = optimizer.param_groups
        if not any(group["params"] for group in groups):
            message = "optimizer must hold at least one parameter, got none. Pass model.parameters() that are not empty."
            raise SettingError(message)
        self.base_lrs = [_lr_of(group) for group in groups]
        for position, lr in enumerate(self.base_lrs):
            if not 0.0 <= lr < float("inf"):
                message = (
                    f"lr of parameter group {position} must be a finite number from 0, got {lr!r}. "
                    f"Any value within a factor of 10,000 of a good one will do, such as 1e-3."
                )
                raise SettingError(message)
        self.lead = max(self.base_lrs)
        if self.lead == 0.0:
            message = (
                "lr must be above 0 in at least one parameter group, got 0 in all. "
                "From 0 no learning rate can be raised: pass a small positive one, such as 1e-6."
            )
            raise SettingError(message)
        self._ratios = [lr / self.lead for lr in self.base_lrs]
        self._seen: list[float] | None = None

    def write(self, lr: float) -> None:
        """Write the leading LR; tensors are filled in place, so that nothing is recompiled."""
        for group, ratio in zip(self._optimizer.param_groups, self._ratios, strict=False):
            if ratio:
                current = group["lr"]
                if isinstance(current, torch.Tensor):
                    current.fill_(ratio * lr)
                else:
                    group["lr"] = ratio * lr
        self._written = lr
        self._seen = self.current()

    def write_momentum(self, momentum: float) -> None:
        """Write the momentum: Adam's first beta, or what the optimizer calls momentum."""
        for group in self._optimizer.param_groups:
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            elif "momentum" in group:
                group["momentum"] = momentum

    def current(self) -> list[float]:
        """Return the LR now in place, for each group."""
        return [_lr_of(group) for group in self._optimizer.param_groups]

    def adopt_new_groups(self) -> list[dict[str, Any]]:
        """Take in groups added since; their LR counts beside the base LRs, as if it had been there from the start."""
        groups = self._optimizer.param_groups
        added = groups[len(self._ratios) :]
        for group in added:
            base = float(group.get("initial_lr", _lr_of(group)))
            self.base_lrs.append(base)
            self._ratios.append(base / self.lead)
        if added and self._seen is not None:
            self.write(self._written)
        return added

    def look(self) -> Found | None:
        """Return the LR that somebody else wrote since our last write; ratios that they changed are kept."""
        if self._seen is None:
            return None
        now = self.current()
        if now == self._seen:
            return None
        leader = max(range(len(self._seen)), key=self._seen.__getitem__)
        found = now[leader] / self._ratios[leader]
        if found > 0.0:
            self._ratios = [lr / found for lr in now]
        self._seen = now
        return Found(written=self._written, found=found)

    def save(self) -> dict[str, Any]:
        """Return base LRs, ratios and the LR written, as plain types."""
        return {"base_lrs": list(self.base_lrs), "ratios": list(self._ratios), "lead": self.lead}

    def load(self, data: dict[str, Any]) -> None:
        """Take over what `save` returned."""
        self.base_lrs = list(data["base_lrs"])
        self._ratios = list(data["ratios"])
        self.lead = data["lead"]


def _lr_of(group: dict[str, Any]) -> float:
    return float(group["lr"])
