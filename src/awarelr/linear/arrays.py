"""The array type of the linear models."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Order"]

Array: TypeAlias = NDArray[Any]
"""Floats: float64 throughout, except rows handed over as float32."""

Order: TypeAlias = NDArray[np.intp]
"""Row numbers."""
