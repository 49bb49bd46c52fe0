"""A small transformer that reads the standard library's source, byte by byte."""

from torch.optim import AdamW

from awarelr.benchmark.networks.byte_transformer import ByteTransformer
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.next_byte import next_byte
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 12
_CONTEXT = 48
_MODULES = ("argparse", "ast", "dataclasses", "configparser", "subprocess", "typing", "ssl")  # the last is held out


def _build(seed: int) -> Workload:
    return next_byte(
        modules=_MODULES,
        context=_CONTEXT,
        batch=_BATCH,
        seed=seed,
        network=lambda: ByteTransformer(blocks=2, width=48, heads=3, context=_CONTEXT),
        optimizer=lambda model, lr: AdamW(model.parameters(), lr=lr, betas=(0.9, 0.95), weight_decay=0.1),
    )


TASK = Task(name="gpt", lr=1e-3, steps=800, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
