"""How the model that trains is wrapped, which transformers keeps to itself until after the scheduler is built."""

import weakref
from typing import Any, cast

from accelerate import Accelerator
from torch import nn
from torch.nn.parallel import DistributedDataParallel

__all__ = ["remember_wrapping", "wrapped_model"]


class _Remembering(Accelerator):  # type: ignore[misc]  # Accelerate's types are not followed
    """An accelerator that knows which model it wrapped last for several processes."""

    wrapped: "weakref.ref[nn.Module] | None" = None

    def prepare_model(self, *args: Any, **kwargs: Any) -> nn.Module:  # noqa: ANN401 - passed on
        """Prepare it as ever, and remember it."""
        model = cast("nn.Module", super().prepare_model(*args, **kwargs))
        if isinstance(model, DistributedDataParallel):
            self.wrapped = weakref.ref(model)
        return model


def remember_wrapping(accelerator: Accelerator) -> None:
    """Turn an accelerator into one that remembers. Rejected: a method put on the instance, a cycle that holds it."""
    kind = type(accelerator)
    accelerator.__class__ = type(kind.__name__, (_Remembering, kind), {}) if kind is not Accelerator else _Remembering


def wrapped_model(accelerator: Any, model: nn.Module, known: nn.Module) -> nn.Module:  # noqa: ANN401 - as above
    """Return the model as it is wrapped for several processes, or as it is.

    Args:
        accelerator: one that remembers.
        model: the trainer's model.
        known: the trainer's wrapped model, up to date from its second training on.
    """
    last = None if accelerator.wrapped is None else accelerator.wrapped()
    for each in (last, known):
        if isinstance(each, DistributedDataParallel) and accelerator.unwrap_model(each) is model:
            return each
    return model
