"""A snapshot of a training: parameters, optimizer state, buffers and loss scaler."""

import copy
import operator
from collections.abc import Mapping
from typing import Any, final

import torch
from torch import Tensor

from awarelr.errors import ConflictError, SettingError
from awarelr.sensors.torch_pieces import like, piece
from awarelr.torch.ranks import ranks_of, reshard

__all__ = ["Snapshot", "Training", "bare", "broadcast", "matching"]


@final
class Training:
    """What a snapshot is taken of and put back to.

    Args:
        optimizer: the optimizer; groups and state are looked up at every use.
        model: the model, for its buffers (BatchNorm); None if there is none.
        scaler: the GradScaler; None if there is none.

    Raises:
        SettingError: the model is none; some groups of the optimizer maximize, and others do not.
    """

    def __init__(self, optimizer: torch.optim.Optimizer, model: object, scaler: "torch.amp.GradScaler | None") -> None:
        """Keep the three."""
        if model is not None and not isinstance(model, torch.nn.Module):
            message = (
                f"model must be a torch.nn.Module or None, got {type(model).__name__}. "
                f"Pass the model itself, not its parameters."
            )
            raise SettingError(message)
        self.optimizer = optimizer
        self.model: torch.nn.Module | None = model
        self.scaler = scaler
        self._watched = self.parameters()
        self.ranks = ranks_of(model, self._watched)
        self._dropped: list[tuple[Tensor, Tensor]] = []
        uphill = [bool(group.get("maximize")) for group in optimizer.param_groups]
        if len(set(uphill)) > 1:
            message = (
                f"maximize must be the same in all parameter groups, got {uphill}. One learning rate cannot serve a "
                f"group that climbs and one that descends: build an optimizer and a scheduler for each."
            )
            raise SettingError(message)

    @property
    def at_hand(self) -> bool:
        """True if gradients can be read before a step without waiting for anybody: an accelerator, or other ranks."""
        whole = self.ranks is None or not self.ranks.in_pieces
        return whole and all(each.device.type == "cpu" for each in self.parameters())

    @property
    def maximizes(self) -> bool:
        """True if the optimizer steps along the gradient, not against it."""
        return bool(self.optimizer.param_groups[0].get("maximize"))

    def parameters(self) -> list[Tensor]:
        """Return the parameters of all groups, in order."""
        return [parameter for group in self.optimizer.param_groups for parameter in group["params"]]

    @property
    def as_watched(self) -> bool:
        """True while the parameters watched are still the optimizer's first ones, in their order."""
        return _begins_with(self.parameters(), self._watched)

    def watch_added(self) -> list[Tensor]:
        """Return the parameters that came after those watched, and watch them from now on.

        Raises:
            ConflictError: others have come between those watched, or in the place of one.
        """
        present, known = self.parameters(), self._watched
        if not _begins_with(present, known):
            raise self.exchanged()
        self._watched = present
        return present[len(known) :]

    def exchanged(self) -> ConflictError:
        """Return the error of an optimizer in whose groups parameters were exchanged."""
        return ConflictError(
            "optimizer must keep its parameters while a scheduler watches them, got others in the place of some, or "
            "between them: what is kept of their weights fits no more. Add some with optimizer.add_param_group(), or "
            "close this scheduler and build one on the optimizer as it is now."
        )

    def buffers(self) -> dict[str, Tensor]:
        """Return the model's buffers by name; not those that are a broadcast view, which nobody can write to."""
        if self.model is None:
            return {}
        return {bare(name): buffer for name, buffer in self.model.named_buffers() if not broadcast(buffer)}

    def beside(self) -> dict[str, Tensor]:
        """Return by name what the model holds beside the optimizer's parameters: others' parameters, and buffers."""
        if self.model is None:
            return {}
        self.reshard()
        ours = {id(each) for each in self.parameters()}
        others = {bare(name): each for name, each in self.model.named_parameters() if id(each) not in ours}
        return {**others, **self.buffers()}

    def reshard(self) -> None:
        """Have a sharded model let go of whole weights, before its own are looked for, or changed."""
        if self.ranks is not None and self.ranks.in_pieces and self.model is not None:
            reshard(self.model)

    def drop_gradients(self) -> None:
        """Take all gradients away, so that the optimizer does nothing; an LR of 0 would still move its state."""
        self._dropped = [(each, each.grad) for each in self.parameters() if each.grad is not None]
        for parameter, _ in self._dropped:
            parameter.grad = None

    def give_back_gradients(self) -> None:
        """Put zeros where `drop_gradients` took gradients away: loops that look at them after the step find some."""
        for parameter, gradient in self._dropped:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(gradient)
        self._dropped = []

    def zero_gradients(self) -> None:
        """Replace all gradients by zeros: loops that look at them after a step still find some."""
        for parameter in self.parameters():
            if parameter.grad is not None:
                parameter.grad = torch.zeros_like(parameter.grad)


def _begins_with(present: list[Tensor], known: list[Tensor]) -> bool:
    return len(present) >= len(known) and all(map(operator.is_, known, present))


