"""Data that change while they are learnt."""

from collections.abc import Iterator

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


_MULTIPLIERS = (0.01, 1.0, 30.0)


def _contests(field: Field) -> Iterator[Contest]:
    for task in (each for each in field.tasks if each in field.online):
        for baseline in field.baselines:
            for multiplier in _MULTIPLIERS:
                yield Contest(
                    protocol="drift",
                    task=task,
                    baseline=baseline,
                    condition=f"x{multiplier:g}",
                    asked=(multiplier,),
                    grid=(field.cell(task, baseline, multiplier),),
                    seeds=field.seeds,
                )


PROTOCOL = Protocol(
    name="drift",
    title="Drift",
    question="How well does a run follow data that change, from a small, a default and a large LR?",
    contests=_contests,
)
