"""Things that go wrong in the middle of a run."""

from collections.abc import Iterator
from dataclasses import replace

from awarelr.benchmark.damage import DAMAGES
from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


def _contests(field: Field) -> Iterator[Contest]:
    """Yield one contest a kind of damage; the reference is undamaged."""
    for task in field.sample:
        for baseline in field.baselines:
            for damage in DAMAGES.values():
                yield Contest(
                    protocol="damage",
                    task=task,
                    baseline=baseline,
                    condition=damage.name,
                    asked=(1.0,),
                    grid=(replace(field.cell(task, baseline), damage=damage.name),),
                    seeds=field.seeds,
                )


PROTOCOL = Protocol(
    name="damage",
    title="Damage",
    question="What is left of a run at the default LR after three corrupted batches, NaN gradients or 100 x labels?",
    contests=_contests,
)
