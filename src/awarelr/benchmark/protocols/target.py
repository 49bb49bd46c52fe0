"""How soon a run is as good as the tuned cosine will be."""

from collections.abc import Iterator
from dataclasses import replace

from awarelr.benchmark.protocols.contest import Contest, Field, Reading
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]

_LONGEST = 2.0


def _contests(field: Field) -> Iterator[Contest]:
    """Yield one contest a baseline, on the same run of twice the budget that `budget_unknown` reads."""
    for task in (each for each in field.sample if each not in field.online):
        for baseline in field.baselines:
            yield Contest(
                protocol="target",
                task=task,
                baseline=baseline,
                condition="x1",
                asked=(1.0,),
                grid=(replace(field.cell(task, baseline), length=_LONGEST),),
                seeds=field.seeds,
                reading=Reading.STEPS_TO_TARGET,
            )


PROTOCOL = Protocol(
    name="target",
    title="Time to target",
    question="After what share of its budget is a run at the default LR as good as the tuned cosine at the end?",
    contests=_contests,
)
