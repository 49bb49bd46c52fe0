"""Bad input: each message names what is wrong and the way out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from awarelr.errors import OverflowedError, SettingError
from awarelr.linear import SGDClassifier, SGDRegressor
from awarelr.schedules import Aware, Chain, Cosine, Stage

ROWS = np.random.default_rng(0).normal(size=(30, 3))
TARGET = ROWS.sum(axis=1)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"loss": "hinge"}, "loss must be one of 'squared_error', 'huber'"),
        ({"penalty": "L2"}, "Did you mean 'l2'"),
        ({"penalty": "l3"}, "penalty must be one of 'l2', 'l1', 'elasticnet'"),
        ({"schedule": "awar"}, "schedule must be one of .*Did you mean 'aware'"),
        ({"schedule": "adaptiv"}, "Did you mean 'adaptive'.*here it is ReduceOnPlateau"),
        ({"schedule": "One-Cycle"}, "Did you mean 'one_cycle'"),
        ({"schedule": 3}, "schedule must be a scheduler or the name of one, got 3"),
        ({"eta0": 0.0}, r"eta0 must be a finite number above 0 \(LR\)"),
        ({"alpha": -1.0}, "alpha must be a finite number from 0"),
        ({"l1_ratio": 2.0}, "l1_ratio must be a number from 0 to 1"),
        ({"l1_ratio": None, "penalty": "elasticnet"}, r"l1_ratio must be .*\(share of L1\), got None"),
        ({"l1_ratio": "half", "penalty": None}, r"l1_ratio must be .*\(share of L1\), got 'half'"),
        ({"batch_size": 0}, "batch_size must be 'auto' or a whole number from 1"),
        ({"decide_every": "never"}, "decide_every must be 'auto', 'epoch' or a whole number"),
        ({"average": "yes"}, "average must be 'auto', True or False"),
        ({"max_iter": 0}, "max_iter must be a whole number from 1"),
        ({"shuffle": 1}, "shuffle must be True or False"),
    ],
)
def test_a_bad_parameter_is_named_by_fit(setting: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        SGDRegressor(**setting).fit(ROWS, TARGET)


@pytest.mark.parametrize("penalty", ["l2", "l1", None])
def test_a_share_that_nothing_reads_may_be_none_as_in_scikit_learn(penalty: str | None) -> None:
    with_none, without = (
        SGDRegressor(penalty=penalty, max_iter=1, tol=None, random_state=0, l1_ratio=share).fit(ROWS, TARGET)
        for share in (None, 0.5)
    )
    assert np.array_equal(with_none.coef_, without.coef_)


def test_every_bad_parameter_is_named_at_once() -> None:
    bad: dict[str, Any] = {"loss": "x", "penalty": "y", "eta0": -1.0, "class_weight": 2}
    with pytest.raises(SettingError) as caught:
        SGDClassifier(**bad).fit(ROWS, TARGET > 0.0)
    assert str(caught.value).count("must be") == 4


@pytest.mark.parametrize(("weight", "guess"), [("balnced", r"Did you mean 'balanced'\? "), ([1.0, 2.0], "")])
def test_class_weights_that_are_none_are_named_before_anything_is_counted(weight: Any, guess: str) -> None:
    """A parameter of scikit-learn's ``compute_class_weight`` was named."""
    words = rf"^class_weight must be one of 'balanced', got .*\. {guess}A dict of class to weight, or None for all 1"
    with pytest.raises(SettingError, match=words):
        SGDClassifier(class_weight=weight).partial_fit(ROWS, TARGET > 0.0, classes=[False, True])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_in_the_data_are_refused(bad: float) -> None:
    rows, target = ROWS.copy(), TARGET.copy()
    rows[3, 1] = target[5] = bad
    with pytest.raises(ValueError, match="Input X contains"):
        SGDRegressor().fit(rows, TARGET)
    with pytest.raises(ValueError, match="Input y contains"):
        SGDRegressor().fit(ROWS, target)
    model = SGDRegressor().partial_fit(ROWS, TARGET)
    before = model.coef_.copy()
    with pytest.raises(ValueError, match="Input X contains"):
        model.partial_fit(rows, TARGET)
    assert np.array_equal(model.coef_, before)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.full(30, -1.0), "Negative values in data passed to `sample_weight`"),
        (np.zeros(30), "zero"),
        (np.ones(29), "sample_weight.shape"),
        (np.full(30, np.nan), "contains NaN"),
        (np.full(30, 1.7e308), r"finite sum, got 1\.7e\+308 at most\. Divide by that"),
    ],
)
def test_bad_row_weights_are_refused(weights: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SGDRegressor().fit(ROWS, TARGET, sample_weight=weights)


def test_an_empty_batch_and_another_width_are_refused() -> None:
    model = SGDRegressor().partial_fit(ROWS, TARGET)
    with pytest.raises(ValueError, match="0 sample"):
        model.partial_fit(ROWS[:0], TARGET[:0])
    with pytest.raises(ValueError, match="expecting 3 features"):
        model.partial_fit(ROWS[:, :2], TARGET)


@pytest.mark.parametrize("shape", [(3,), (1, 3), (3, 1)])
def test_starting_weights_of_one_output_are_taken_in_a_row_or_a_column(shape: tuple[int, ...]) -> None:
    """A column was refused, which scikit-learn takes."""
    start, labels = np.array([1.0, 2.0, 3.0]), TARGET > 0.0
    for kind, target in ((SGDRegressor, TARGET), (SGDClassifier, labels)):
        one, other = (
            kind(max_iter=1, tol=None, random_state=0).fit(ROWS, target, coef_init=each)
            for each in (start, start.reshape(shape))
        )
        assert np.array_equal(one.coef_, other.coef_)


def test_starting_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"coef_init must have shape \(3,\), got \(2,\)"):
        SGDRegressor().fit(ROWS, TARGET, coef_init=np.zeros(2))
    with pytest.raises(ValueError, match=r"coef_init must have shape \(3, 3\), got \(1, 3\)"):
        SGDClassifier().fit(ROWS, np.arange(30) % 3, coef_init=np.ones(3))
    model = SGDRegressor(max_iter=1, tol=None).fit(ROWS, TARGET, coef_init=np.ones(3), intercept_init=np.zeros(1))
    assert model.score(ROWS, TARGET) > 0.99


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning", "ignore::awarelr.linear.ScaleWarning")
@pytest.mark.parametrize("size", [1e-160, 1e-12, 1e12, 1e160])
def test_numbers_near_the_ends_of_float_stay_finite(size: float) -> None:
    rows = ROWS * [1.0, size, 1.0]
    model = SGDRegressor(max_iter=20, random_state=0).fit(rows, TARGET)
    assert np.isfinite(model.coef_).all()
    assert np.isfinite(model.predict(rows)).all()


