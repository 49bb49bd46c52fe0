"""The sensor for torch tensors."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, final

from awarelr.errors import MissingExtraError, StateError
from awarelr.sensors.contract import Sum, usual_square, windows_at
from awarelr.sensors.sampling import SAMPLE_ABOVE, plan_samples

try:
    import torch
    from torch import Tensor

    from awarelr.sensors.torch_lane import LONG, MEDIUM, SNAPSHOT, THETA, Lane, Watched, coordinates
    from awarelr.sensors.torch_pieces import piece, pieces
except ImportError as error:  # pragma: no cover - covered by the test without extras
    raise MissingExtraError("torch", "torch", "awarelr.sensors.torch") from error

__all__ = ["TorchSensor"]


@final
class TorchSensor:
    """Three averages of the parameters, and what the gradient says about the way from each of them.

    The order of one step: `read` before it, the optimizer's step, `absorb` after it. Nothing here waits for an
    accelerator: `read` returns a tensor. For NumPy arrays use `awarelr.sensors.numpy.NumpySensor`, which does the same.

    Args:
        parameters: the parameters to watch, any shapes, types and devices; kept, not copied. Of a ``DTensor`` the piece
            that is here is read: the sums are then those whose mean over all ranks is that of the whole.
        sample_above: number of coordinates above which at most 5 % of them are read.
    """

    def __init__(self, parameters: Iterable[Tensor], *, sample_above: int = SAMPLE_ABOVE) -> None:
        """Start the averages at the parameters."""
        self._sample_above = sample_above
        self._parameters: list[Tensor] = []
        self._batches: list[tuple[int, bool]] = []
        self._lanes: list[Lane] = []
        self.usual = 0.0
        """Squared norm with which such parameters begin as a rule."""
        self.add(parameters)

    def add(self, parameters: Iterable[Tensor]) -> None:
        """Watch more parameters; their averages and their snapshot mark start where they are now."""
        parameters = list(parameters)
        total = sum(coordinates(each) for each in (*self._parameters, *parameters))
        whole = total <= self._sample_above
        self._lanes.extend(_lanes_of(parameters, len(self._parameters), whole=whole))
        self._batches.append((len(parameters), whole))
        self._parameters.extend(parameters)
        self.usual += usual_square(each.shape for each in parameters)

    @property
    def complete(self) -> bool:
        """True if every coordinate is read."""
        return all(whole for _, whole in self._batches)

    @torch.no_grad()
    def read(
        self, grad_scale: Tensor | None = None, found_inf: Tensor | None = None, *, maximize: bool = False
    ) -> Tensor:
        """Return the vector of sums of this reading, one number per member of `Sum`, without a loss.

        Args:
            grad_scale: what a loss scaler multiplied the gradients by, if they still are.
            found_inf: above 0 if a loss scaler will make the optimizer skip this step.
            maximize: True if the optimizer steps along the gradients: what is to fall has the opposite ones.
        """
        sums = self._lanes[0].read()
        for lane in self._lanes[1:]:
            sums += lane.read().to(sums.device)
        if grad_scale is not None:
            scale = grad_scale.to(sums)
            sums[Sum.GG] /= scale * scale
            sums[Sum.GS : Sum.GL + 1] /= scale
        if maximize:
            sums[Sum.GS : Sum.GL + 1].neg_()
        if found_inf is not None:
            sums[Sum.SKIPPED] = found_inf.to(sums)
        return sums

    def nothing(self) -> Tensor:
        """Return the vector of sums of a reading at which nothing was measured, where `read` would put it."""
        lane = self._lanes[0]
        return torch.zeros(len(Sum), dtype=lane.sums_type, device=lane.device)

    @torch.no_grad()
    def absorb(self, clock: int) -> None:
        """Let the averages take in the parameters after the step of the reading at ``clock``.

        It is done when they are next read: until then the parameters must not change.
        """
        windows = windows_at(clock)
        for lane in self._lanes:
            lane.settle()
            lane.pending = (1.0 / windows.short, 1.0 / windows.medium, 1.0 / windows.long)

    @torch.no_grad()
    def settle(self) -> None:
        """Do now what `absorb` put off; worth calling before other values are put into the parameters for a while."""
        for lane in self._lanes:
            lane.settle()

    @torch.no_grad()
    def rebase_all(self) -> None:
        """Set all three averages to the parameters now in place."""
        for lane in self._lanes:
            lane.pending = None
            lane.rows[:SNAPSHOT] = lane.gather_parameters()

    @torch.no_grad()
    def rebase_long(self) -> None:
        """Set the long average to the medium one."""
        for lane in self._lanes:
            lane.settle()
            lane.rows[LONG] = lane.rows[MEDIUM]

    @torch.no_grad()
    def mark_snapshot(self, values: Sequence[Tensor] | None = None) -> None:
        """Measure displacements from ``values`` of the parameters on; without them, from the reading just read on."""
        for lane in self._lanes:
            if values is None:
                lane.rows[SNAPSHOT] = lane.theta
            else:
                lane.gather([values[each.position] for each in lane.watched], lane.row_targets)

    def save(self) -> dict[str, Any]:
        """Return all that was measured, in the parameters' order wherever they are, and how they were added."""
        self.settle()
        columns = {
            each.position: part.to(self._lanes[0].device)
            for lane in self._lanes
            for each, part in zip(lane.watched, lane.rows.split_with_sizes(lane.sizes, dim=1), strict=True)
        }
        return {
            "batches": [[count, whole] for count, whole in self._batches],
            "reads": self._lanes[0].reads,
            "rows": torch.cat([columns[position] for position in range(len(self._parameters))], dim=1),
        }

    def check(self, data: Mapping[str, Any]) -> None:
        """Make sure that `load` can take this over.

        Raises:
            StateError: it belongs to another model.
        """
        count = sum(int(count) for count, _ in data["batches"])
        if count != len(self._parameters):
            message = (
                f"the sensor must watch {count} parameters, as when the state was saved, got {len(self._parameters)}. "
                f"Load the state into the same model."
            )
            raise StateError(message)
        shape, found = (THETA + 1, sum(_widths(self._grouped(data["batches"])))), tuple(data["rows"].shape)
        if found != shape:
            message = f"sensor rows must have the shape {shape}, got {found}. Load the state into the same model."
            raise StateError(message)

    @torch.no_grad()
    def load(self, data: Mapping[str, Any]) -> None:
        """Take over what `save` returned; nothing is changed if that is not possible.

        Raises:
            StateError: it belongs to another model.
        """
        self.check(data)
        self._lanes = self._grouped(data["batches"])
        self._batches = [(int(count), bool(whole)) for count, whole in data["batches"]]
        columns = data["rows"].split_with_sizes(_widths(self._lanes), dim=1)
        for lane in self._lanes:
            lane.pending = None
            lane.reads = int(data["reads"])
            for each, target in zip(lane.watched, lane.rows.split_with_sizes(lane.sizes, dim=1), strict=True):
                target.copy_(columns[each.position])

    def _grouped(self, batches: Iterable[Sequence[int]]) -> list[Lane]:
        """Return the lanes of parameters added in these batches: those in place, or else new ones."""
        wanted = [(int(count), bool(whole)) for count, whole in batches]
        if wanted == self._batches:
            return self._lanes
        lanes = []
        start = 0
        for count, whole in wanted:
            lanes.extend(_lanes_of(self._parameters[start : start + count], start, whole=whole))
            start += count
        return lanes


def _widths(lanes: Sequence[Lane]) -> list[int]:
    """Return how many coordinates are read of each parameter, in the order of all."""
    widths = {each.position: each.sample.size for lane in lanes for each in lane.watched}
    return [widths[position] for position in range(len(widths))]


def _lanes_of(parameters: list[Tensor], first: int, *, whole: bool) -> list[Lane]:
    """Return a lane for each device and number of pieces; the first parameter has the place ``first`` of all."""
    plan = plan_samples([coordinates(piece(each)) for each in parameters], whole=whole)
    alike: dict[tuple[torch.device, int], list[Watched]] = {}
    for position, (parameter, sample) in enumerate(zip(parameters, plan, strict=True), first):
        watched = Watched(position=position, parameter=parameter, sample=sample)
        alike.setdefault((parameter.device, pieces(parameter)), []).append(watched)
    return [Lane(group) for group in alike.values()]
