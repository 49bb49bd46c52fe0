"""Whatever floats arrive: the LR keeps its bounds, a bad reading moves no baseline, and a saved state goes on alike."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Action, AwareSettings, Horizons, Reading, Situation, State, controller
from awarelr.core.codec import decode, encode
from awarelr.core.limits import decay
from awarelr.core.statistics import usable

WILD = [math.nan, math.inf, -math.inf, 1e308, -1e308, 1e151, -0.0, 0.0, 5e-324, 1e-160]
wild = st.none() | st.sampled_from(WILD) | st.floats()


def often(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Usual values seven times in eight, wild ones else: so that a stream gets somewhere before it is disturbed."""
    return st.integers(0, 7).flatmap(lambda number: usual if number else wild)


def readings(probe: st.SearchStrategy[bool]) -> st.SearchStrategy[Reading]:
    alignment = often(st.floats(-1.0, 1.0))
    return st.builds(
        Reading,
        t=st.integers(1, 1000),
        loss=often(st.floats(0.5, 1.5) | st.floats(0.0, 100.0)),
        grad_norm=often(st.floats(0.0, 10.0)),
        alignment=st.builds(Horizons, short=alignment, medium=alignment, long=alignment),
        gain=often(st.floats(-1.0, 1.0)),
        displacement=often(st.floats(0.0, 10.0)),
        probe=probe,
        undone=st.sampled_from([False] * 15 + [True]),
        set_aside=st.sampled_from([True] * 7 + [False]),
        validation=wild,
        lr_found=st.sampled_from([*[None] * 40, 1e-3, 1e-12, 0.0, -1.0, math.nan, math.inf, 1e149, 5e-324]),
    )


any_settings = st.builds(
    lambda lr, low, high, **rest: (AwareSettings(min_lr=lr * low, max_lr=lr * high, **rest), lr),
    lr=st.sampled_from([1e-9, 1e-4, 0.05, 10.0, 1e-300, 1e300]),
    low=st.sampled_from([0.0, 1e-3, 1.0]),
    high=st.sampled_from([math.inf, 1e3, 1.1]),
    total_steps=st.none() | st.integers(1, 120),
    rollback=st.booleans(),
    observe_only=st.booleans(),
    raise_gain=st.sampled_from([0.0, 8.0, 1e6]),
    lower_gain=st.sampled_from([0.0, 8.0, 1e6]),
    snapshot_every=st.integers(1, 30),
)
streams = st.lists(readings(st.sampled_from([False])), max_size=40)
misfiled = st.lists(readings(st.booleans()), max_size=40)
starts = st.sampled_from(["far_too_high", "non_finite", "full_batch"]).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from([0, 3, 12, 60, 110]))
)


@given(any_settings, starts, streams)
def test_whatever_arrives_the_lr_keeps_its_bounds_and_its_pace(
    drive: Callable[..., Any],
    recorded: Callable[[str], Any],
    chosen: tuple[AwareSettings, float],
    start: tuple[str, int],
    stream: list[Reading],
) -> None:
    settings, lr = chosen
    before = recorded(start[0]).readings[: start[1]]
    keeps_its_promise(settings, drive(settings, lr, [*before, *stream]))


@given(any_settings, misfiled)
def test_readings_that_are_wrong_about_a_probe_break_no_promise(
    drive: Callable[..., Any], chosen: tuple[AwareSettings, float], stream: list[Reading]
) -> None:
    settings, lr = chosen
    keeps_its_promise(settings, drive(settings, lr, stream, follow=False))


@given(st.floats(min_value=0.0, exclude_min=True, allow_infinity=False), streams)
def test_any_starting_lr_keeps_the_promise(drive: Callable[..., Any], lr: float, stream: list[Reading]) -> None:
    keeps_its_promise(AwareSettings(), drive(AwareSettings(), lr, stream))


def keeps_its_promise(settings: AwareSettings, steps: list[Any]) -> None:
    """Check promise 1 over a run, and that each step is a record that can be written down."""
    for step in steps:
        before, decision = step.before, step.decision
        assert settings.min_lr <= decision.lr <= settings.max_lr
        assert settings.min_lr <= decision.written_lr <= settings.max_lr
        assert 0.0 < decision.lr < math.inf
        assert math.isfinite(decision.written_lr)
        assert decision.t == before.t + 1 == step.after.t
        assert decision.written_lr == step.after.written_lr
        assert decision.written_lr == max(decision.lr * decay(settings, decision.t), settings.min_lr)
        if step.reading.lr_found is None and Action.REBASE_ALL not in decision.action:
            change = math.log(decision.lr) - math.log(before.lr)
            assert -settings.max_lower - 1e-9 <= change <= max(settings.max_raise, settings.max_ramp) + 1e-9
        if not settings.restores:
            assert not decision.action & (Action.RESTORE | Action.PROBE)
        json.dumps(encode(step.after), allow_nan=False)
        json.dumps(encode(decision), allow_nan=False)


BAD = [
    Reading(t=1, loss=bad, grad_norm=norm, gain=1.0, displacement=1.0, alignment=Horizons(short=1, medium=1, long=1))
    for bad, norm in [
        (math.nan, 1.0),
        (math.inf, 1.0),
        (-math.inf, 1.0),
        (1e308, 1.0),
        (1.0, math.nan),
        (1.0, math.inf),
        (None, math.nan),
    ]
]


