"""The sensor for torch tensors."""

from collections.abc import Iterable, Sequence
from typing import Any, final

from awarelr.errors import MissingExtraError, StateError
from awarelr.sensors.contract import BOUNCE_WEIGHT, Sum, windows_at
from awarelr.sensors.sampling import SAMPLE_ABOVE, Sample, plan_samples

try:
    import torch
    from torch import Tensor
except ImportError as error:  # pragma: no cover - covered by the test without extras
    raise MissingExtraError("torch", "torch", "awarelr.sensors.torch") from error

__all__ = ["TorchSensor"]

_SHORT, _MEDIUM, _LONG, _SNAPSHOT = range(4)


@final
class TorchSensor:
    """Three averages of the parameters, and what the gradient says about the way from each of them.

    The order of one step: `read` before it, the optimizer's step, `absorb` after it. Nothing here waits for an
    accelerator: `read` returns a tensor. For NumPy arrays use `awarelr.sensors.numpy.NumpySensor`, which does the same.

    Args:
        parameters: the parameters to watch, any shapes, types and devices; kept, not copied.
        sample_above: number of coordinates above which at most 5 % of them are read.
    """

    def __init__(self, parameters: Iterable[Tensor], *, sample_above: int = SAMPLE_ABOVE) -> None:
        """Start the averages at the parameters."""
        self._sample_above = sample_above
        self._total = 0
        self._lanes: list[_Lane] = []
        self.add(parameters)

    def add(self, parameters: Iterable[Tensor]) -> None:
        """Watch more parameters; their averages and their snapshot mark start where they are now."""
        by_device: dict[torch.device, list[Tensor]] = {}
        for parameter in parameters:
            by_device.setdefault(parameter.device, []).append(parameter)
            self._total += parameter.numel() * (2 if parameter.is_complex() else 1)
        whole = self._total <= self._sample_above
        self._lanes.extend(_Lane(group, whole=whole) for group in by_device.values())

    @property
    def complete(self) -> bool:
        """True if every coordinate is read."""
        return all(lane.share == 1.0 for lane in self._lanes)

    @property
    def device(self) -> torch.device:
        """Device that the sums are on."""
        return self._lanes[0].device

    @torch.no_grad()
    def read(self, grad_scale: Tensor | None = None, found_inf: Tensor | None = None) -> Tensor:
        """Return the vector of sums of this reading, one number per member of `Sum`, without a loss.

        Args:
            grad_scale: what a loss scaler multiplied the gradients by, if they still are.
            found_inf: above 0 if a loss scaler will make the optimizer skip this step.
        """
        sums = self._lanes[0].read()
        for lane in self._lanes[1:]:
            sums += lane.read().to(sums.device)
        if grad_scale is not None:
            scale = grad_scale.to(sums)
            sums[Sum.GG] /= scale * scale
            sums[Sum.GS : Sum.GL + 1] /= scale
        if found_inf is not None:
            sums[Sum.SKIPPED] = found_inf.to(sums)
        return sums

    @torch.no_grad()
    def absorb(self, clock: int) -> None:
        """Let the averages take in the parameters after the step of the reading at ``clock``.

        It is done when they are next read: until then the parameters must not change.
        """
        windows = windows_at(clock)
        for lane in self._lanes:
            lane.pending = (1.0 / windows.short, 1.0 / windows.medium, 1.0 / windows.long)

    @torch.no_grad()
    def rebase_all(self) -> None:
        """Set all three averages to the parameters now in place."""
        for lane in self._lanes:
            lane.pending = None
            lane.rows[:_SNAPSHOT] = lane.gather_parameters()

    @torch.no_grad()
    def rebase_long(self) -> None:
        """Set the long average to the medium one."""
        for lane in self._lanes:
            lane.settle()
            lane.rows[_LONG] = lane.rows[_MEDIUM]

    @torch.no_grad()
    def mark_snapshot(self, marks: Sequence[Tensor] | None = None) -> None:
        """Measure displacements from the parameters of the reading just read on, or from ``marks`` that `mark` gave."""
        for position, lane in enumerate(self._lanes):
            lane.rows[_SNAPSHOT] = lane.theta if marks is None or position >= len(marks) else marks[position]

    @torch.no_grad()
    def mark(self) -> list[Tensor]:
        """Return the coordinates of the reading just read, to be handed to `mark_snapshot` later."""
        return [lane.theta.clone() for lane in self._lanes]

    @torch.no_grad()
    def medium(self) -> list[tuple[Tensor, Tensor]]:
        """Return every parameter with its medium average, if the sensor is complete."""
        pairs: list[tuple[Tensor, Tensor]] = []
        for lane in self._lanes:
            lane.settle()
            pairs.extend(zip(lane.parameters, lane.split(lane.rows[_MEDIUM]), strict=True))
        return pairs

    def save(self) -> list[Tensor]:
        """Return averages and snapshot mark, one tensor of shape (4, coordinates read) for each part."""
        for lane in self._lanes:
            lane.settle()
        return [lane.rows.clone() for lane in self._lanes]

    def load(self, rows: Sequence[Tensor]) -> None:
        """Take over what `save` returned.

        Raises:
            StateError: the tensors belong to another model.
        """
        mine = [tuple(lane.rows.shape) for lane in self._lanes]
        theirs = [tuple(each.shape) for each in rows]
        if sum(shape[1] for shape in mine) != sum(shape[1] for shape in theirs):
            message = f"sensor rows must have shapes {mine}, got {theirs}. Load the state into the same model."
            raise StateError(message)
        flat = torch.cat([each.to(self.device) for each in rows], dim=1)
        start = 0
        for lane in self._lanes:
            width = lane.rows.shape[1]
            lane.rows.copy_(flat[:, start : start + width])
            lane.pending = None
            start += width


