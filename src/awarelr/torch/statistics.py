"""BatchNorm's running statistics: which layers the training leaves alone, and estimating those of the others."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, final

import torch
from torch import Tensor

from awarelr.torch.averaging import put
from awarelr.torch.snapshot import bare, broadcast

__all__ = ["FrozenNorms", "recalibrated"]


@final
class FrozenNorms:
    """Which BatchNorm layers were in evaluation mode at the latest step, so that it left their statistics alone.

    An evaluation cannot tell: all layers are in that mode then.

    Args:
        model: the model; None if there is none.
    """

    def __init__(self, model: "torch.nn.Module | None") -> None:
        """Look for the layers once: a model may have thousands of modules."""
        self._norms = {} if model is None else _norms(model)
        self.names: list[str] = []
        """Their names; none before the first step, and none of layers that came later."""

    def note(self) -> None:
        """Note them, at a step."""
        self.names = [name for name, module in self._norms.items() if not module.training]


@contextmanager
def recalibrated(model: torch.nn.Module, loader: Iterable[Any], frozen: Collection[str]) -> Iterator[bool]:
    """Estimate the running statistics of BatchNorm afresh from ``loader`` for the block; then they are put back.

    Yields False where there was no batch to estimate them from: they are as before then.

    Args:
        model: the model.
        loader: batches; of a tuple or list the first entry is the input, of a mapping all entries are.
        frozen: names of layers that keep theirs.

    Source: as in stochastic weight averaging (Izmailov et al., arXiv 1803.05407).
    """
    norms = [module for name, module in _norms(model).items() if module.track_running_stats and name not in frozen]
    if not norms:
        yield True
        return
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers() if not broadcast(buffer)]
    momenta = [module.momentum for module in norms]
    modes = {module: module.training for module in model.modules()}
    try:
        estimated = _estimate(model, norms, loader)
        if not estimated:
            put(buffers)
        for module, training in modes.items():
            module.training = training
        yield estimated
    finally:
        for module, training in modes.items():
            module.training = training
        for module, momentum in zip(norms, momenta, strict=True):
            module.momentum = momentum
        put(buffers)


@torch.no_grad()
def _estimate(model: torch.nn.Module, norms: list[Any], loader: Iterable[Any]) -> bool:
    """Return whether there was any batch."""
    model.eval()  # dropout stays out: the statistics are those of an evaluation, and no random number is drawn
    for module in norms:
        module.reset_running_stats()
        module.momentum = None  # a cumulative mean over all batches
        module.train()
    device = next(model.parameters()).device
    any_batch = False
    for batch in loader:
        any_batch = True
        if isinstance(batch, Mapping):
            model(**{name: _on(value, device) for name, value in batch.items()})
        else:
            model(_on(batch[0] if isinstance(batch, (tuple, list)) else batch, device))
    return any_batch


def _on(value: Any, device: torch.device) -> Any:  # noqa: ANN401 - what a batch holds
    return value.to(device) if isinstance(value, Tensor) else value


def _norms(model: torch.nn.Module) -> dict[str, Any]:
    kinds = torch.nn.modules.batchnorm._NormBase  # noqa: SLF001 - what all kinds of them derive from
    return {bare(name): module for name, module in model.named_modules() if isinstance(module, kinds)}
