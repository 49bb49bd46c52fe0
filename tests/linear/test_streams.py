"""Streams: drifts are named and answered, an LR set by hand is kept and said, memory stays flat (river#1722)."""

import tracemalloc

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler

from awarelr.core import Situation
from awarelr.linear import ScaleWarning, SGDRegressor
from awarelr.linear.growing import GrowingBatches
from awarelr.linear.rows import bounds_of

CHANGE, CHUNK = 20_000, 10


def _stream(seed: int = 0, count: int = 24_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows, noise = rng.normal(size=(count, 10)), 0.5 * rng.normal(size=count)
    before, after = 2.0 * rng.normal(size=(2, 10))
    return rows, np.r_[rows[:CHANGE] @ before, rows[CHANGE:] @ after] + noise


def _losses(model: SGDRegressor, rows: np.ndarray, target: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    losses, rates = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for low in range(start, len(rows), CHUNK):
        part = slice(low, low + CHUNK)
        if low > start:
            losses[part] = (target[part] - model.predict(rows[part])) ** 2
        model.partial_fit(rows[part], target[part])
        rates[part] = model.lr_
    return losses, rates


def test_an_abrupt_change_is_named_and_answered_within_a_few_hundred_rows() -> None:
    rows, target = _stream()
    model = SGDRegressor(random_state=0)
    losses, rates = _losses(model, rows[: CHANGE + 200], target[: CHANGE + 200], 0)
    readings = model.decisions_[-1].t
    assert any(each.situation is Situation.DRIFTED and each.t > readings - 210 for each in model.decisions_)
    later, after = _losses(model, rows[CHANGE + 200 :], target[CHANGE + 200 :], 0)
    best = min(
        np.nanmean(
            _losses(
                SGDRegressor(schedule="constant", eta0=rate, precondition=False, penalty=None), rows, target, 17_000
            )[0][CHANGE + 500 : CHANGE + 1000]
        )
        for rate in (0.03, 0.06, 0.12, 0.25)
    )
    assert np.nanmean(later[300:800]) < 2.0 * best
    assert np.nanmax(after[:1000]) > 10.0 * np.nanmin(rates)
    assert np.nanmean(losses[CHANGE - 2000 : CHANGE]) < 0.3


@pytest.mark.parametrize("schedule", ["aware", "constant"])
def test_an_lr_set_by_hand_is_kept_and_said(schedule: str) -> None:
    rows, target = _stream(count=400)
    model = SGDRegressor(schedule=schedule, random_state=0).partial_fit(rows[:200], target[:200])
    model.set_params(eta0=0.0123).partial_fit(rows[200:201], target[200:201])
    said = [each for each in model.decisions_ if each.situation is Situation.OVERRIDDEN]
    assert len(said) == 1
    assert said[0].lr_before == 0.0123
    assert "0.0123" in said[0].sentence
    assert model.lr_ == pytest.approx(0.0123)
    model.lr_ = 0.03
    model.partial_fit(rows[201:202], target[201:202])
    assert model.decisions_[-1].lr_before == 0.03


def test_a_stream_goes_on_from_weights_written_by_hand() -> None:
    rows, target = _stream(count=400)
    model = SGDRegressor(random_state=0).partial_fit(rows[:200], target[:200])
    model.coef_ = np.full(10, 7.0)
    model.partial_fit(rows[200:201], target[200:201])
    assert model.coef_ == pytest.approx(np.full(10, 7.0), abs=3.0)


def test_memory_stays_flat_and_histories_bounded() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(2000, 5))
    target = rows.sum(axis=1) + rng.normal(size=2000)
    model = SGDRegressor(random_state=0, decide_every=1)

    def feed(times: int) -> None:
        for _ in range(times):
            model.partial_fit(rows, target)

    feed(120)
    tracemalloc.start()
    feed(20)
    first = tracemalloc.get_traced_memory()[0]
    feed(60)
    grown = tracemalloc.get_traced_memory()[0] - first
    tracemalloc.stop()
    assert grown < 200_000
    assert len(model.lr_history_) <= 2000
    assert len(model.loss_history_) == len(model.lr_history_)
    assert len(model.decisions_) <= 701
    assert np.isfinite(model.lr_)


def test_a_column_that_outgrows_its_unit_gets_a_larger_one_before_it_does_damage() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(4000, 3))
    weights = np.array([1.0, 2.0, 3.0])
    model = SGDRegressor(random_state=0)
    for start in range(0, 4000, 20):
        units = np.array([1.0, 1.0, 1.0 if start < 2000 else 1e4])
        part = rows[start : start + 20]
        model.partial_fit(part * units, part @ weights)
    assert model.score(rows[:500] * [1.0, 1.0, 1e4], rows[:500] @ weights) > 0.95


