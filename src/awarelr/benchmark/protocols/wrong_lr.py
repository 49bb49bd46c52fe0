"""An LR that is wrong by orders of magnitude."""

from collections.abc import Iterator

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


def _contests(field: Field) -> Iterator[Contest]:
    for task in field.tasks:
        for baseline in field.baselines:
            for multiplier in field.scale.wrong:
                yield Contest(
                    protocol="wrong_lr",
                    task=task,
                    baseline=baseline,
                    condition=f"x{multiplier:g}",
                    asked=(multiplier,),
                    grid=(field.cell(task, baseline, multiplier),),
                    seeds=field.seeds,
                )


PROTOCOL = Protocol(
    name="wrong_lr",
    title="Wrong LR",
    question="What becomes of a run whose LR is too small or too large by orders of magnitude?",
    contests=_contests,
)
