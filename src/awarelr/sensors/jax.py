"""The sensor for JAX arrays: functions without state, to be compiled together with the update."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, final

from awarelr.errors import MissingExtraError, StateError
from awarelr.sensors.contract import BOUNCE_WEIGHT, Sum
from awarelr.sensors.sampling import SAMPLE_ABOVE, plan_samples

try:
    import jax.numpy as jnp
    import numpy as np
    from jax import Array
except ImportError as error:
    raise MissingExtraError("jax", "optax", "awarelr.sensors.jax") from error

__all__ = ["JaxSensor", "Rows"]

_E_MEDIUM, _E_LONG, _SNAPSHOT = 1, 2, 3


Rows = list[Array]
"""For each piece of the model the three averages of the coordinates read and the snapshot's mark: shape (4, read)."""
_APART = 1 << 16
"""Coordinates from which on an array is a piece by itself; smaller ones are read together, or compiling takes long."""


@final
class JaxSensor:
    """Three averages of the parameters, and what the gradient says about the way from each of them.

    The caller keeps the averages. Large arrays that are sharded over devices stay so where they are read whole: the
    compiler adds their sums up. For NumPy arrays use `awarelr.sensors.numpy.NumpySensor`, which does the same.

    Args:
        sizes: number of coordinates of each parameter array.
        sample_above: number of coordinates above which at most 5 % of them are read.

    Example:
        >>> import jax.numpy as jnp
        >>> weights = [jnp.array([1.0, -0.5])]
        >>> sensor = JaxSensor([2])
        >>> sums = sensor.read(sensor.start(weights), weights, [jnp.array([1.0, 0.0])])
        >>> float(sums[Sum.GG])
        1.0
    """

    def __init__(self, sizes: Sequence[int], *, sample_above: int = SAMPLE_ABOVE) -> None:
        """Choose which coordinates are read, and which arrays together."""
        self._samples = plan_samples(sizes, whole=sum(sizes) <= sample_above)
        large = [at for at, sample in enumerate(self._samples) if sample.size >= _APART]
        small = [at for at, sample in enumerate(self._samples) if sample.size < _APART]
        self._pieces = [[at] for at in large] + ([small] if small else [])
        self._size = sum(sample.size for sample in self._samples)
        self.share = self._size / max(sum(sizes), 1)
        """Share of the coordinates that is read."""

    def start(self, parameters: Sequence[Array]) -> Rows:
        """Return the rows that begin at these parameters."""
        return [jnp.tile(theta, (4, 1)) for theta in self._picked(parameters)]

    def read(self, rows: Rows, parameters: Sequence[Array], gradients: Sequence[Array]) -> Array:
        """Return the vector of sums of this reading, without a loss.

        Args:
            rows: averages and mark.
            parameters: arrays before the step.
            gradients: gradients at them, in the same order and shapes.
        """
        sums = jnp.zeros(len(Sum))
        for row, theta, gradient in zip(rows, self._picked(parameters), self._picked(gradients), strict=True):
            sums = sums + _sums(row, theta, gradient)
        still = jnp.stack([~jnp.any(each) for each in gradients])
        zeroed = still @ np.array([float(sample.size) for sample in self._samples])
        sums = sums.at[Sum.COORDINATES].set(float(self._size)).at[Sum.ZEROED].set(zeroed)
        whole = self._size == sum(each.size for each in gradients)
        squares = sums[Sum.GG] if whole else sum(jnp.sum(jnp.square(_wide(each))) for each in gradients)
        return (sums / max(self.share, 1e-300)).at[Sum.NON_FINITE].set(~jnp.isfinite(squares))

    def absorb(self, rows: Rows, parameters: Sequence[Array], shares: Array) -> Rows:
        """Return the rows with the parameters after a step taken in.

        Args:
            rows: averages and mark.
            parameters: arrays after the step.
            shares: of the parameters in each average, one over its window: shape (3,).
        """
        factors = jnp.append(shares, 0.0)[:, None]
        return [row + factors * (theta - row) for row, theta in zip(rows, self._picked(parameters), strict=True)]

    def rebase_all(self, rows: Rows, parameters: Sequence[Array]) -> Rows:
        """Return the rows with all three averages at the parameters."""
        return [row.at[:_SNAPSHOT].set(theta) for row, theta in zip(rows, self._picked(parameters), strict=True)]

    def rebase_long(self, rows: Rows) -> Rows:
        """Return the rows with the long average at the medium one."""
        return [row.at[_E_LONG].set(row[_E_MEDIUM]) for row in rows]

    def mark_snapshot(self, rows: Rows, parameters: Sequence[Array]) -> Rows:
        """Return the rows with displacements measured from these parameters on."""
        return [row.at[_SNAPSHOT].set(theta) for row, theta in zip(rows, self._picked(parameters), strict=True)]

    def check(self, rows: Sequence[Any]) -> None:
        """Raise `StateError` where saved rows belong to a model of another size."""
        known = [(4, sum(self._samples[at].size for at in piece)) for piece in self._pieces]
        for shape, row in zip_longest(known, rows):
            if row is None or np.shape(row) != shape:
                other = "none" if row is None else np.shape(row)
                raise StateError(f"sensor rows must have shape {shape}, got {other}. Load it into the same model.")

    def _picked(self, arrays: Sequence[Array]) -> list[Array]:
        """Return the coordinates that are read, a flat array for each piece, at least in float32."""
        parts = []
        for array, sample in zip(arrays, self._samples, strict=True):
            flat = array.reshape(-1)
            if sample.size != flat.size:
                blocks = flat[: sample.blocks * sample.period].reshape(sample.blocks, sample.period)
                flat = blocks[:, : sample.block].reshape(-1)
            parts.append(_wide(flat))
        return [jnp.concatenate([parts[at] for at in piece]) for piece in self._pieces]


def _sums(row: Array, theta: Array, gradient: Array) -> Array:
    """Return what one array adds; products are summed as they are made, so that one pass over the memory is enough."""
    short, medium, long = theta - row[0], theta - row[_E_MEDIUM], theta - row[_E_LONG]
    long = long - (1.0 - BOUNCE_WEIGHT) * medium
    away = theta - row[_SNAPSHOT]
    products = {
        Sum.GG: gradient * gradient,
        Sum.SS: short * short,
        Sum.MM: medium * medium,
        Sum.LL: long * long,
        Sum.GS: gradient * short,
        Sum.GM: gradient * medium,
        Sum.GL: gradient * long,
        Sum.DD: away * away,
        Sum.TT: theta * theta,
    }
    nothing = jnp.zeros((), theta.dtype)
    return jnp.stack([jnp.sum(products[each]) if each in products else nothing for each in Sum])


def _wide(array: Array) -> Array:
    return array.astype(jnp.promote_types(array.dtype, jnp.float32))
