"""Records survive the way to JSON text and back exactly; anything else than what was written is an error in words."""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Action, Decision, Reading, Situation, State
from awarelr.core.codec import decode, encode
from awarelr.core.state import Ceiling, Probe, Recovery, SnapshotFacts
from awarelr.errors import StateError


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """A record with every kind of field that a record may have."""

    count: int
    share: float
    switch: bool
    word: str
    maybe: float | None
    pair: tuple[int, float]
    many: tuple[str, ...]
    table: Mapping[str, float]
    situation: Situation
    action: Action
    inner: Probe | None
    odd: int | str | None = None


def text_of(value: object) -> str:
    return json.dumps(encode(value), allow_nan=False)


def through_text(kind: type[Any], value: object) -> Any:
    return decode(kind, json.loads(text_of(value)))


numbers = st.floats()
probes = st.builds(Probe, left=st.integers(), total=numbers, count=st.integers())
records = st.builds(
    Everything,
    count=st.integers(),
    share=numbers,
    switch=st.booleans(),
    word=st.text(),
    maybe=st.none() | numbers,
    pair=st.tuples(st.integers(), numbers),
    many=st.lists(st.text(), max_size=3).map(tuple),
    table=st.dictionaries(st.text(), numbers, max_size=3),
    situation=st.sampled_from(Situation),
    action=st.sets(st.sampled_from(list(Action))).map(lambda some: Action(sum(each.value for each in some))),
    inner=st.none() | probes,
    odd=st.none(),
)


@given(records)
def test_a_record_comes_back_as_it_was(record: Everything) -> None:
    back = through_text(Everything, record)
    assert text_of(back) == text_of(record)
    assert isinstance(back.situation, Situation)
    assert isinstance(back.action, Action)
    assert isinstance(back.pair, tuple)


@given(numbers)
def test_a_float_keeps_every_bit(number: float) -> None:
    back = through_text(float, number)
    if math.isnan(number):
        assert math.isnan(back)
    else:
        assert struct.pack("d", back) == struct.pack("d", number)


