"""The same task with more time."""

from collections.abc import Iterator
from dataclasses import replace

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


def _contests(field: Field) -> Iterator[Contest]:
    """Yield one contest a length, the budget known; the reference is tuned at each length."""
    for task in field.longer:
        for baseline in field.baselines:
            for length in field.scale.lengths:
                yield Contest(
                    protocol="length",
                    task=task,
                    baseline=baseline,
                    condition=f"{length:g} x",
                    asked=(1.0,),
                    grid=(replace(field.cell(task, baseline), length=length, told=length),),
                    seeds=field.seeds,
                    reference=length,
                )


PROTOCOL = Protocol(
    name="length",
    title="Length",
    question="Does a run at the default LR keep up with the tuned ones when the budget is several times as long? "
    "(Three tasks stand for all, unless tasks are named.)",
    contests=_contests,
)
