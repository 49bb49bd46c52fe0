"""The standard library's own source, as bytes."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor

from awarelr.errors import SettingError

__all__ = ["source_text"]


def source_text(modules: Sequence[str]) -> Tensor:
    """Return the source of standard modules, one after the other, as byte values (int64) in [0, 255].

    The text is that of the running Python: figures are comparable within one minor version.

    Raises:
        SettingError: a module does not exist or has no source file.
    """
    return torch.frombuffer(bytearray(b"".join(_source(name) for name in modules)), dtype=torch.uint8).long()


def _source(name: str) -> bytes:
    spec = find_spec(name)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        raise SettingError(
            f"modules must name standard modules that come as source, got {name!r}. "
            f"Use a Python that ships its library as .py files."
        )
    return Path(spec.origin).read_bytes()