@pytest.mark.parametrize(("number", "word"), [(math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity")])
def test_a_number_without_a_json_form_travels_as_a_word(number: float, word: str) -> None:
    assert encode(number) == word
    assert repr(decode(float, word)) == repr(number)


def test_a_state_is_plain_json_types() -> None:
    state = State(lr=0.1, written_lr=0.1, first_lr=1.0, snapshot=SnapshotFacts(lr=0.1), probe=Probe(left=1))
    data = encode(state)
    assert data["recovery"]["ceiling"] == {"lr": "Infinity", "window": "Infinity"}
    assert decode(State, json.loads(json.dumps(data))) == state


def test_a_list_is_read_for_a_tuple_and_an_integer_for_a_float() -> None:
    assert decode(tuple[float, ...], [1, 2.5]) == (1.0, 2.5)
    assert isinstance(decode(float, 1), float)


def test_a_word_or_a_count_of_a_type_derived_from_the_plain_one_is_taken() -> None:
    """A state that went through a tracker or an array library may hold its own kinds of text and integer."""
    word, count = type("Text", (str,), {})("warming"), type("Count", (int,), {})(3)
    assert decode(str, word) == "warming"
    assert decode(int, count) == 3


def test_a_type_that_no_field_may_have_is_refused() -> None:
    with pytest.raises(StateError, match=r"state must be list, got \[1\]"):
        decode(list[int], [1])


class Colour(Enum):
    """An enum of somebody else."""

    RED = 1


@pytest.mark.parametrize("value", [1 + 2j, object, {1, 2}, Probe, b"x"])
def test_what_has_no_plain_form_is_refused(value: object) -> None:
    with pytest.raises(StateError, match="has no plain JSON form"):
        encode(value)


def test_any_enum_travels_by_its_name() -> None:
    assert encode(Colour.RED) == "RED"
    assert decode(Colour, "RED") is Colour.RED


GOOD = encode(Recovery(ceiling=Ceiling(lr=1.0, window=2.0)))
STATE = (
    "state must have exactly the keys ceiling, hold, retrace, strikes, last_ours, last_excused, "
    "last_non_finite, withheld, restores, struck_from, data_blamed; "
)
WAY_OUT = ". It was written by another version or changed since; use the version that wrote it, or start afresh."
DAMAGED = ". The file was changed or is damaged."

FAULTS: list[tuple[Any, str]] = [
    ({key: value for key, value in GOOD.items() if key != "hold"}, STATE + "missing hold" + WAY_OUT),
    ({**GOOD, "extra": 1, "more": 2}, STATE + "unknown extra, more" + WAY_OUT),
    (
        {("rest" if key == "hold" else key): value for key, value in GOOD.items()},
        STATE + "missing hold; unknown rest" + WAY_OUT,
    ),
    ({**GOOD, "hold": 1.5}, "state.hold must be int, got 1.5" + DAMAGED),
    ({**GOOD, "hold": True}, "state.hold must be int, got True" + DAMAGED),
    ({**GOOD, "hold": None}, "state.hold must be int, got None" + DAMAGED),
    ({**GOOD, "last_ours": "3"}, "state.last_ours must be int, got '3'" + DAMAGED),
    ({**GOOD, "ceiling": [1.0, 2.0]}, "state.ceiling must be an object, got [1.0, 2.0]" + DAMAGED),
    (
        {**GOOD, "ceiling": {"lr": "many", "window": 2.0}},
        "state.ceiling.lr must be a number, got 'many'" + DAMAGED,
    ),
    ({**GOOD, "ceiling": {"lr": False, "window": 2.0}}, "state.ceiling.lr must be a number, got False" + DAMAGED),
    ([], "state must be an object, got []" + DAMAGED),
    (None, "state must be an object, got None" + DAMAGED),
]


@pytest.mark.parametrize(("data", "words"), FAULTS)
def test_a_changed_record_is_refused_in_words(data: object, words: str) -> None:
    with pytest.raises(StateError) as caught:
        decode(Recovery, data)
    assert str(caught.value) == words


FIELDS: list[tuple[str, object, str]] = [
    ("pair", [1], "state.pair must be a list of 2, got [1]"),
    ("pair", "12", "state.pair must be a list, got '12'"),
    ("pair", [1, "x"], "state.pair[1] must be a number, got 'x'"),
    ("many", [1], "state.many[0] must be str, got 1"),
    ("table", [], "state.table must be an object, got []"),
    ("table", {"a": None}, "state.table.a must be a number, got None"),
    ("situation", "SLEEPY", "state.situation must be one of WARMING_UP, DESCENDING, "),
    ("situation", ["DEAD"], "state.situation must be one of WARMING_UP, DESCENDING, "),
    ("action", "RESTORE!", "state.action must be one of NONE, "),
    ("action", ["JUMP"], "state.action must be one of NONE, "),
    ("switch", 1, "state.switch must be bool, got 1"),
    ("odd", 1, "state.odd must be int | str | None, got 1"),
    ("share", 10**400, "state.share must be a number, got 1000"),
]


@pytest.mark.parametrize(("name", "value", "words"), FIELDS)
def test_a_field_of_another_type_is_named_with_its_place(name: str, value: object, words: str) -> None:
    good = encode(
        Everything(
            count=1,
            share=0.5,
            switch=True,
            word="w",
            maybe=None,
            pair=(1, 2.0),
            many=("a",),
            table={"a": 1.0},
            situation=Situation.DEAD,
            action=Action.RESTORE | Action.PROBE,
            inner=None,
        )
    )
    with pytest.raises(StateError) as caught:
        decode(Everything, {**good, name: value})
    assert str(caught.value).startswith(words)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_anything_that_is_no_record_is_a_state_error(data: object) -> None:
    for kind in (State, Reading, Decision):
        with pytest.raises(StateError):
            decode(kind, data)
