"""The classifier: two classes and many, weights of classes, probabilities."""

import numpy as np
import pytest
from sklearn import linear_model
from sklearn.datasets import load_digits, load_iris

from awarelr.linear import SGDClassifier

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(500, 4))
SIDE = ROWS @ np.array([1.0, -1.0, 0.5, 0.0]) + 0.5 * RNG.normal(size=500)
TWO = np.where(SIDE > 0.0, "yes", "no")


def test_the_logistic_optimum_is_found() -> None:
    alpha = 0.01
    exact = linear_model.LogisticRegression(C=1.0 / (alpha * len(ROWS)), tol=1e-8).fit(ROWS, TWO)
    model = SGDClassifier(loss="log_loss", alpha=alpha, tol=None, max_iter=300, random_state=0).fit(ROWS, TWO)
    assert model.coef_ == pytest.approx(exact.coef_, abs=0.05)
    assert model.predict_proba(ROWS) == pytest.approx(exact.predict_proba(ROWS), abs=0.03)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("loss", ["hinge", "squared_hinge", "modified_huber", "log_loss"])
@pytest.mark.parametrize("eta0", [1e-5, 1.0])
def test_digits_are_told_apart_from_any_starting_lr(loss: str, eta0: float) -> None:
    rows, target = load_digits(return_X_y=True)
    model = SGDClassifier(loss=loss, eta0=eta0, random_state=0).fit(rows[:1200], target[:1200])
    assert model.score(rows[1200:], target[1200:]) > 0.88
    assert model.coef_.shape == (10, 64)


@pytest.mark.parametrize("loss", ["log_loss", "modified_huber"])
def test_probabilities_sum_to_one_and_agree_with_the_prediction(loss: str) -> None:
    rows, target = load_iris(return_X_y=True)
    model = SGDClassifier(loss=loss, random_state=0).fit(rows, target)
    chances = model.predict_proba(rows)
    assert chances.sum(axis=1) == pytest.approx(np.ones(150))
    far = np.full((1, 4), -1e9)
    assert np.isfinite(model.predict_proba(far)).all()
    assert (model.classes_[chances.argmax(axis=1)] == model.predict(rows)).mean() > 0.99


def test_a_loss_without_probabilities_says_which_have_them() -> None:
    model = SGDClassifier().fit(ROWS, TWO)
    assert not hasattr(model, "predict_proba")
    with pytest.raises(AttributeError) as caught:
        model.predict_proba(ROWS)
    assert "log_loss" in str(caught.value.__cause__)


def test_class_weights_move_the_border() -> None:
    plain = SGDClassifier(random_state=0).fit(ROWS, TWO)
    heavy = SGDClassifier(class_weight={"no": 1.0, "yes": 20.0}, random_state=0).fit(ROWS, TWO)
    assert (heavy.predict(ROWS) == "yes").sum() > (plain.predict(ROWS) == "yes").sum()
    rare = np.r_[np.arange(40), np.flatnonzero(TWO == "no")]
    even = SGDClassifier(class_weight="balanced", random_state=0).fit(ROWS[rare], TWO[rare])
    assert even.score(ROWS, TWO) > 0.8


def test_a_stream_needs_its_classes_at_the_first_call() -> None:
    model = SGDClassifier(random_state=0)
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        model.partial_fit(ROWS, TWO)
    for start in range(0, 500, 50):
        model.partial_fit(ROWS[start : start + 50], TWO[start : start + 50], classes=["no", "yes"])
    assert model.score(ROWS, TWO) > 0.8
    with pytest.raises(ValueError, match="classes must be those of the first call"):
        model.partial_fit(ROWS, TWO, classes=["no", "maybe"])
    with pytest.raises(ValueError, match="y must hold only the classes"):
        model.partial_fit(ROWS[:1], ["maybe"])


def test_a_single_class_is_refused() -> None:
    with pytest.raises(ValueError, match="greater than one; got 1 class"):
        SGDClassifier().fit(ROWS, np.zeros(500))


def test_balanced_weights_and_streams_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="hand over a dict"):
        SGDClassifier(class_weight="balanced").partial_fit(ROWS, TWO, classes=["no", "yes"])
