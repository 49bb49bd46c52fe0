"""The LR that everybody starts with."""

from collections.abc import Iterator

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


def _contests(field: Field) -> Iterator[Contest]:
    for task in field.tasks:
        for baseline in field.baselines:
            yield Contest(
                protocol="default",
                task=task,
                baseline=baseline,
                condition="x1",
                asked=(1.0,),
                grid=(field.cell(task, baseline),),
                seeds=field.seeds,
            )


PROTOCOL = Protocol(
    name="default",
    title="Default LR",
    question="How good is the usual default LR, untuned?",
    contests=_contests,
)
