"""The weights at the best validation loss, kept until better ones come."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor

from awarelr.schedules.nesting import innermost
from awarelr.schedules.reduce_on_plateau import ReduceOnPlateau
from awarelr.schedules.wrapping import Inner
from awarelr.sensors.torch_pieces import piece
from awarelr.torch.snapshot import Training, bare, matching

__all__ = ["BestValidation", "BestWeights", "wants_higher"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BestValidation:
    """Which validation the kept weights are those of.

    Args:
        loss: the validation loss, as it was handed over.
        step: optimizer steps made by then.
    """

    loss: float
    step: int


@final
class BestWeights:
    """The model's trained parameters and buffers at the best validation loss; `Snapshot` is what a rollback needs.

    Those that another optimizer trains are kept too: half of a model is not what was validated.

    Args:
        training: where the weights are taken from and put back to.
        higher: True where a higher figure is better, such as an accuracy.
    """

    def __init__(self, training: Training, *, higher: bool) -> None:
        """Keep nothing yet."""
        self._training = training
        self._higher = higher
        self._parameters: list[Tensor] = []
        self._beside: dict[str, Tensor] = {}
        self.validation: BestValidation | None = None
        """The validation of the weights kept; None before the first finite one."""

    def offer(self, loss: float, step: int) -> None:
        """Keep a copy of the weights now in place if their loss is finite and better than every one before.

        Where each rank holds pieces of them the mean of all ranks' losses counts: all have to come here.

        Args:
            loss: their validation loss.
            step: optimizer steps made so far.
        """
        ranks = self._training.ranks
        if ranks is not None and ranks.in_pieces:
            loss = float(ranks.mean(torch.tensor(loss, dtype=torch.float64)))
        if not (math.isfinite(loss) and self._better(loss)):
            return
        self.forget()  # first: there is never more than one copy
        with torch.inference_mode(mode=False), torch.no_grad():  # evaluated in it, but to be put back outside
            self._parameters = [_copy(each) for each in self._training.parameters()]
            beside = self._training.beside().items()
            self._beside = {name: _copy(each) for name, each in beside if _moves(each)}
        self.validation = BestValidation(loss=loss, step=step)

    def forget(self) -> None:
        """Let go of what is kept; the next finite validation counts as the first."""
        self.validation = None
        self._parameters, self._beside = [], {}

    def extend(self) -> None:
        """Take in parameters added since: as they were at the validation if they are known of then, else as now."""
        if self.validation is None:
            return
        model = self._training.model
        self._training.reshard()
        names = {} if model is None else {id(each): bare(name) for name, each in model.named_parameters()}
        for each in self._training.parameters()[len(self._parameters) :]:
            known = self._beside.pop(names.get(id(each), ""), None)
            self._parameters.append(_copy(each) if known is None else known)

    def pairs(self) -> list[tuple[Tensor, Tensor]]:
        """Return every parameter and buffer with the value kept of it."""
        return [
            *zip(map(piece, self._training.parameters()), self._parameters, strict=False),  # others may be new
            *matching(self._training.beside(), self._beside),
        ]

    def save(self) -> dict[str, Any] | None:
        """Return tensors and plain types; None where nothing is kept."""
        if self.validation is None:
            return None
        return {
            "loss": self.validation.loss,
            "step": self.validation.step,
            "parameters": list(self._parameters),
            "beside": dict(self._beside),
        }

    def loaded(self, data: Mapping[str, Any] | None) -> "BestWeights":
        """Return what `save` returned, on the devices where parameters and buffers are; this stays as it is."""
        twin = BestWeights(self._training, higher=self._higher)
        if data is not None:
            beside = self._training.beside()
            places = [each.device for each in self._training.parameters()]
            twin._parameters = [each.to(place) for each, place in zip(data["parameters"], places, strict=True)]
            twin._beside = {
                name: each.to(beside[name].device) if name in beside else each for name, each in data["beside"].items()
            }
            twin.validation = BestValidation(loss=float(data["loss"]), step=int(data["step"]))
        return twin

    def _better(self, loss: float) -> bool:
        if self.validation is None:
            return True
        return loss > self.validation.loss if self._higher else loss < self.validation.loss


def _copy(tensor: Tensor) -> Tensor:
    return piece(tensor).detach().clone()


def _moves(tensor: Tensor) -> bool:
    """True for buffers and trained parameters: frozen ones, such as those under an adapter, need no copy."""
    return tensor.requires_grad or not isinstance(tensor, torch.nn.Parameter)


def wants_higher(schedule: Inner) -> bool:
    """True if a schedule, or one that it wraps, takes a higher metric for the better one.

    Args:
        schedule: any schedule; only `ReduceOnPlateau` has a say, with ``mode="max"``.
    """
    return any(isinstance(each, ReduceOnPlateau) and each.mode == "max" for each, _ in innermost(schedule))
