"""The LRs of an optimizer's parameter groups: one leading LR, ratios kept."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, final

import torch

from awarelr.core.foreign import Found, differ, ratios_after
from awarelr.errors import SettingError

__all__ = ["GroupRates"]


@final
class GroupRates:
    """Writes one LR to every parameter group, each at its own ratio, and notices when somebody else does.

    The leading LR is the largest one given, and the one that bounds hold for; groups that come to lie above it, added
    later or by somebody else's hand, are kept below the ceiling. A group at LR 0 is left alone. Groups are
    looked up at every use, because loading an optimizer replaces them; LRs in tensors are read only after somebody else
    touched them, so that an accelerator is not waited for.

    Args:
        optimizer: any torch optimizer.
        ceiling: LR that is never written to any group.

    Raises:
        SettingError: there is no parameter, or no group has a positive finite LR.
    """

    def __init__(self, optimizer: torch.optim.Optimizer, *, ceiling: float = math.inf) -> None:
        """Take the LRs now in place as the base."""
        self._optimizer, self._ceiling = optimizer, ceiling
        _check_given(optimizer)
        self.base_lrs = self.current()
        _check(optimizer, self.base_lrs)
        self.lead = self.in_force = max(self.base_lrs)
        """``in_force``: the leading LR that the next step uses, as far as it is known."""
        self._ratios = [lr / self.lead for lr in self.base_lrs]
        self._contested = self._found = False
        self._remember(self.base_lrs)

    def write(self, lr: float) -> None:
        """Write the leading LR; tensors are filled in place, so that nothing is recompiled."""
        self._place(self._rates(self._ratios, lr), 0)
        self.in_force = lr
        self._contested, self._found = self._found, False

    def write_momentum(self, momentum: float) -> None:
        """Write the momentum: Adam's first beta, or what the optimizer calls momentum.

        An optimizer that has begun without any and keeps no buffer for it (RMSprop) is left alone.
        """
        for group in self._optimizer.param_groups:
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            elif "momentum" in group and (group["momentum"] or not self._began_without(group)):
                group["momentum"] = momentum

    def _began_without(self, group: Mapping[str, Any]) -> bool:
        states = [self._optimizer.state.get(parameter) for parameter in group["params"]]
        return any(state and "momentum_buffer" not in state for state in states)

    def current(self) -> list[float]:
        """Return the LR now in place, for each group."""
        return [float(group["lr"]) for group in self._optimizer.param_groups]

    def adopt_new_groups(self, *, act: bool) -> list[torch.Tensor]:
        """Take in groups added since, and return their parameters.

        An LR up to the leading one given at the start counts beside that, as if it had been there from the start. A
        higher one is thought of beside the LR in force, should that have risen: nobody gives a group 20,000.
        """
        known = len(self._ratios)
        added = self._optimizer.param_groups[known:]
        if not added:
            return []
        lrs = [float(group.get("initial_lr", group["lr"])) for group in added]
        bases = [lr if lr <= self.lead else lr * min(self.lead / self.in_force, 1.0) for lr in lrs]
        self.base_lrs.extend(bases)
        self._ratios.extend(base / self.lead for base in bases)
        self._remember([*self._seen, *lrs])
        if act:
            self._place(self._rates(self._ratios[known:], self.in_force), known)
        return [parameter for group in added for parameter in group["params"]]

    def look(self) -> Found | None:
        """Return the LR that somebody else wrote since our last write; ratios that they changed are kept.

        Somebody who writes the same LR again and again is noticed as long as they did so before the last write, too.
        """
        groups = self._optimizer.param_groups[: len(self._seen)]
        fresh = [_touched(group["lr"], mark) for group, mark in zip(groups, self._marks, strict=True)]
        if not any(fresh):
            return None
        pairs = zip(groups, self._seen, fresh, strict=True)
        now = [float(group["lr"]) if touched else seen for group, seen, touched in pairs]
        seen = self._seen
        changed = [position for position, lr in enumerate(now) if differ(lr, seen[position])]
        leader = max(range(len(seen)), key=seen.__getitem__)
        self._remember(now)
        leads = leader in changed or (self._contested and fresh[leader])
        if not changed and not leads:
            return None
        if leads:
            found = Found(written=self.in_force, found=now[leader] / self._ratios[leader], leads=True)
            self.in_force, self._found = found.found, True
        else:
            found = Found(written=seen[changed[0]], found=now[changed[0]], leads=False)
        self._ratios = ratios_after(self._ratios, now, self.in_force)
        return found

    def save(self) -> dict[str, Any]:
        """Return everything as plain types, the LRs in place included; as last seen where groups were taken away."""
        current = self.current()[: len(self._ratios)]
        return {
            "base_lrs": list(self.base_lrs),
            "ratios": list(self._ratios),
            "lead": self.lead,
            "in_force": self.in_force,
            "current": current if len(current) == len(self._ratios) else list(self._seen),
            "contested": self._contested,
        }

    def load(self, data: Mapping[str, Any], *, act: bool) -> None:
        """Take over what `save` returned, and put the LRs of then in place if ``act`` says so.

        Nothing is changed if that is not possible.
        """
        lists = [[float(each) for each in data[name]] for name in ("base_lrs", "ratios", "current")]
        lead, in_force, contested = float(data["lead"]), float(data["in_force"]), bool(data["contested"])
        self.base_lrs, self._ratios, lrs = lists
        self.lead, self.in_force = lead, in_force
        self._contested, self._found = contested, False
        self._remember(lrs)
        if act:
            self._place(lrs, 0, every=True)

    def _rates(self, ratios: Sequence[float], lr: float) -> list[float]:
        return [min(ratio * lr, self._ceiling) for ratio in ratios]

    def _place(self, lrs: Sequence[float], first: int, *, every: bool = False) -> None:
        """Put LRs into the groups from ``first`` on; groups at ratio 0 are left alone unless ``every`` is True."""
        groups, defaults = self._optimizer.param_groups, self._optimizer.defaults
        taken = {id(group["lr"]) for group in groups[:first]}
        for position, (group, lr) in enumerate(zip(groups[first:], lrs, strict=False), first):
            if not (every or self._ratios[position]):
                continue
            current = group["lr"]
            if isinstance(current, torch.Tensor):
                if id(current) == id(defaults.get("lr")):  # which groups added later begin with
                    defaults["lr"] = current.clone()
                if id(current) in taken:  # torch puts one tensor into all groups
                    current = group["lr"] = current.clone()
                taken.add(id(current))
                current.fill_(lr)
                lr = torch.tensor(lr, dtype=current.dtype).item()  # noqa: PLW2901 - as the tensor rounds it
            else:
                group["lr"] = lr
            self._seen[position], self._marks[position] = lr, _mark(group["lr"])

    def _remember(self, lrs: Sequence[float]) -> None:
        """Take these for the LRs in place."""
        self._seen = list(lrs)
        self._marks = [_mark(group["lr"]) for group in self._optimizer.param_groups[: len(lrs)]]


def _mark(lr: object) -> tuple[object, int]:
    """Return which object holds an LR, and how often a tensor was written: a foreign write changes one of them."""
    return lr, lr._version if isinstance(lr, torch.Tensor) else 0  # noqa: SLF001 - torch's only name for it


def _touched(lr: object, mark: tuple[object, int]) -> bool:
    return lr is not mark[0] or _mark(lr)[1] != mark[1]


def _check_given(optimizer: torch.optim.Optimizer) -> None:
    for position, group in enumerate(optimizer.param_groups):
        if group.get("lr") is None:
            message = (
                f"lr of parameter group {position} must be a finite number from 0, got None: the optimizer sets its "
                f"own. Give it one (transformers' Adafactor: lr=1e-3, relative_step=False)."
            )
            raise SettingError(message)


def _check(optimizer: torch.optim.Optimizer, lrs: Sequence[float]) -> None:
    if not any(group["params"] for group in optimizer.param_groups):
        message = "optimizer must hold at least one parameter, got none. Pass model.parameters() that are not empty."
        raise SettingError(message)
    for position, lr in enumerate(lrs):
        if not 0.0 <= lr < float("inf"):
            message = (
                f"lr of parameter group {position} must be a finite number from 0, got {lr!r}. "
                f"Any value within a factor of 10,000 of a good one will do, such as 1e-3."
            )
            raise SettingError(message)
    if max(lrs) == 0.0:
        message = (
            "lr must be above 0 in at least one parameter group, got 0 in all. "
            "From 0 no learning rate can be raised: pass a small positive one, such as 1e-6."
        )
        raise SettingError(message)