def test_tiny_targets_are_learnt_as_well() -> None:
    model = SGDRegressor(random_state=0).fit(ROWS, 1e-6 * TARGET)
    assert model.score(ROWS, 1e-6 * TARGET) > 0.95


def test_one_row_and_a_constant_column_do_no_harm() -> None:
    model = SGDRegressor(random_state=0).partial_fit(ROWS[:1], TARGET[:1])
    assert np.isfinite(model.coef_).all()
    rows = np.hstack([ROWS, np.full((30, 1), 1e5)])
    model = SGDRegressor(random_state=0).fit(rows, TARGET)
    assert model.score(rows, TARGET) > 0.95


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_class_that_weighs_less_than_nothing_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match=r"class_weight must hold finite numbers from 0, got .*reward mistakes"):
        SGDClassifier(class_weight={False: weight, True: 1.0}).fit(ROWS, TARGET > 0.0)


@pytest.mark.parametrize("lr", [0, -1.0, np.nan, "fast", None])
def test_an_lr_that_cannot_be_one_is_not_written(lr: Any) -> None:
    model = SGDRegressor(random_state=0).partial_fit(ROWS, TARGET)
    before = model.lr_
    with pytest.raises(SettingError, match=r"lr_ must be a finite number above 0 \(LR\), got .*to stand still"):
        model.lr_ = lr
    assert model.lr_ == before
    model.lr_ = 0.5
    assert model.lr_ == 0.5


def test_a_single_class_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"got 1 class\. Add rows of another"):
        SGDClassifier().fit(ROWS, np.zeros(30))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_targets_whose_squares_overflow_end_finite_and_without_a_warning_from_numpy() -> None:
    model = SGDRegressor(max_iter=5, random_state=0).fit(ROWS, 1e300 * TARGET)
    assert np.isfinite(model.coef_).all()


@pytest.mark.parametrize(
    "schedule", [Chain((Stage(Aware(), steps=9), Stage(Cosine(total_steps=9)))), "aware", "cosine"]
)
def test_a_rate_that_ends_at_zero_ends_nothing(schedule: Any) -> None:
    """The log of the LR that a batch size had borne was taken of 0."""
    model = SGDRegressor(schedule=schedule, max_iter=40, tol=None, random_state=0).fit(ROWS, TARGET)
    assert np.isfinite(model.coef_).all()


@pytest.mark.parametrize(
    ("setting", "name"), [("cosine", r"Cosine\(total_steps=\.\.\.\)"), ("step", r"Step\(every=\.\.\.\)")]
)
def test_a_name_that_needs_settings_says_what_to_build(setting: str, name: str) -> None:
    with pytest.raises(SettingError, match=f"must be given for schedule '{setting}', .*Build it: {name}"):
        SGDRegressor(schedule=setting).partial_fit(ROWS, TARGET)


LABELS = np.where(TARGET > 0.0, "up", "down")


