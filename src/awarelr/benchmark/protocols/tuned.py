"""The best of a grid, which costs the whole grid."""

from collections.abc import Iterator

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]


def _contests(field: Field) -> Iterator[Contest]:
    for task in field.sample:  # constant and cosine are tuned on every task besides
        for baseline in field.baselines:
            grid = field.tuned(task, baseline)
            yield Contest(
                protocol="tuned",
                task=task,
                baseline=baseline,
                condition="tuned",
                asked=field.scale.grid,
                grid=grid,
                seeds=field.seeds,
            )


PROTOCOL = Protocol(
    name="tuned",
    title="Tuned",
    question="How good is the best LR of a grid, and what does finding it cost?",
    contests=_contests,
)