@pytest.mark.parametrize("bad", BAD, ids=lambda reading: f"{reading.loss}-{reading.grad_norm}")
@pytest.mark.parametrize("cut", [0, 1, 5, 40, 150, 299])
@pytest.mark.parametrize("rollback", [True, False])
def test_one_bad_reading_moves_no_baseline(
    *, bad: Reading, cut: int, rollback: bool, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded("far_too_high")
    settings = AwareSettings(rollback=rollback)
    steps = drive(settings, run.lr, run.readings[:cut])
    before = steps[-1].after if steps else controller.init(settings, run.lr)
    after, decision = controller.step(settings, before, bad)
    if before.probe is not None:  # within a probe it is one of its readings, and none that counts
        assert after.probe is None or after.probe.total == before.probe.total
        return
    assert decision.situation is Situation.NON_FINITE
    assert (after.loss, after.path, after.snapshot) == (before.loss, before.path, before.snapshot)
    assert (after.lr, after.written_lr, after.peak) == (before.lr, before.written_lr, before.peak)
    assert (after.losses, after.losses_since, after.probe) == (before.losses, before.losses_since, None)
    assert decision.action == (Action.RESTORE if rollback else Action.NONE)


@pytest.mark.parametrize("cut", [0, 1, 40, 299])
def test_a_missing_reading_is_no_statistic(cut: int, recorded: Callable[[str], Any], drive: Callable[..., Any]) -> None:
    run = recorded("far_too_high")
    steps = drive(run.settings, run.lr, run.readings[:cut])
    before = steps[-1].after if steps else controller.init(run.settings, run.lr)
    after, decision = controller.step(run.settings, before, Reading(t=cut + 1))
    assert (after.loss, after.path) == (before.loss, before.path)
    assert decision.action is Action.NONE


@pytest.mark.parametrize("field", ["loss", "grad_norm", "gain", "displacement"])
def test_a_number_that_does_not_count_changes_only_what_reads_it(
    field: str, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded("full_batch")
    state = drive(run.settings, run.lr, run.readings[:100])[-1].after
    good = Reading(
        t=101,
        loss=0.5,
        grad_norm=state.path.crest.height,
        gain=0.1,
        displacement=1.0,
        alignment=Horizons(short=1, medium=1, long=1),
    )
    blind = Reading(**{**{name: getattr(good, name) for name in Reading.__dataclass_fields__}, field: None})
    seeing, unseeing = (controller.step(run.settings, state, each)[0] for each in (good, blind))
    assert (seeing.loss == unseeing.loss) == (field != "loss")
    assert (seeing.path.gain == unseeing.path.gain) == (field != "gain")
    assert seeing.path.long == unseeing.path.long


CUTS = {"far_too_high": 300, "non_finite": 200, "synthetic_known_budget": 600, "synthetic_a": 500}


@pytest.mark.parametrize("name", CUTS)
def test_saved_at_any_point_and_loaded_the_decisions_are_the_same(
    name: str, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded(name)
    steps = drive(run.settings, run.lr, run.readings[: CUTS[name]], follow=False)
    texts = [json.dumps(encode(step.after), allow_nan=False) for step in steps]
    probes = [position for position, step in enumerate(steps) if step.after.probe is not None]
    holds = [position for position, step in enumerate(steps) if step.after.recovery.hold > 0]
    assert probes
    assert holds or name.startswith("synthetic")
    for position, text in enumerate(texts[:-1]):
        loaded = decode(State, json.loads(text))
        assert loaded == steps[position].after
        # Equal states decide alike at the next step, and so from there on; the first cuts are followed to the end.
        following = (
            steps[position + 1 :] if position in (0, probes[0], *holds[:1]) else steps[position + 1 : position + 4]
        )
        again = drive(run.settings, loaded, [step.reading for step in following], follow=False)
        assert repr([step.decision for step in again]) == repr([step.decision for step in following])


@given(any_settings, streams, st.data())
def test_saved_within_any_stream_and_loaded_the_decisions_are_the_same(
    drive: Callable[..., Any], chosen: tuple[AwareSettings, float], stream: list[Reading], data: st.DataObject
) -> None:
    settings, lr = chosen
    steps = drive(settings, lr, stream)
    cut = data.draw(st.integers(0, len(steps)))
    state = steps[cut - 1].after if cut else controller.init(settings, lr)
    loaded = decode(State, json.loads(json.dumps(encode(state), allow_nan=False)))
    again = drive(settings, loaded, stream[cut:])
    assert repr([step.decision for step in again]) == repr([step.decision for step in steps[cut:]])


@given(any_settings, streams)
def test_a_step_leaves_the_old_state_alone_and_comes_out_the_same_again(
    drive: Callable[..., Any], chosen: tuple[AwareSettings, float], stream: list[Reading]
) -> None:
    settings, lr = chosen
    for step in drive(settings, lr, stream):
        before = repr(step.before)
        again = controller.step(settings, step.before, step.reading)
        assert repr(again) == repr((step.after, step.decision))
        assert repr(step.before) == before


@given(streams)
def test_validation_losses_and_numbers_of_readings_move_no_lr(drive: Callable[..., Any], stream: list[Reading]) -> None:
    bare = [replace(each, validation=None, t=1) for each in stream]
    one, other = (drive(AwareSettings(), 0.1, each) for each in (stream, bare))
    without = [[replace(step.decision, remark=None) for step in steps] for steps in (one, other)]
    assert repr(without[0]) == repr(without[1])


@given(wild)
def test_only_numbers_that_can_be_squared_are_usable(value: float | None) -> None:
    squared = value is not None and math.isfinite(value) and math.isfinite(value * value)
    assert squared or not usable(value)
    if value is not None and abs(value) <= 1e149:
        assert usable(value)
