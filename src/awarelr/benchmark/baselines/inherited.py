"""What a baseline with an optimizer of its own takes over from the task's."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import SGD, AdamW, Optimizer

__all__ = ["Inherited", "inherit"]

_BETAS = (0.9, 0.999)
_EPS = 1e-8


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """The settings of the task's optimizer, as far as rivals have a place for them.

    Args:
        parameters: what is trained, all groups together.
        lr: the LR that the run was given.
        adam: whether it scales each coordinate by past gradients, as Adam, RMSprop and Adagrad do; else it is SGD.
        momentum: SGD's momentum; 0 for Adam.
        betas: Adam's; its defaults for any other.
        eps: added to the scale of a coordinate; Adam's default for SGD.
        weight_decay: as given to the optimizer.
        decoupled: whether the weight decay leaves the gradient alone, as AdamW's.
    """

    parameters: list[nn.Parameter]
    lr: float
    adam: bool
    momentum: float
    betas: tuple[float, float]
    eps: float
    weight_decay: float
    decoupled: bool

    @property
    def undamped_lr(self) -> float:
        """The LR that moves the weights as far without momentum: torch's momentum makes a step 1 / (1 - momentum) long.

        For rivals whose momentum is an average, which makes no step longer.
        """
        return self.lr / (1.0 - self.momentum)


def inherit(optimizer: Optimizer) -> Inherited:
    """Return what can be taken over; groups with settings of their own get those of the first.

    Args:
        optimizer: the task's, SGD or Adam or near kin.
    """
    first = optimizer.param_groups[0]
    adam = not isinstance(optimizer, SGD)
    return Inherited(
        parameters=[parameter for group in optimizer.param_groups for parameter in group["params"]],
        lr=float(first["lr"]),
        adam=adam,
        momentum=0.0 if adam else float(first.get("momentum", 0.0)),
        betas=first.get("betas", _BETAS),
        eps=float(first.get("eps", _EPS)),
        weight_decay=float(first.get("weight_decay", 0.0)),
        decoupled=isinstance(optimizer, AdamW) or bool(first.get("decoupled_weight_decay", False)),
    )