def matching(present: Mapping[str, Tensor], kept: Mapping[str, Tensor]) -> list[tuple[Tensor, Tensor]]:
    """Pair tensors with the value that was ``kept`` of each; none that is new or of another shape by now."""
    here = {name: piece(each) for name, each in present.items() if name in kept}
    return [(each, kept[name]) for name, each in here.items() if kept[name].shape == each.shape]


def bare(name: str) -> str:
    """Return a name without what DataParallel and `torch.compile` put before it: they come and go between two runs."""
    return name.replace("_orig_mod.", "").removeprefix("module.")


def broadcast(buffer: Tensor) -> bool:
    """True if several entries share one place in memory, as ``expand`` has it."""
    return buffer.layout is torch.strided and any(
        size > 1 and step == 0 for size, step in zip(buffer.shape, buffer.stride(), strict=True)
    )


@final
class Snapshot:
    """Weights, optimizer state, buffers and loss scaler at one reading; exact copies, never changed in place.

    Args:
        data: what `capture` or `save` returned.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Keep the data."""
        self._data: dict[str, Any] = {
            "parameters": list(data["parameters"]),
            "state": list(data["state"]),
            "buffers": dict(data["buffers"]),
            "scaler": data["scaler"],
        }

    @property
    def parameters(self) -> list[Tensor]:
        """The parameters at that reading."""
        parameters: list[Tensor] = self._data["parameters"]
        return parameters

    @classmethod
    @torch.no_grad()
    def capture(cls, training: Training) -> "Snapshot":
        """Copy everything that the next step may change."""
        state = training.optimizer.state
        parameters = training.parameters()
        return cls(
            {
                "parameters": [piece(parameter).detach().clone() for parameter in parameters],
                "state": [_copied(state[each]) if each in state else None for each in parameters],
                "buffers": {name: piece(buffer).detach().clone() for name, buffer in training.buffers().items()},
                "scaler": None if training.scaler is None else copy.deepcopy(training.scaler.state_dict()),
            }
        )

    @torch.no_grad()
    def restore(self, training: Training) -> None:
        """Put everything back, in place. Parameters added since, which it does not know, stay as they are."""
        data = self._data
        optimizer = training.optimizer
        training.reshard()
        for parameter, weights, state in zip(training.parameters(), data["parameters"], data["state"], strict=False):
            piece(parameter).copy_(weights)
            if state is None:
                optimizer.state.pop(parameter, None)
            else:
                _put_back(optimizer.state[parameter], state, parameter)
        self.restore_buffers(training)
        if data["scaler"] and training.scaler is not None:  # a disabled scaler has an empty state
            training.scaler.load_state_dict(data["scaler"])

    @torch.no_grad()
    def restore_buffers(self, training: Training) -> None:
        """Put the buffers back, such as BatchNorm's running statistics."""
        for buffer, value in matching(training.buffers(), self._data["buffers"]):
            buffer.copy_(value)

    def fits(self, training: Training) -> bool:
        """True if the optimizer holds the same kinds of state: another one could not go on from what is kept."""
        present = training.optimizer.state
        pairs = zip(training.parameters(), self._data["state"], strict=False)
        return all(not kept or kept.keys() == present.get(each, {}).keys() for each, kept in pairs)

    def extended(self, training: Training) -> "Snapshot":
        """Return the snapshot with parameters added since, as they are now."""
        added = training.parameters()[len(self.parameters) :]
        return Snapshot(
            {
                **self._data,
                "parameters": [*self.parameters, *(piece(each).detach().clone() for each in added)],
                "state": [*self._data["state"], *(None for _ in added)],
            }
        )

    def moved(self, training: Training) -> "Snapshot":
        """Return the snapshot on the devices of the parameters, as after loading it from a file."""
        devices = [parameter.device for parameter in training.parameters()]
        moved = {
            name: [_moved(value, device) for value, device in zip(self._data[name], devices, strict=True)]
            for name in ("parameters", "state")
        }
        return Snapshot({**self._data, **moved})

    def save(self) -> dict[str, Any]:
        """Return tensors and plain types."""
        return {name: copy.copy(value) for name, value in self._data.items()}


def _copied(value: Any) -> Any:  # noqa: ANN401 - an optimizer's state holds anything
    if isinstance(value, Tensor):
        return piece(value).detach().clone()
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_copied(each) for each in value)
    return copy.deepcopy(value)


def _moved(value: Any, device: torch.device) -> Any:  # noqa: ANN401
    """Move tensors of more than one element; optimizers keep step counts on the host."""
    if isinstance(value, Tensor):
        return value.to(device) if value.dim() else value
    if isinstance(value, Mapping):
        return {key: _moved(each, device) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_moved(each, device) for each in value)
    return value


def _put_back(target: dict[Any, Any], saved: Mapping[Any, Any], parameter: Tensor) -> None:
    for key in [key for key in target if key not in saved]:
        del target[key]
    for key, value in saved.items():
        current = target.get(key)
        here = piece(current) if isinstance(current, Tensor) else None
        if isinstance(value, Tensor) and here is not None and here.shape == value.shape:
            here.copy_(value)
        else:
            target[key] = like(parameter, value.clone()) if isinstance(value, Tensor) else _copied(value)
