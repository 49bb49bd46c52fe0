"""A snapshot of a training: parameters, optimizer state, buffers and loss scaler."""

import copy
from collections.abc import Mapping
from typing import Any, final

import torch
from torch import Tensor

__all__ = ["Snapshot", "Training"]


@final
class Training:
    """What a snapshot is taken of and put back to.

    Args:
        optimizer: the optimizer; groups and state are looked up at every use.
        model: the model, for its buffers (BatchNorm); None if there is none.
        scaler: the GradScaler; None if there is none.
    """

    def __init__(
        self, optimizer: torch.optim.Optimizer, model: torch.nn.Module | None, scaler: "torch.amp.GradScaler | None"
    ) -> None:
        """Keep the three."""
        self.optimizer = optimizer
        self.model = model
        self.scaler = scaler

    def parameters(self) -> list[Tensor]:
        """Return the parameters of all groups, in order."""
        return [parameter for group in self.optimizer.param_groups for parameter in group["params"]]

    def buffers(self) -> dict[str, Tensor]:
        """Return the model's buffers by name."""
        return {} if self.model is None else dict(self.model.named_buffers())


@final
class Snapshot:
    """Weights, optimizer state, buffers and loss scaler at one reading; exact copies.

    Args:
        data: what `capture` or `save` returned.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        """Keep the data."""
        self._data = data

    @property
    def marks(self) -> list[Tensor]:
        """The coordinates that the sensor read at that reading."""
        marks: list[Tensor] = self._data["marks"]
        return marks

    @classmethod
    @torch.no_grad()
    def capture(cls, training: Training, marks: list[Tensor]) -> "Snapshot":
        """Copy everything that the next step may change; ``marks`` are the coordinates that the sensor read."""
        state = training.optimizer.state
        parameters = training.parameters()
        return cls(
            {
                "parameters": [parameter.detach().clone() for parameter in parameters],
                "state": [_copied(state[each]) if each in state else None for each in parameters],
                "buffers": {name: buffer.detach().clone() for name, buffer in training.buffers().items()},
                "marks": marks,
                "scaler": None if training.scaler is None else copy.deepcopy(training.scaler.state_dict()),
            }
        )

    @torch.no_grad()
    def restore(self, training: Training) -> None:
        """Put everything back, in place. Parameters unknown at the snapshot stay as they are."""
        data = self._data
        optimizer = training.optimizer
        for parameter, weights, state in zip(training.parameters(), data["parameters"], data["state"], strict=False):
            parameter.copy_(weights)
            if state is None:
                optimizer.state.pop(parameter, None)
            else:
                _put_back(optimizer.state[parameter], state)
        self.restore_buffers(training)
        if data["scaler"] is not None and training.scaler is not None:
            training.scaler.load_state_dict(data["scaler"])

    @torch.no_grad()
    def restore_buffers(self, training: Training) -> None:
        """Put the buffers back, such as BatchNorm's running statistics."""
        for name, buffer in training.buffers().items():
            if name in self._data["buffers"]:
                buffer.copy_(self._data["buffers"][name])

    def extend(self, training: Training) -> None:
        """Take in parameters added since, as they are now."""
        known = len(self._data["parameters"])
        added = training.parameters()[known:]
        self._data["parameters"].extend(parameter.detach().clone() for parameter in added)
        self._data["state"].extend(None for _ in added)

    def to(self, training: Training) -> "Snapshot":
        """Move the snapshot to the devices of the parameters, as after loading it from a file."""
        devices = [parameter.device for parameter in training.parameters()]
        for name in ("parameters", "state"):
            self._data[name] = [
                _moved(value, device) for value, device in zip(self._data[name], devices, strict=True)
            ]
        return self

    def save(self) -> dict[str, Any]:
        """Return tensors and plain types."""
        return dict(self._data)


def _copied(value: Any) -> Any:  # noqa: ANN401 - an optimizer's state holds anything
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    return copy.deepcopy(value)


def _moved(value: Any, device: torch.device) -> Any:  # noqa: ANN401
    """Move tensors of more than one element; optimizers keep step counts on the host."""
    if isinstance(value, Tensor):
        return value.to(device) if value.dim() else value
    if isinstance(value, Mapping):
        return {key: _moved(each, device) for key, each in value.items()}
    return value


def _put_back(target: dict[Any, Any], saved: Mapping[Any, Any]) -> None:
    for key in [key for key in target if key not in saved]:
        del target[key]
    for key, value in saved.items():
        current = target.get(key)
        if isinstance(value, Tensor) and isinstance(current, Tensor) and current.shape == value.shape:
            current.copy_(value)
        else:
            target[key] = _copied(value)
