"""From sums to a reading, and what every sensor does alike: averages, alignments, marks, saving."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarelr.core import Horizons
from awarelr.errors import StateError
from awarelr.sensors import Sum, Windows, reading_from_sums, windows_at
from awarelr.sensors.contract import telling_square, usual_square

TRACK = Path(__file__).parents[1] / "core" / "vectors" / "sensor.jsonl"


def sums_of(**named: float) -> list[float]:
    sums = [0.0] * len(Sum)
    for name, value in named.items():
        sums[Sum[name]] = value
    return sums


@pytest.mark.parametrize(
    ("clock", "windows"),
    [(1, (4, 6, 10)), (9, (4, 6, 10)), (60, (4, 6, 60)), (61, (4, 6.1, 61)), (1000, (4, 100, 1000))],
)
def test_the_windows_grow_with_the_clock(clock: int, windows: tuple[float, float, float]) -> None:
    short, medium, long = windows
    seen = windows_at(clock)
    assert isinstance(seen, Windows)
    assert (seen.short, seen.long) == (short, long)
    assert seen.medium == pytest.approx(medium)


def test_sums_become_norms_alignments_gain_and_mean_loss() -> None:
    sums = sums_of(GG=4.0, SS=9.0, MM=16.0, LL=25.0, GS=-6.0, GM=4.0, GL=-5.0, DD=49.0, LOSS=3.0, LOSSES=2.0)
    reading = reading_from_sums(sums, t=7, set_aside=False, validation=0.5, lr_found=0.1)
    assert (reading.t, reading.loss, reading.grad_norm, reading.displacement) == (7, 1.5, 2.0, 7.0)
    assert reading.alignment == Horizons(short=1.0, medium=-0.5, long=0.5)
    assert reading.gain == 5.0
    assert (reading.set_aside, reading.validation, reading.lr_found) == (False, 0.5, 0.1)
    assert not reading.probe
    assert not reading.undone


UNMEASURED = [
    {"GG": 0.0, "SS": 1.0, "MM": 1.0, "LL": 1.0},
    {"GG": 1.0},
    {"GG": math.nan, "SS": 1.0, "MM": 1.0, "LL": 1.0, "NON_FINITE": 1.0},
    {"GG": math.inf, "SS": 1.0, "MM": 1.0, "LL": 1.0, "NON_FINITE": 1.0},
    {"GG": 1.0, "SS": math.inf, "MM": math.nan, "LL": math.inf},
    {"GG": 1.0, "SS": 1.0, "MM": 1.0, "LL": 1.0, "GS": math.nan, "GM": math.inf, "GL": math.nan},
    {"GG": 1e-320, "SS": 1e-320, "MM": 1e-320, "LL": 1e-320, "GS": math.nan, "GM": math.inf, "GL": -math.inf},
]


@pytest.mark.parametrize("named", UNMEASURED)
def test_what_cannot_be_measured_is_left_out(named: dict[str, float]) -> None:
    assert reading_from_sums(sums_of(**named), t=1).alignment == Horizons()


@pytest.mark.parametrize("count", [1.0, 2.0])
def test_a_part_that_is_not_finite_makes_the_norm_not_finite(count: float) -> None:
    reading = reading_from_sums(sums_of(GG=4.0, NON_FINITE=count, LOSS=1.0, LOSSES=1.0), t=1)
    assert reading.grad_norm is not None
    assert math.isnan(reading.grad_norm)


def test_a_mark_that_is_not_finite_is_no_error() -> None:
    displacement = reading_from_sums(sums_of(GG=1.0, DD=math.nan), t=1).displacement
    assert displacement is not None
    assert math.isnan(displacement)


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_stays_a_fact(loss: float) -> None:
    seen = reading_from_sums(sums_of(LOSS=loss, LOSSES=1.0), t=1).loss
    assert repr(seen) == repr(loss)


def test_no_loss_is_none() -> None:
    assert reading_from_sums(sums_of(GG=1.0), t=1).loss is None


@pytest.mark.parametrize("flags", [{"probe": True}, {"undone": True}])
def test_a_probe_or_an_undone_reading_has_a_loss_and_no_path(flags: dict[str, bool]) -> None:
    sums = sums_of(GG=math.nan, SS=1.0, LOSS=2.0, LOSSES=1.0, NON_FINITE=1.0)
    reading = reading_from_sums(sums, t=3, validation=0.5, lr_found=0.1, **flags)
    assert (reading.loss, reading.grad_norm, reading.gain, reading.displacement) == (2.0, None, None, None)
    assert reading.alignment == Horizons()
    assert (reading.validation, reading.lr_found) == (0.5, 0.1)
    assert reading.probe == flags.get("probe", False)
    assert reading.undone == flags.get("undone", False)


def test_a_skipped_step_is_seen_in_the_sums_and_changes_no_number() -> None:
    sums = sums_of(GG=4.0, LOSS=1.0, LOSSES=1.0)
    skipped = list(sums)
    skipped[Sum.SKIPPED] = 1.0
    assert reading_from_sums(skipped, t=1) == reading_from_sums(sums, t=1)


@given(st.lists(st.floats(0.0), min_size=len(Sum), max_size=len(Sum)))
def test_any_sums_make_a_reading(sums: list[float]) -> None:
    reading = reading_from_sums(sums, t=1)
    for value in (reading.alignment.short, reading.alignment.medium, reading.alignment.long):
        assert value is None or not math.isnan(value)


# The same table for every sensor.


def test_the_recorded_track_comes_out_again(make_sensor: Callable[..., Any]) -> None:
    rows = [json.loads(line) for line in TRACK.read_text().splitlines()]
    thetas = [[np.array(row["theta"])] for row in rows]
    sensor = make_sensor(thetas[0])
    for position, row in enumerate(rows):
        sums = sensor.read(thetas[position], [np.array(row["gradient"])], row["t"])
        reading = reading_from_sums(sums, t=row["t"])
        assert reading.grad_norm == pytest.approx(row["grad_norm"], rel=1e-9)
        for horizon in ("short", "medium", "long"):
            expected = row["alignment"][horizon]
            seen = getattr(reading.alignment, horizon)
            assert seen is None if expected is None else seen == pytest.approx(expected, rel=1e-9, abs=1e-12)
        expected = row["gain"]
        assert (
            reading.gain is None if expected is None else reading.gain == pytest.approx(expected, rel=1e-9, abs=1e-15)
        )
        if position + 1 < len(rows):
            sensor.absorb(thetas[position + 1], row["t"])
    assert len(rows) > 50


def walk(seed: int, shapes: list[tuple[int, ...]], steps: int) -> tuple[list[Any], list[Any]]:
    """Return a random track of parameters, one more than gradients."""
    rng = np.random.default_rng(seed)
    thetas = [[np.asarray(rng.normal(size=shape)) for shape in shapes]]
    gradients = []
    for _ in range(steps):
        gradients.append([np.asarray(rng.normal(size=shape)) for shape in shapes])
        thetas.append(
            [
                np.asarray(each - 0.1 * g + 0.01 * rng.normal(size=g.shape))
                for each, g in zip(thetas[-1], gradients[-1], strict=True)
            ]
        )
    return thetas, gradients


SHAPES = [(3, 4), (), (5,), (0,), (2, 2, 2)]


def measure(sensor: Any, thetas: list[Any], gradients: list[Any], first: int = 0) -> list[list[float]]:
    """Read and absorb step by step, with a mark and rebases on the way."""
    rows = []
    for position in range(first, len(gradients)):
        rows.append(sensor.read(thetas[position], gradients[position], position + 1))
        if position == 11:
            sensor.mark_snapshot(thetas[position])
        sensor.absorb(thetas[position + 1], position + 1)
        if position == 17:
            sensor.rebase_long()
        if position == 23:
            sensor.rebase_all(thetas[position + 1])
    return rows


def naive(thetas: list[Any], gradients: list[Any]) -> list[dict[str, float]]:
    """Return the sums as the definitions say, over plain vectors."""

    def flat(arrays: Any) -> Any:
        return np.concatenate([np.ravel(each) for each in arrays])

    short = medium = long = mark = flat(thetas[0])
    rows = []
    for position, gradient in enumerate(gradients):
        theta, g = flat(thetas[position]), flat(gradient)
        bounce = 0.5 * (theta - medium)
        s, m, l = theta - short, theta - medium, (medium - long) + bounce  # noqa: E741 - as in the formulas
        d = theta - mark
        rows.append(
            {"GG": g @ g, "SS": s @ s, "MM": m @ m, "LL": l @ l, "GS": g @ s, "GM": g @ m, "GL": g @ l, "DD": d @ d}
        )
        if position == 11:
            mark = theta
        after = flat(thetas[position + 1])
        short = short + (after - short) / 4
        medium = medium + (after - medium) / max(6, 0.1 * (position + 1))
        long = long + (after - long) / max(10, position + 1)
        if position == 17:
            long = medium
        if position == 23:
            short = medium = long = after
    return rows


def test_the_sums_are_what_the_definitions_say(make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(0, SHAPES, 40)
    for row, expected in zip(measure(make_sensor(thetas[0]), thetas, gradients), naive(thetas, gradients), strict=True):
        for name, value in expected.items():
            assert row[Sum[name]] == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert row[Sum.NON_FINITE] == row[Sum.LOSSES] == row[Sum.SKIPPED] == 0.0


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e200])
def test_a_gradient_that_is_not_finite_is_counted(bad: float, make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(1, SHAPES, 2)
    gradients[0][2][1] = bad
    sensor = make_sensor(thetas[0])
    sums = sensor.read(thetas[0], gradients[0], 1)
    assert sums[Sum.NON_FINITE] == 1.0
    norm = reading_from_sums(sums, t=1).grad_norm
    assert norm is not None
    assert math.isnan(norm)
    assert sensor.read(thetas[0], gradients[1], 1)[Sum.NON_FINITE] == 0.0


@pytest.mark.parametrize("cut", [0, 1, 12, 18, 24, 30])
def test_saved_and_loaded_it_measures_the_same(cut: int, make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(2, SHAPES, 35)
    whole = make_sensor(thetas[0])
    expected = measure(whole, thetas, gradients)
    first = make_sensor(thetas[0])
    measure(first, thetas, gradients[:cut])
    second = make_sensor(thetas[cut])
    second.load(first.save())
    assert measure(second, thetas, gradients, cut) == expected[cut:]


def test_the_norm_of_the_parameters_is_measured(make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(2, SHAPES, 3)
    norms = [math.sqrt(sum(float(np.sum(np.asarray(part) ** 2)) for part in theta)) for theta in thetas]
    measured = measure(make_sensor(thetas[0]), thetas, gradients)
    sizes = [reading_from_sums(sums, t=t).size for t, sums in enumerate(measured, 1)]
    assert sizes == pytest.approx(norms[: len(sizes)], rel=1e-6)


def test_what_was_saved_does_not_change_later(make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(3, SHAPES, 10)
    sensor = make_sensor(thetas[0])
    measure(sensor, thetas, gradients)
    saved = sensor.save()
    rows = saved["rows"] if isinstance(saved, dict) else saved
    before = rows.tolist()
    sensor.rebase_all(thetas[0])
    assert rows.tolist() == before


def test_rows_of_another_model_are_refused(make_sensor: Callable[..., Any]) -> None:
    saved = make_sensor([np.zeros(5)]).save()
    words = r"^sensor rows must have (the )?shape \(\d, 3\), got \(\d, 5\). Load (it|the state) into the same model\.$"
    with pytest.raises(StateError, match=words):
        make_sensor([np.zeros(3)]).load(saved)


def test_after_a_rebase_there_is_no_displacement(make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = walk(4, SHAPES, 10)
    sensor = make_sensor(thetas[0])
    measure(sensor, thetas, gradients)
    sensor.rebase_all(thetas[3])
    reading = reading_from_sums(sensor.read(thetas[3], gradients[0], 11), t=11)
    assert reading.alignment == Horizons()
    assert reading.gain is None


@pytest.mark.torch
@settings(max_examples=50)
@given(st.integers(0, 10**6), st.lists(st.lists(st.integers(0, 4), max_size=3).map(tuple), min_size=1, max_size=4))
def test_the_sensors_agree_on_any_track(both: Any, seed: int, shapes: list[tuple[int, ...]]) -> None:
    thetas, gradients = walk(seed, shapes, 30)
    numpy, torch = (measure(make(thetas[0]), thetas, gradients) for make in both)
    # Torch looks for gradients of zero now and then only: a look costs a pass.
    seen, wanted = (np.array(measured)[:, : Sum.ZEROED] for measured in (torch, numpy))
    np.testing.assert_allclose(seen, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.torch
@settings(max_examples=25)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 1500), min_size=1, max_size=6))
def test_the_sensors_agree_on_which_coordinates_to_sample(both: Any, seed: int, sizes: list[int]) -> None:
    thetas, gradients = walk(seed, [(size,) for size in sizes], 3)
    numpy, torch = (measure(make(thetas[0], sample_above=0), thetas, gradients) for make in both)
    # Torch looks for gradients of zero now and then only: a look costs a pass.
    seen, wanted = (np.array(measured)[:, : Sum.ZEROED] for measured in (torch, numpy))
    np.testing.assert_allclose(seen, wanted, rtol=1e-9, atol=1e-12)


def test_the_usual_norm_is_that_of_a_new_network() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    layers = [torch.nn.Linear(300, 200), torch.nn.Conv2d(16, 32, 5), torch.nn.Linear(50, 700)]
    weights = [layer.weight for layer in layers]
    expected = sum(float(each.detach().square().sum()) for each in weights)
    assert usual_square(each.shape for each in weights) == pytest.approx(expected, rel=0.02)
    turned = [each.detach().numpy().T for each in weights]
    assert usual_square((each.shape for each in turned), outputs=-1) == pytest.approx(expected, rel=0.02)


def test_vectors_and_scalars_have_no_usual_norm() -> None:
    assert usual_square([(7,), (), (1000,)]) == 0.0
    assert usual_square([]) == 0.0


@pytest.mark.parametrize(
    ("square", "usual", "coordinates", "counted"),
    [
        (0.0, 9.0, 50.0, 0.0),
        (0.0, 0.0, 50.0, 0.0),
        (1e-12, 9.0, 50.0, 9.0),
        (16.0, 9.0, 50.0, 16.0),
        (4.0, 0.0, 101.0, 4.0),
        (4.0, 0.0, 100.0, -1.0),
    ],
)
def test_a_norm_counts_as_far_as_it_says_something(
    square: float, usual: float, coordinates: float, counted: float
) -> None:
    assert telling_square(square, usual, coordinates) == counted


def test_a_norm_that_is_no_number_stays_none() -> None:
    assert math.isnan(telling_square(math.nan, 9.0, 50.0))
