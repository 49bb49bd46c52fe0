"""How one situation's part of a stretch is worded."""

import pytest

from awarelr.core import Decision, Situation
from awarelr.render.phrases import because
from awarelr.render.share import Share, count


def raising(**evidence: float) -> Decision:
    return Decision(
        t=1,
        clock=1,
        lr_before=0.1,
        lr=0.101,
        written_lr=0.101,
        situation=Situation.RAISING,
        evidence=evidence,
        sentence="raise",
    )


DOWNHILL, AVERAGE = "the long path still pointed downhill", " (all 2 readings; z +4.0 on average)"


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"z_long": 4.0, "room": 1.0}, ""),
        ({"z_long": 4.0}, ""),  # a journal from before it was told
        ({"z_long": 4.0, "room": 0.1}, ", but long steps left little room for a raise"),
    ],
)
def test_a_raise_that_long_steps_slow_is_told_as_one(evidence: dict[str, float], words: str) -> None:
    shares: dict[str, Share] = {}
    for _ in range(2):
        count(shares, raising(**evidence), 0.01)
    assert because("RAISING", shares["RAISING"], 2) == DOWNHILL + words + AVERAGE
