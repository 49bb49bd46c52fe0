"""The quick way through a journal's line gives what the strict one gives, and leaves to it what is unusual."""

import math

import pytest

from awarelr.core import Decision
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Action
from awarelr.core.diagnosis import Situation
from awarelr.errors import StateError
from awarelr.journal import parse
from awarelr.journal.parse import decision_of

EVIDENCE = {"z": -1.5, "count": 4, "struck": "Infinity", "low": "-Infinity"}


def line(**changed: object) -> dict[str, object]:
    decision = Decision(
        t=3, clock=3, lr_before=0.1, lr=0.1, written_lr=0.1, situation=Situation.RAISING, evidence={}, sentence="raise"
    )
    data: dict[str, object] = {**encode(decision), **changed}
    return data


@pytest.mark.parametrize("action", list(map(Action, range(1 << len(Action)))))
def test_every_action_is_read_quickly_and_right(monkeypatch: pytest.MonkeyPatch, action: Action) -> None:
    """Guards against the long way for every decision that keeps a snapshot, which is most of them."""
    monkeypatch.setattr(parse, "decode", lambda *_: pytest.fail("the long way"))
    assert decision_of(line(action=encode(action), evidence=EVIDENCE)).action == action


def test_whole_numbers_and_words_of_the_evidence_are_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = decode(Decision, line(evidence=EVIDENCE))
    monkeypatch.setattr(parse, "decode", lambda *_: pytest.fail("the long way"))
    quick = decision_of(line(evidence=EVIDENCE))
    assert quick == strict
    assert quick.evidence == {"z": -1.5, "count": 4.0, "struck": math.inf, "low": -math.inf}
    assert {type(each) for each in quick.evidence.values()} == {float}


@pytest.mark.parametrize(
    "changed",
    [
        {"action": ["NOTHING"]},
        {"action": [["NOTHING"]]},
        {"action": None},
        {"evidence": {"z": True}},
        {"evidence": {"z": "many"}},
        {"evidence": {"z": None}},
        {"evidence": [1.0]},
        {"situation": "BORED"},
    ],
)
def test_what_is_none_of_ours_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(StateError):
        decision_of(line(**changed))


def test_actions_in_another_order_are_the_same() -> None:
    action = Action.RESTORE | Action.PROBE
    assert decision_of(line(action=["PROBE", "RESTORE"])).action == action
