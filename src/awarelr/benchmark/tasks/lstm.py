"""A recurrent network that reads the standard library's source, byte by byte, under Adam."""

from torch.optim import Adam

from awarelr.benchmark.networks.byte_lstm import ByteLstm
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.next_byte import next_byte
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_MODULES = ("inspect", "tarfile", "optparse", "difflib", "textwrap")  # the last ones are held out


def _build(seed: int) -> Workload:
    return next_byte(
        modules=_MODULES,
        context=32,
        batch=_BATCH,
        seed=seed,
        network=lambda: ByteLstm(embedding=32, width=64),
        optimizer=lambda model, lr: Adam(model.parameters(), lr=lr),
    )


TASK = Task(name="lstm", lr=3e-3, steps=600, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