@final
class _Lane:
    """The parameters on one device, gathered into one flat vector."""

    def __init__(self, parameters: list[Tensor], *, whole: bool) -> None:
        self.parameters = parameters
        self.device = parameters[0].device
        sizes = [each.numel() * (2 if each.is_complex() else 1) for each in parameters]
        self._sizes = sizes
        self._samples = plan_samples(sizes, whole=whole)
        size = sum(sample.size for sample in self._samples)
        self.share = size / max(sum(sizes), 1)
        wide = any(each.dtype in (torch.float64, torch.complex128) for each in parameters)
        options: dict[str, Any] = {"dtype": torch.float64 if wide else torch.float32, "device": self.device}
        self.rows = torch.empty((4, size), **options)
        self.theta = torch.empty(size, **options)
        self._differences = torch.empty((5, size), **options)
        self._sums = torch.float32 if self.device.type == "mps" else torch.float64
        self.pending: tuple[float, float, float] | None = None
        with torch.no_grad():
            self.rows.copy_(self.gather_parameters())

    def gather_parameters(self) -> Tensor:
        self._gather([each.detach() for each in self.parameters], self.theta)
        return self.theta

    def settle(self) -> None:
        """Do the absorbing that `TorchSensor.absorb` announced."""
        if self.pending is not None:
            self.gather_parameters()
            self._absorb()

    def read(self) -> Tensor:
        self.gather_parameters()
        if self.pending is not None:
            self._absorb()
        differences = self._differences
        self._gather([_dense_gradient(each) for each in self.parameters], differences[0])
        torch.sub(self.theta, self.rows, out=differences[1:])
        # (e_medium - e_long) + c (theta - e_medium), from the two differences at hand.
        differences[3].sub_(differences[2], alpha=1.0 - BOUNCE_WEIGHT)
        gram = (differences @ differences.T).to(self._sums)
        if self.share != 1.0:
            gram /= self.share
        sums = torch.zeros(len(Sum), dtype=self._sums, device=self.device)
        sums[Sum.GG : Sum.LL + 1] = gram.diagonal()[:4]
        sums[Sum.GS : Sum.GL + 1] = gram[0, 1:4]
        sums[Sum.DD] = gram[4, 4]
        sums[Sum.NON_FINITE] = ~torch.isfinite(gram[0, 0])
        return sums

    def split(self, flat: Tensor) -> list[Tensor]:
        """Cut a flat vector of every coordinate into the parameters' shapes."""
        parts = []
        for part, parameter in zip(torch.split(flat, self._sizes), self.parameters, strict=True):
            real = torch.view_as_real(parameter.detach()) if parameter.is_complex() else parameter.detach()
            shaped = part.view(real.shape)
            parts.append(torch.view_as_complex(shaped) if parameter.is_complex() else shaped)
        return parts

    def _absorb(self) -> None:
        shares = torch.tensor(self.pending, dtype=self.rows.dtype, device=self.device).unsqueeze(1)
        self.rows[:_SNAPSHOT].lerp_(self.theta, shares)
        self.pending = None

    def _gather(self, tensors: Sequence[Tensor | None], out: Tensor) -> None:
        targets, sources = [], []
        start = 0
        for tensor, sample in zip(tensors, self._samples, strict=True):
            if sample.size:
                target = out[start : start + sample.size]
                start += sample.size
                if tensor is None:
                    target.zero_()
                    continue
                source = _sampled(tensor, sample)
                targets.append(target.view(source.shape))
                sources.append(source)
        if sources:
            torch._foreach_copy_(targets, sources)  # torch's only name for it


def _sampled(tensor: Tensor, sample: Sample) -> Tensor:
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    flat = tensor.reshape(-1)
    if sample.size == flat.numel():
        return flat
    if sample.blocks == 1:
        return flat[: sample.block]
    return flat[: sample.blocks * sample.period].view(sample.blocks, sample.period)[:, : sample.block]


def _dense_gradient(parameter: Tensor) -> Tensor | None:
    gradient = parameter.grad
    if gradient is None:
        return None
    gradient = gradient.detach()
    return gradient if gradient.layout is torch.strided else gradient.to_dense()
