"""What is shown while a training runs: flickers go, incidents stay."""

from awarelr.core import Decision, Situation
from awarelr.render.live.headlines import Headlines


def add(headlines: Headlines, t: int, situation: Situation, sentence: str = "so") -> None:
    headlines.add(
        Decision(t=t, clock=t, lr_before=1, lr=1, written_lr=1, situation=situation, evidence={}, sentence=sentence)
    )


def test_a_situation_keeps_its_first_step_and_its_latest_words() -> None:
    headlines = Headlines(4)
    for t in range(1, 40):
        add(headlines, t, Situation.RAISING, f"words {t}")
    assert [(line.step, line.sentence) for line in headlines.lines] == [(1, "words 39")]


def test_a_flicker_makes_room_for_the_next() -> None:
    headlines = Headlines(4)
    for t in range(1, 20):
        add(headlines, t, Situation.RAISING)
    add(headlines, 20, Situation.OSCILLATING)
    add(headlines, 22, Situation.TURNING)
    assert [line.situation for line in headlines.lines] == [Situation.RAISING, Situation.TURNING]


def test_a_situation_that_was_only_interrupted_goes_on() -> None:
    headlines = Headlines(4)
    for t in range(1, 40):
        add(headlines, t, Situation.OSCILLATING if t == 20 else Situation.RAISING, f"words {t}")
    assert [(line.step, line.sentence) for line in headlines.lines] == [(1, "words 39")]


def test_an_incident_is_never_pushed_out_by_a_flicker() -> None:
    headlines = Headlines(4)
    add(headlines, 1, Situation.DIVERGED)
    add(headlines, 2, Situation.PROBING)
    add(headlines, 4, Situation.HOLDING)
    add(headlines, 5, Situation.RAISING)
    assert [line.situation for line in headlines.lines] == [Situation.DIVERGED, Situation.PROBING, Situation.RAISING]
