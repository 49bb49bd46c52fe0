"""Cells spread over the machines of a Ray cluster."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors.executor import ATTEMPTS, Delivery, Work
from awarelr.errors import MissingExtraError

__all__ = ["RayExecutor"]

_AHEAD = 2


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RayExecutor:
    """Runs cells on a Ray cluster, one core each; `ProcessExecutor` is simpler and as fast on one machine.

    Every machine of the cluster needs the same awarelr and the same packages. Ray replaces a worker that is killed and
    tries its cell again, three times in all.

    Args:
        address: of the cluster, as ``ray.init`` takes it; None starts one on this machine.
        workers: cells at once; None for as many as the cluster has cores.
    """

    address: str | None = None
    workers: int | None = None

    def run(self, cells: Iterable[Cell], work: Work) -> Iterator[Delivery]:
        """Yield a delivery for every cell, in the order in which they are finished.

        Raises:
            MissingExtraError: Ray is not installed.
        """
        ray = _ray()
        with self._connected(ray):
            remote = ray.remote(num_cpus=1, max_retries=ATTEMPTS - 1, retry_exceptions=False)(work)
            room = self.workers or _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
            waiting: dict[Any, Cell] = {}
            source = iter(cells)
            try:
                while True:
                    _fill(waiting, source, remote, room)
                    if not waiting:
                        return
                    ready, _ = ray.wait(list(waiting), num_returns=1)
                    yield from (_delivery(ray, reference, waiting.pop(reference)) for reference in ready)
            finally:
                for reference in waiting:
                    ray.cancel(reference, force=True)

    @contextmanager
    def _connected(self, ray: Any) -> Iterator[None]:  # noqa: ANN401 - a module that may be absent
        if ray.is_initialized():  # The connection is someone else's: use it and leave it.
            yield
            return
        ray.init(
            address=self.address,
            num_cpus=self.workers if self.address is None else None,
            log_to_driver=False,
            logging_level="ERROR",
        )
        try:
            yield
        finally:
            ray.shutdown()


def _ray() -> Any:  # noqa: ANN401 - a module that may be absent
    try:
        import ray  # noqa: PLC0415 - an extra of its own, imported by those who ask for it
    except ImportError as error:
        raise MissingExtraError("ray", "ray", "Running the benchmark on a Ray cluster") from error
    return ray


def _fill(waiting: dict[Any, Cell], source: Iterator[Cell], remote: Any, room: int) -> None:  # noqa: ANN401
    while len(waiting) < room:
        cell = next(source, None)
        if cell is None:
            return
        waiting[remote.remote(cell)] = cell


def _delivery(ray: Any, reference: Any, cell: Cell) -> Delivery:  # noqa: ANN401
    try:
        return Delivery(cell=cell, record=ray.get(reference))
    except ray.exceptions.WorkerCrashedError:
        return Delivery(cell=cell, record=None, lost=f"its process was killed, {ATTEMPTS} times out of {ATTEMPTS}")
    except (ray.exceptions.OutOfMemoryError, ray.exceptions.NodeDiedError) as error:
        return Delivery(cell=cell, record=None, lost=f"its machine gave up: {type(error).__name__}")
