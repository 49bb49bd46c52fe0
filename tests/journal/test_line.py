"""A line is written quickly, and says the same as the codec."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Action, Decision, Horizons, Reading, Situation
from awarelr.core.codec import encode
from awarelr.errors import StateError
from awarelr.journal.line import decision_line
from awarelr.journal.parse import decision_of, lr_of, reading_of

numbers = st.floats()
maybe = st.none() | numbers
readings = st.builds(
    Reading,
    t=st.integers(1),
    loss=maybe,
    grad_norm=maybe,
    alignment=st.builds(Horizons, short=maybe, medium=maybe, long=maybe),
    gain=maybe,
    displacement=maybe,
    probe=st.booleans(),
    undone=st.booleans(),
    set_aside=st.booleans(),
    validation=maybe,
    lr_found=maybe,
)
actions = st.lists(st.sampled_from(list(Action)), max_size=5).map(
    lambda some: Action(sum({each.value for each in some}))
)
decisions = st.builds(
    Decision,
    t=st.integers(1),
    clock=st.integers(0),
    lr_before=numbers,
    lr=numbers,
    written_lr=numbers,
    situation=st.sampled_from(Situation),
    evidence=st.dictionaries(st.text(max_size=20), numbers | st.integers(-9, 9), max_size=6),
    sentence=st.text(),
    action=actions,
    momentum=maybe,
)


def same(one: object, other: object) -> bool:
    """Equal, where NaN equals NaN."""
    return json.dumps(encode(one)) == json.dumps(encode(other))


@given(numbers, readings, decisions)
def test_a_line_is_what_the_codec_would_have_written(lr: float, reading: Reading, decision: Decision) -> None:
    slow = json.dumps(
        {"lr": encode(lr), "reading": encode(reading), "decision": encode(decision)},
        separators=(",", ":"),
        allow_nan=False,
    )
    assert decision_line(lr, reading, decision) == slow + "\n"


@given(numbers, readings, decisions)
def test_a_line_comes_back_as_it_was(lr: float, reading: Reading, decision: Decision) -> None:
    line = decision_line(lr, reading, decision)
    assert line.count("\n") == 1
    assert line.isascii()
    data = json.loads(line)
    assert same(lr_of(data["lr"]), lr)
    assert same(reading_of(data["reading"]), reading)
    floats = {name: float(value) for name, value in decision.evidence.items()}
    assert same(decision_of(data["decision"]), replace(decision, evidence=floats))


def test_floats_keep_every_bit_and_non_finite_ones_travel_as_words() -> None:
    reading = Reading(t=1, loss=0.1 + 0.2, grad_norm=math.nan, gain=-math.inf, displacement=5e-324)
    data = json.loads(decision_line(1e-5, reading, _decision()))["reading"]
    assert data["loss"] == 0.30000000000000004
    assert data["displacement"] == 5e-324
    assert (data["grad_norm"], data["gain"]) == ("NaN", "-Infinity")


def test_what_has_no_json_form_is_an_error_with_its_type() -> None:
    reading = Reading(t=1, loss=1 + 2j)  # type: ignore[arg-type]
    with pytest.raises(StateError, match="complex has no plain JSON form"):
        decision_line(0.1, reading, _decision())


def _decision() -> Decision:
    return Decision(
        t=1, clock=1, lr_before=0.1, lr=0.1, written_lr=0.1, situation=Situation.RAISING, evidence={}, sentence="so"
    )
