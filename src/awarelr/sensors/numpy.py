"""The sensor for NumPy arrays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final

from awarelr.errors import MissingExtraError, StateError
from awarelr.sensors.contract import BOUNCE_WEIGHT, Sum, windows_at
from awarelr.sensors.sampling import SAMPLE_ABOVE, plan_samples

try:
    import numpy as np
except ImportError as error:  # pragma: no cover - covered by the test without extras
    raise MissingExtraError("numpy", "linear", "awarelr.sensors.numpy") from error

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NumpySensor"]

_E_SHORT, _E_MEDIUM, _E_LONG, _SNAPSHOT = range(4)


@final
class NumpySensor:
    """Three averages of the parameters, and what the gradient says about the way from each of them.

    The order of one step: `read` with the parameters and gradients before it, the update, `absorb` with the parameters
    after it. For torch tensors use `awarelr.sensors.torch.TorchSensor`, which does the same.

    Args:
        parameters: the arrays to watch; copied, not kept.
        sample_above: number of coordinates above which at most 5 % of them are read.

    Example:
        >>> import numpy as np
        >>> weights = np.array([1.0, -0.5])
        >>> sensor = NumpySensor([weights])
        >>> sums = sensor.read([weights], [np.array([1.0, 0.0])], clock=1)
        >>> float(sums[Sum.GG])
        1.0
    """

    def __init__(self, parameters: "Sequence[NDArray[Any]]", *, sample_above: int = SAMPLE_ABOVE) -> None:
        """Start the averages at the parameters."""
        sizes = [array.size for array in parameters]
        self._samples = plan_samples(sizes, whole=sum(sizes) <= sample_above)
        self._size = sum(sample.size for sample in self._samples)
        self.share = self._size / max(sum(sizes), 1)
        """Share of the coordinates that is read."""
        self._rows = np.empty((4, self._size))
        self._differences = np.empty((5, self._size))  # kept: allocating it anew costs more than what is computed
        self.rebase_all(parameters)
        self.mark_snapshot(parameters)

    def read(
        self, parameters: "Sequence[NDArray[Any]]", gradients: "Sequence[NDArray[Any]]", clock: int
    ) -> "NDArray[Any]":
        """Return the vector of sums of this reading, without a loss.

        Args:
            parameters: arrays before the step.
            gradients: gradients at them, in the same order and shapes.
            clock: clock of this reading; unused by the sums, kept for the contract.
        """
        del clock
        differences = self._differences
        self._gather(gradients, differences[0])
        theta = self._gather(parameters, differences[4])
        sums = np.zeros(len(Sum))
        with np.errstate(all="ignore"):  # NaN and infinity are facts here
            sums[Sum.TT] = theta @ theta
            np.subtract(theta, self._rows[:_SNAPSHOT], out=differences[1:4])
            np.subtract(theta, self._rows[_SNAPSHOT], out=theta)
            differences[3] -= (1.0 - BOUNCE_WEIGHT) * differences[2]
            squares = np.einsum("ij,ij->i", differences, differences)
            sums[Sum.GS : Sum.GL + 1] = differences[1:4] @ differences[0]
        sums[Sum.GG : Sum.LL + 1], sums[Sum.DD] = squares[:4], squares[4]
        sums[Sum.COORDINATES] = float(self._size)
        if sums[Sum.GG] == 0.0 or len(self._samples) > 1:
            zeroed = (sample.size for array, sample in zip(gradients, self._samples, strict=True) if not np.any(array))
            sums[Sum.ZEROED] = float(sum(zeroed))
        sums /= max(self.share, 1e-300)
        sums[Sum.NON_FINITE] = not np.isfinite(sums[Sum.GG])
        return sums

    def absorb(self, parameters: "Sequence[NDArray[Any]]", clock: int) -> None:
        """Let the averages take in the parameters after the step of the reading at ``clock``."""
        windows = windows_at(clock)
        theta = self._gather(parameters, self._differences[0])
        shares = np.array([[1.0 / windows.short], [1.0 / windows.medium], [1.0 / windows.long]])
        averages, steps = self._rows[:_SNAPSHOT], self._differences[1:4]
        with np.errstate(all="ignore"):
            np.subtract(theta, averages, out=steps)
            steps *= shares
            averages += steps

    def rebase_all(self, parameters: "Sequence[NDArray[Any]]") -> None:
        """Set all three averages to the parameters."""
        self._rows[:_SNAPSHOT] = self._gather(parameters, np.empty(self._size))

    def rebase_long(self) -> None:
        """Set the long average to the medium one."""
        self._rows[_E_LONG] = self._rows[_E_MEDIUM]

    def mark_snapshot(self, parameters: "Sequence[NDArray[Any]]") -> None:
        """Measure displacements from these parameters on."""
        self._gather(parameters, self._rows[_SNAPSHOT])

    def medium(self) -> "NDArray[Any]":
        """Return the medium average of the coordinates read; it changes with the next step."""
        medium: NDArray[Any] = self._rows[_E_MEDIUM]
        return medium

    def save(self) -> "NDArray[Any]":
        """Return averages and snapshot mark as one array of shape (4, coordinates read)."""
        return self._rows.copy()

    def load(self, rows: "NDArray[Any]") -> None:
        """Take over what `save` returned.

        Raises:
            StateError: the array belongs to a model of another size.
        """
        if rows.shape != self._rows.shape:
            message = f"sensor rows must have shape {self._rows.shape}, got {rows.shape}. Load it into the same model."
            raise StateError(message)
        self._rows[:] = rows

    def _gather(self, arrays: "Sequence[NDArray[Any]]", out: "NDArray[Any]") -> "NDArray[Any]":
        start = 0
        for array, sample in zip(arrays, self._samples, strict=True):
            flat = np.asarray(array).reshape(-1)
            if sample.size != flat.size:
                blocks = flat[: sample.blocks * sample.period].reshape(sample.blocks, sample.period)
                flat = blocks[:, : sample.block].reshape(-1)
            out[start : start + sample.size] = flat
            start += sample.size
        return out
