"""Data for a page: compressed, as text; a browser's ``DecompressionStream("deflate")`` opens it."""

import base64
import json
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["pack_json", "pack_numbers", "pack_text"]

_LEVEL = 9
_HALF, _KEPT = np.uint32(1 << 11), np.uint32(0xFFFFF000)


def pack_text(text: str) -> str:
    """Return a text compressed (zlib) and written in base64."""
    return base64.b64encode(zlib.compress(text.encode(), _LEVEL)).decode("ascii")


def pack_json(data: object) -> str:
    """Return plain JSON types packed; NaN and infinities are refused.

    Raises:
        ValueError: a number is not finite.
    """
    return pack_text(json.dumps(data, separators=(",", ":"), allow_nan=False))


def pack_numbers(values: NDArray[np.float32]) -> str:
    """Return numbers packed, each rounded to eleven bits after the leading one: 0.025 %, finer than a line is drawn.

    The first bytes of all numbers come first, then the second bytes, and so on: like beside like compresses.

    Args:
        values: any count of them, NaN and infinities too.
    """
    bits = np.ascontiguousarray(values, dtype="<f4").view("<u4")
    finite = np.isfinite(values)
    rounded = np.where(finite, (bits + _HALF) & _KEPT, bits & _KEPT).astype("<u4")
    planes = rounded.view(np.uint8).reshape(-1, 4).T
    return base64.b64encode(zlib.compress(planes.tobytes(), _LEVEL)).decode("ascii")