def test_the_first_chunk_of_a_stream_warns_of_uneven_columns() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(50, 3)) * [1.0, 1e4, 1.0]
    with pytest.warns(ScaleWarning, match="column 1"):
        SGDRegressor().partial_fit(rows, rows[:, 0])


@pytest.mark.parametrize(("rows", "size"), [(1, 64), (64, 64), (65, 64), (1000, 64), (130, 64)])
def test_batches_are_even_and_complete(rows: int, size: int) -> None:
    bounds = bounds_of(rows, size)
    sizes = np.diff(bounds)
    assert bounds[0] == 0
    assert bounds[-1] == rows
    assert sizes.max() - sizes.min() <= 1
    assert sizes.max() <= size


@pytest.mark.parametrize("clock", [0, 100, 500, 10_000])
@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
def test_batches_of_a_stream_grow_with_the_clock(rows: int, clock: int) -> None:
    bounds = GrowingBatches().bounds(rows, clock, 0.1)
    sizes = np.diff(bounds)
    assert bounds[0] == 0
    assert bounds[-1] == rows
    assert sizes.min() >= 1
    assert sizes.max() <= 64
    assert clock < 5000 or len(sizes) == -(-rows // 64)


def test_batches_shrink_to_what_has_borne_the_rate() -> None:
    batches = GrowingBatches()
    assert batches.least(0.5) == 1
    for rows, lr in ((1, 0.01), (4, 0.1), (16, 0.4)):
        for _ in range(8):
            batches.note(rows, lr)
    batches.note(2, 1.0)  # one reading proves nothing
    assert [batches.least(lr) for lr in (0.005, 0.02, 0.03, 0.2, 0.3, 100.0)] == [1, 1, 4, 4, 16, 16]
    assert np.diff(batches.bounds(32, 10, 0.15)).tolist() == [4] * 8
    assert np.diff(batches.bounds(32, 10, 0.001)).tolist() == [1] * 32


def test_a_rate_of_zero_and_sizes_without_end_are_not_remembered() -> None:
    batches = GrowingBatches()
    for rows in range(1, 1000):
        for _ in range(8):
            batches.note(rows, 0.0 if rows < 60 else 0.1)
    assert batches.least(0.1) == 60
    assert batches.least(9.0) == 64


@pytest.mark.parametrize("chunk", [1, 10, 442])
@pytest.mark.parametrize("eta0", [1.0, 10.0, 100.0])
def test_a_stream_that_begins_at_a_rate_far_too_large_is_put_back_to_its_start(eta0: float, chunk: int) -> None:
    """The first level was that of weights already at 1e18: called a drift, and for a thousand rows R2 was -1e16."""
    rows, target = load_diabetes(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(rows))
    rows, target = StandardScaler().fit_transform(rows)[order], target[order]
    model = SGDRegressor(eta0=eta0, random_state=0)
    for _ in range(2):
        for start in range(0, len(rows), chunk):
            model.partial_fit(rows[start : start + chunk], target[start : start + chunk])
    assert model.score(rows, target) > 0.35
    assert eta0 < 10.0 or "The weights were put back" in model.explain()


def test_a_drift_does_not_make_batches_too_small_for_the_rate() -> None:
    """The rate had grown to 0.15 on batches of sixteen; after the jump, row by row, it threw the weights far away."""
    rng = np.random.default_rng(12)
    truth = np.repeat(2.0 * rng.normal(size=(3, 20)), 8000, axis=0)[:9000]
    rows = rng.normal(size=(24_000, 20))[:9000]
    target = (rows * truth).sum(axis=1) + 0.5 * rng.normal(size=9000)
    model, losses = SGDRegressor(eta0=1e-5, random_state=0), []
    for start in range(0, 9000, 16):
        part, known = rows[start : start + 16], target[start : start + 16]
        if start >= 8000:
            losses.append(float(np.mean((model.predict(part) - known) ** 2)))
        model.partial_fit(part, known)
    assert max(losses[3:]) < losses[0]
    assert np.mean(losses[-20:]) < 1.0


def test_one_lucky_chunk_cuts_no_learning_rate() -> None:
    """scikit-learn#15596: one low loss became the reference, and the LR was divided by 5 again and again."""
    rows, target = _stream()
    rows, target = rows[:CHANGE], target[:CHANGE]
    model = SGDRegressor(batch_size=20, random_state=0)
    for start in range(0, 2000, 20):
        model.partial_fit(rows[start : start + 20], target[start : start + 20])
    before = model.lr_
    rows[2000:2020] = 0.0
    target[2000:2020] = model.intercept_[0]
    for start in range(2000, 3000, 20):
        model.partial_fit(rows[start : start + 20], target[start : start + 20])
    assert model.lr_ > 0.3 * before


@pytest.mark.parametrize("light", [1e-6, 1e-12])
@pytest.mark.parametrize("sparse", [False, True])
def test_heavy_rows_after_light_ones_do_not_leap(light: float, sparse: bool) -> None:  # noqa: FBT001 - a table's entry
    """Units measured on rows that weigh next to nothing made a step on others a million times too long, for good."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 4))
    target = rows @ [1.0, 2.0, 3.0, -1.0]
    model, given = SGDRegressor(random_state=0), csr_matrix(rows) if sparse else rows
    for call in range(20):
        model.partial_fit(given, target, sample_weight=np.full(200, light if call % 2 else 1.0))
    assert model.score(given, target) > 0.99


@pytest.mark.parametrize("eta0", [1e-5, 0.01, 0.3])
def test_a_stream_from_any_eta0_finds_its_rate_within_a_few_batches(eta0: float) -> None:
    """A tenth of a small eta0 as the first step had cost half as much again as the whole stream with the best rate."""
    draw = np.random.default_rng(3)
    rows = draw.normal(size=(4000, 20))
    target = rows @ draw.normal(size=20) + 0.5 * draw.normal(size=4000)
    model, losses = SGDRegressor(eta0=eta0, random_state=0), []
    for start in range(0, 4000, 16):
        part, known = rows[start : start + 16], target[start : start + 16]
        losses.append(float(np.mean((known - (model.predict(part) if start else 0.0)) ** 2)))
        model.partial_fit(part, known)
    assert sum(losses[:20]) < 8.0 * losses[0]
    assert np.mean(losses[20:]) < 0.5


def test_weights_to_start_from_keep_the_eta0_that_comes_with_them() -> None:
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(200, 5))
    truth = np.arange(5.0)
    model = SGDRegressor(eta0=1e-6, random_state=0, max_iter=1, tol=None)
    model.fit(rows, rows @ truth, coef_init=truth, intercept_init=np.zeros(1))
    assert model.decisions_[0].lr_before == pytest.approx(1e-7)
    assert SGDRegressor(eta0=1e-6).fit(rows, rows @ truth).decisions_[0].lr_before == pytest.approx(1e-7)
    stream = SGDRegressor(eta0=1e-6).partial_fit(rows, rows @ truth)
    assert stream.decisions_[0].lr_before == pytest.approx(1.0 / 6.0)
