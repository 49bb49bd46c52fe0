"""A run that is asked for its quality at moments it was not told about."""

from collections.abc import Iterator
from dataclasses import replace

from awarelr.benchmark.protocols.contest import Contest, Field
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOL"]

_ASKED = (0.25, 0.5, 1.0, 2.0)


def _contests(field: Field) -> Iterator[Contest]:
    """Yield one contest a moment; all of them read the same run of twice the budget, told the nominal one."""
    for task in field.sample:
        for baseline in field.baselines:
            run = replace(field.cell(task, baseline), length=max(_ASKED))
            for asked in _ASKED:
                yield Contest(
                    protocol="budget_unknown",
                    task=task,
                    baseline=baseline,
                    condition=f"{asked:.0%}",
                    asked=(1.0,),
                    grid=(run,),
                    seeds=field.seeds,
                    moment=asked / max(_ASKED),
                    reference=asked,
                )


PROTOCOL = Protocol(
    name="budget_unknown",
    title="Budget unknown",
    question="How good is a run at 25, 50, 100 and 200 % of the budget that it was told?",
    contests=_contests,
)