@pytest.mark.parametrize(
    "refused",
    [
        lambda model: model.fit(ROWS, np.repeat("up", 30)),
        lambda model: model.fit(ROWS[:, :2], np.repeat("up", 30)),
        lambda model: model.set_params(class_weight={"up": -1.0, "down": 1.0}).fit(ROWS[:, :2], LABELS),
        lambda model: model.set_params(warm_start=True).fit(ROWS[:, :2], LABELS),
        lambda model: model.fit(ROWS[:, :2], LABELS, sample_weight=np.zeros(30)),
        lambda model: model.fit(ROWS[:, :2], LABELS, coef_init=np.zeros(7)),
        lambda model: model.partial_fit(ROWS, np.repeat("sideways", 30)),
        lambda model: model.partial_fit(ROWS, LABELS, classes=["left", "right"]),
    ],
)
def test_a_model_that_refuses_its_input_is_the_model_it_was(refused: Callable[[Any], Any]) -> None:
    """Classes and width had been taken over before the rest was checked: ``predict`` then raised an IndexError."""
    model = SGDClassifier(random_state=0).fit(ROWS, LABELS)
    before, story, state = model.predict(ROWS), model.explain(), set(vars(model))
    with pytest.raises(ValueError, match=r"must|class"):
        refused(model)
    assert np.array_equal(model.predict(ROWS), before)
    assert model.explain() == story
    assert set(vars(model)) == state
    assert model.n_features_in_ == 3


def test_classes_of_a_call_that_was_refused_bind_no_later_one() -> None:
    model = SGDClassifier(random_state=0)
    with pytest.raises(ValueError, match="y must hold only the classes"):
        model.partial_fit(ROWS, LABELS, classes=["up", "sideways"])
    assert model.partial_fit(ROWS, LABELS, classes=["up", "down"]).score(ROWS, LABELS) > 0.5


def test_after_an_overflow_a_lower_rate_begins_at_the_last_good_weights() -> None:
    model = SGDRegressor(
        schedule="constant", eta0=0.01, precondition=False, warm_start=True, max_iter=300, tol=None, random_state=0
    )
    good = model.fit(ROWS, TARGET).coef_
    with pytest.raises(OverflowedError):
        model.set_params(eta0=50.0).fit(ROWS, TARGET)
    assert np.array_equal(model.coef_, good)
    assert np.abs(model.set_params(eta0=0.01).fit(ROWS, TARGET).coef_ - 1.0).max() < 0.2


def test_after_an_overflow_of_the_first_fit_the_way_out_is_open() -> None:
    model = SGDRegressor(schedule="constant", eta0=50.0, precondition=False, max_iter=300, tol=None, random_state=0)
    with pytest.raises(OverflowedError):
        model.fit(ROWS, TARGET)
    assert np.abs(model.set_params(eta0=0.01).fit(ROWS, TARGET).coef_ - 1.0).max() < 0.2


def test_an_interruption_leaves_the_model_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SGDClassifier(random_state=0)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Aware, "step", interrupt)
        with pytest.raises(KeyboardInterrupt):
            model.partial_fit(ROWS, TARGET > 0.0, classes=[False, True])
    assert not hasattr(model, "classes_")
    assert model.partial_fit(ROWS, TARGET > 0.0, classes=[False, True]).predict(ROWS).shape == (30,)


@pytest.mark.parametrize("left_out", [slice(0, 10), slice(0, 0)])
def test_rows_of_weight_zero_do_not_count_in_the_balance(left_out: slice) -> None:
    labels = np.where(TARGET > 0.0, "up", "down")
    weights = np.ones(len(ROWS))
    weights[left_out] = 0.0
    heard = weights > 0.0
    settings: dict[str, Any] = {"class_weight": "balanced", "max_iter": 200, "random_state": 0}
    whole = SGDClassifier(**settings).fit(ROWS, labels, sample_weight=weights)
    part = SGDClassifier(**settings).fit(ROWS[heard], labels[heard])
    assert np.array_equal(whole.coef_, part.coef_)


def test_a_class_whose_rows_all_weigh_nothing_unbalances_nothing() -> None:
    labels = np.digitize(TARGET, [-0.5, 0.5])
    weights = (labels != 2).astype(float)
    model = SGDClassifier(class_weight="balanced", random_state=0).fit(ROWS, labels, sample_weight=weights)
    assert np.isfinite(model.coef_).all()


def test_an_overflow_on_rows_of_another_width_leaves_a_model_that_is_not_fitted() -> None:
    model = SGDRegressor(schedule="constant", eta0=0.01, precondition=False, tol=None, max_iter=20, random_state=0)
    model.fit(ROWS, TARGET)
    with pytest.raises(OverflowedError):
        model.set_params(eta0=1e9).fit(ROWS[:, :2], TARGET)
    with pytest.raises(NotFittedError):
        model.predict(ROWS[:, :2])
    assert model.set_params(eta0=1e-3).partial_fit(ROWS[:, :2], TARGET).predict(ROWS[:, :2]).shape == (30,)
