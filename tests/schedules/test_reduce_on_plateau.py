"""The plateau rule cuts when it says it does, whatever the metric's zero, and never for noise or a gap."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Reading, Situation
from awarelr.core.decision import Decision
from awarelr.errors import SettingError
from awarelr.schedules import ReduceOnPlateau, saved, simulate

# 25 losses of a public report; the cuts after records, counted from 0, are worked out by hand.
LOSSES = [
    *(301427.78, 160481.17, 117763.65, 81528.43, 61726.37, 46429.07, 35138.65, 23490.17, 17156.35, 13263.68),
    *(10980.28, 11231.17, 7322.06, 9150.45, 12504.95, 10636.94, 8429.26, 5167.70, 7893.07, 7127.26),
    *(8848.17, 7766.22, 8599.27, 9155.76, 7540.22),
]
VALIDATION_ONLY = [
    *(18.346, 18.318, 17.586, 18.230, 17.911, 18.701, 19.266, 19.530, 20.585, 20.758, 20.839, 21.072, 21.990, 22.531)
]


def cuts(decisions: list[Decision]) -> list[int]:
    return [index for index, each in enumerate(decisions) if each.written_lr < each.lr_before]


@pytest.mark.parametrize(
    ("patience", "records"),
    [
        (0, [11, 13, 14, 15, 16, *range(18, 25)]),
        (1, [14, 16, 19, 21, 23]),
        (2, [15, 20, 23]),
        (3, [16, 21]),
        (10, []),
    ],
)
def test_it_cuts_after_exactly_these_records(patience: int, records: list[int]) -> None:
    assert cuts(simulate(ReduceOnPlateau(patience=patience), 1.0, LOSSES)) == records


def test_each_cut_gives_the_best_its_record_and_the_count() -> None:
    decision = simulate(ReduceOnPlateau(patience=2), 1.0, LOSSES)[15]
    assert decision.sentence == (
        "3 readings of the loss without an improvement over the best, 7322.06 at reading 13: cut from 1 to 0.1"
    )
    assert decision.situation is Situation.PLATEAU
    assert decision.evidence["best"] == 7322.06
    assert (decision.evidence["best_t"], decision.evidence["bad"], decision.evidence["patience"]) == (13, 3, 2)


@pytest.mark.parametrize("offset", [0.0, 1000.0, -1000.0, -2.0, -1.0])
@pytest.mark.parametrize(("mode", "sign"), [("min", 1.0), ("max", -1.0)])
def test_a_flat_metric_is_cut_alike_whatever_its_zero(mode: str, sign: float, offset: float) -> None:
    # The report counts the cutting reading itself as patience: its 2 is our 1.
    decisions = simulate(ReduceOnPlateau(patience=1, mode=mode), 1.0, [sign * (1.0 + offset)] * 8)
    assert [each.written_lr for each in decisions] == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001])


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.sampled_from([0.0, 0.1, 1.0]))
def test_the_track_is_the_same_for_mirrored_and_shifted_metrics(values: list[int], threshold: float) -> None:
    def lrs(sign: float, offset: float, mode: str) -> list[float]:
        schedule = ReduceOnPlateau(patience=1, threshold=threshold, mode=mode)
        return [each.written_lr for each in simulate(schedule, 1.0, [sign * each + offset for each in values])]

    expected = lrs(1.0, 0.0, "min")
    assert lrs(-1.0, 0.0, "max") == expected
    assert lrs(1.0, 1024.0, "min") == expected
    assert lrs(1.0, -1024.0, "min") == expected


def test_a_worsening_negative_metric_is_no_progress() -> None:
    decisions = simulate(ReduceOnPlateau(patience=0, threshold=0.1), 1.0, [-1.0, -0.95])
    assert cuts(decisions) == [1]


def test_an_absolute_threshold_is_in_the_metrics_unit() -> None:
    schedule = ReduceOnPlateau(patience=0, threshold=0.1, threshold_mode="absolute")
    assert cuts(simulate(schedule, 1.0, [1.0, 0.95, 0.89])) == [1]


@pytest.mark.torch
@pytest.mark.parametrize("cooldown", [0, 4])
@pytest.mark.parametrize("patience", [0, 3, 10])
def test_the_plain_rule_is_torchs(patience: int, cooldown: int) -> None:
    torch = pytest.importorskip("torch")
    source = random.Random(patience)
    losses = [2.0 * math.exp(-t / 40.0) + 0.2 * source.random() for t in range(200)]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    # Documented differences: the threshold's unit (0 here) and torch's smallest change, eps.
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=patience, cooldown=cooldown, threshold=0.0, eps=0.0
    )
    expected = []
    for loss in losses:
        theirs.step(loss)
        expected.append(optimizer.param_groups[0]["lr"])
    ours = ReduceOnPlateau(factor=0.5, patience=patience, cooldown=cooldown, threshold=0.0, robust=False)
    assert [each.written_lr for each in simulate(ours, 1.0, losses)] == expected
    assert expected[-1] < 1.0


@pytest.mark.parametrize("metric", ["auto", "validation"])
def test_a_missing_validation_is_no_reading(metric: str) -> None:
    schedule = ReduceOnPlateau(metric=metric, patience=1)
    given = {1: 1.0, 4: 1.1, 7: 1.2}
    readings = [Reading(t=t, loss=0.5, validation=given.get(t)) for t in range(1, 10)]
    decisions = simulate(schedule, 1.0, readings)
    assert cuts(decisions) == [6]
    assert decisions[4].sentence == "no validation at this reading: patience rests at 1 of 1"
    state = schedule.init(1.0)
    for reading in readings[:4]:
        state, _ = schedule.step(state, reading)
    state = saved.load(schedule, saved.save(schedule, state))
    for reading, expected in zip(readings[4:], decisions[4:], strict=True):
        state, decision = schedule.step(state, reading)
        assert decision == expected


def test_from_the_first_validation_on_it_alone_counts() -> None:
    readings = [
        Reading(t=1, loss=0.1),
        Reading(t=2, loss=0.1),
        Reading(t=3, loss=9.0, validation=5.0),
        Reading(t=4, loss=9.0),
    ]
    decisions = simulate(ReduceOnPlateau(patience=1), 1.0, readings)
    assert cuts(decisions) == []
    assert decisions[2].sentence == "the validation of 5 is the best so far"
    assert decisions[3].sentence == "no validation at this reading: patience rests at 0 of 1"


@pytest.mark.parametrize("fault", [math.nan, math.inf, -math.inf])
def test_a_fault_is_reported_and_never_counted(fault: float) -> None:
    decisions = simulate(ReduceOnPlateau(patience=1), 1.0, [1.0, fault, fault, fault, fault, 2.0])
    assert cuts(decisions) == []
    assert decisions[4].situation is Situation.NON_FINITE
    assert decisions[4].sentence.endswith("reported, not counted; patience rests at 0 of 1")
    assert decisions[5].evidence["bad"] == 1


@pytest.mark.parametrize("seed", range(5))
def test_one_lucky_loss_is_no_reference_and_nothing_is_cut_while_the_loss_falls(seed: int) -> None:
    source = random.Random(seed)
    flat = [0.45 + source.gauss(0.0, 0.01) for _ in range(400)]
    falling = [0.36 - 0.17 * t / 50 + source.gauss(0.0, 0.005) for t in range(50)]
    slower = [0.19 - 0.04 * t / 100 + source.gauss(0.0, 0.005) for t in range(100)]
    decisions = simulate(ReduceOnPlateau(patience=50, factor=0.2), 1.0, [*flat, 0.13, *falling, *slower])
    assert "no reference before the next one confirms it" in decisions[400].sentence
    assert [each for each in cuts(decisions) if each > 400] == []


@pytest.mark.parametrize("seed", range(5))
def test_noise_on_the_validation_alone_is_no_reason_to_cut(seed: int) -> None:
    source = random.Random(seed)
    readings = [
        Reading(t=t, loss=0.99**t, validation=0.99**t * (1.0 + 0.1 * source.gauss(0.0, 1.0))) for t in range(1, 201)
    ]
    assert cuts(simulate(ReduceOnPlateau(patience=10), 1.0, readings)) == []


@pytest.mark.parametrize("seed", range(5))
def test_overfitting_is_named_and_not_answered_by_a_lower_lr(seed: int) -> None:
    source = random.Random(seed)
    readings = [
        Reading(
            t=t,
            loss=0.99**t,
            validation=0.99 ** min(t, 30) + 0.005 * max(t - 30, 0) + source.gauss(0.0, 0.01),
        )
        for t in range(1, 101)
    ]
    decisions = simulate(ReduceOnPlateau(), 1.0, readings)
    named = [each for each in decisions if each.situation is Situation.OVERFITTING]
    assert 30 < named[0].t <= 50
    assert "a lower LR will not mend it" in named[0].sentence
    assert cuts(decisions) == []


def test_a_rising_validation_alone_is_said_with_its_condition() -> None:
    readings = [Reading(t=t, validation=each) for t, each in enumerate(VALIDATION_ONLY, start=1)]
    decisions = simulate(ReduceOnPlateau(), 1.0, readings)
    assert decisions[7].evidence["best"] == 17.586
    assert decisions[7].evidence["best_t"] == 3
    assert decisions[7].sentence.endswith("overfitting if the training loss fell: give it to be sure")
    falling = [Reading(t=each.t, validation=each.validation, loss=5.0 * 0.9**each.t) for each in readings]
    assert simulate(ReduceOnPlateau(), 1.0, falling)[7].situation is Situation.OVERFITTING


@pytest.mark.parametrize("lr", [5e-5, 5e-8, 1e-9])
def test_no_lr_is_too_small_to_be_cut(lr: float) -> None:
    assert simulate(ReduceOnPlateau(patience=0), lr, [1.0, 2.0])[-1].written_lr == pytest.approx(0.1 * lr)


def test_a_floor_above_the_starting_lr_is_refused_and_at_the_floor_it_is_said() -> None:
    schedule = ReduceOnPlateau(patience=0, lr_min=1e-3)
    with pytest.raises(SettingError, match=r"lr must be within lr_min and lr_max \(0.001 to inf\), got 5e-05"):
        schedule.init(5e-5)
    decisions = simulate(schedule, 2e-3, [1.0, 1.0, 1.0])
    assert [each.written_lr for each in decisions] == [2e-3, 1e-3, 1e-3]
    assert decisions[-1].sentence.endswith("the LR is at its floor of 0.001")


def test_every_fault_in_the_settings_is_reported_at_once() -> None:
    with pytest.raises(SettingError) as error:
        ReduceOnPlateau(metric="accuracy", factor=1.0, patience=-1)
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["metric", "factor", "patience"]


@pytest.mark.parametrize("readings", [[Reading(t=1, loss=1.0, undone=True)], [Reading(t=1, loss=1.0, probe=True)]])
def test_readings_of_weights_that_are_gone_are_not_read(readings: list[Reading]) -> None:
    assert simulate(ReduceOnPlateau(), 1.0, readings)[0].situation is Situation.SCHEDULED
