"""What scikit-learn's users hand over: taken where it has a meaning, else refused in words that lead on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from scipy import sparse

from awarelr.errors import SettingError
from awarelr.linear import SGDClassifier, SGDRegressor

ROWS = np.random.default_rng(0).normal(size=(80, 3))
TARGET = ROWS.sum(axis=1) + 0.1
LABELS = np.array(["a", "b", "c"])[np.arange(80) % 3]


def regressor(**settings: Any) -> SGDRegressor:
    return SGDRegressor(random_state=0, **settings)


def classifier(**settings: Any) -> SGDClassifier:
    return SGDClassifier(random_state=0, **settings)


def _parted(rows: Any) -> Any:
    """Return sparse rows in which every entry is stored as two halves."""
    halves = sparse.csr_matrix(rows)
    columns, data = np.repeat(halves.indices, 2), np.repeat(0.5 * halves.data, 2)
    return sparse.csr_matrix((data, columns, 2 * halves.indptr), shape=halves.shape)


def _wide(rows: Any) -> Any:
    """Return sparse rows with indices of 64 bits, as scipy's sparse arrays often have them."""
    found = sparse.csr_array(rows)
    found.indices, found.indptr = found.indices.astype(np.int64), found.indptr.astype(np.int64)
    return found


def _backwards(rows: Any) -> Any:
    """Return sparse rows whose entries stand from right to left."""
    found = sparse.csr_matrix(rows)
    places = np.arange(found.nnz).reshape(found.shape)[:, ::-1].ravel()
    return sparse.csr_matrix((found.data[places], found.indices[places], found.indptr), shape=found.shape)


def _locked(rows: Any) -> Any:
    found = sparse.csr_matrix(rows)
    for each in (found.data, found.indices, found.indptr):
        each.flags.writeable = False
    return found


@pytest.mark.parametrize(
    "form",
    [_parted, _wide, _backwards, _locked, sparse.csc_matrix, sparse.coo_array, sparse.lil_array, sparse.dok_array],
)
def test_sparse_rows_give_the_same_model_in_whatever_form_they_come(form: Callable[[Any], Any]) -> None:
    """Entries stored in parts gave another model; indices of 64 bits were refused."""
    plain, rows = sparse.csr_matrix(ROWS), form(ROWS)
    before = rows.copy()
    assert np.array_equal(regressor().fit(rows, TARGET).coef_, regressor().fit(plain, TARGET).coef_)
    one, other = (classifier().partial_fit(each, LABELS, classes=["a", "b", "c"]) for each in (rows, plain))
    assert np.array_equal(one.coef_, other.coef_)
    assert np.array_equal(one.predict(rows), other.predict(plain))
    assert rows.nnz == before.nnz


@pytest.mark.parametrize(
    "form",
    [
        lambda rows: rows.astype(object),
        lambda rows: rows.tolist(),
        np.asfortranarray,
        lambda rows: rows.astype(">f8"),
        lambda rows: np.ascontiguousarray(rows[::-1])[::-1],
        lambda rows: np.lib.stride_tricks.as_strided(rows, writeable=False),
        lambda rows: rows.astype(np.longdouble),
    ],
)
def test_dense_rows_give_the_same_model_in_whatever_form_they_come(form: Callable[[Any], Any]) -> None:
    assert np.array_equal(regressor().fit(form(ROWS), TARGET).coef_, regressor().fit(ROWS, TARGET).coef_)


@pytest.mark.parametrize("kind", [np.float32, np.float16, np.int8, np.bool_])
def test_narrow_rows_are_trained_on_in_float64(kind: Any) -> None:
    rows = np.maximum(2.0 * ROWS, 0.0).astype(kind)
    model = regressor(max_iter=30, tol=None).fit(rows, TARGET)
    assert model.coef_.dtype == model.predict(rows).dtype == np.float64
    assert model.score(rows, TARGET) > 0.4


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: regressor().fit(ROWS[:, 0], TARGET), "Expected 2D array, got 1D array"),
        (lambda: regressor().fit(ROWS.astype(str).astype(object) + "x", TARGET), "could not convert string to float"),
        (lambda: regressor().fit(ROWS, np.c_[TARGET, TARGET]), "y should be a 1d array"),
        (lambda: regressor().fit(ROWS, TARGET).predict(ROWS[:, :2]), "X has 2 features, .* expecting 3"),
        (lambda: classifier().fit(ROWS, TARGET), "Unknown label type: continuous. .* for numbers use SGDRegressor"),
        (
            lambda: classifier().fit(ROWS, np.array(["up", None])[np.arange(80) % 2]),
            "y must hold classes of one kind, got NoneType, str. Leave out rows without a class",
        ),
    ],
)
def test_rows_and_labels_without_a_meaning_are_refused(refused: Callable[[], Any], words: str) -> None:
    """A missing class among names was a TypeError about ``<``."""
    with pytest.raises(ValueError, match=words):
        refused()


def test_many_classes_among_few_rows_are_nothing_to_be_warned_of() -> None:
    """A batch with a class for every other row was called a regression."""
    labels = np.arange(80)
    assert classifier().partial_fit(ROWS[:30], labels[:30], classes=labels).coef_.shape == (80, 3)
    assert classifier(max_iter=1, tol=None).fit(ROWS, labels).coef_.shape == (80, 3)


@pytest.mark.parametrize("classes", [3, {"a", "b", "c"}, [["a", "b", "c"]]])
def test_classes_that_are_no_list_are_refused(classes: Any) -> None:
    """A set was taken for one class, a nested list for a flat one."""
    with pytest.raises(ValueError, match=r"classes must be a flat list of classes, got .*Pass sorted"):
        classifier().partial_fit(ROWS, LABELS, classes=classes)


def test_a_weight_for_a_class_that_is_none_is_named() -> None:
    """The classes that had no weight were named instead."""
    words = r"class_weight must name classes among \['a', 'b', 'c'\], got \['z'\] too\. A class left out weighs 1"
    with pytest.raises(ValueError, match=words):
        classifier(class_weight={"a": 2.0, "z": 1.0}).fit(ROWS, LABELS)
    assert classifier(class_weight={"a": 2.0}).fit(ROWS, LABELS).coef_.shape == (3, 3)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["coef_init", "intercept_init"])
def test_starting_weights_that_are_not_finite_are_refused(name: str, bad: float) -> None:
    """They ended as NaN, with a warning only."""
    start = np.full(3 if name == "coef_init" else 1, bad)
    with pytest.raises(ValueError, match=f"{name} must hold finite numbers, got {bad}. No step leads away"):
        regressor().fit(ROWS, TARGET, **{name: start})


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("coef_", np.ones(2), r"coef_ must have shape \(1, 3\), got \(1, 2\)"),
        ("intercept_", np.ones(2), r"intercept_ must have shape \(1,\), got \(2,\)"),
        ("coef_", np.full(3, np.nan), "coef_ must hold finite numbers, got nan"),
    ],
)
def test_weights_that_somebody_wrote_are_looked_at(name: str, written: Any, words: str) -> None:
    """A stream went on from NaN for ever; another width was an error about reshaping."""
    model = regressor().partial_fit(ROWS, TARGET)
    setattr(model, name, written)
    with pytest.raises(ValueError, match=words):
        model.partial_fit(ROWS, TARGET)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: regressor(early_stopping=True).fit(ROWS[:1], TARGET[:1]), r"validation_fraction=0\.1 .*got 1: "),
        (lambda: classifier(early_stopping=True).fit(ROWS, np.r_[["z"], LABELS[1:]]), "least populated class"),
        (lambda: classifier(early_stopping=True).fit(ROWS[:4], list("aabb")), "number of classes"),
    ],
)
def test_too_few_rows_to_hold_some_out_are_said_in_the_models_own_words(refused: Callable[[], Any], words: str) -> None:
    """A ``test_size`` was named that the models do not have."""
    with pytest.raises(ValueError, match=f"early_stopping must be able to hold out .*{words}") as caught:
        refused()
    assert str(caught.value).endswith("or use early_stopping=False.")


@pytest.mark.parametrize(
    "name", ["eta0", "batch_size", "decide_every", "average", "penalty", "loss", "max_iter", "shuffle", "schedule"]
)
def test_an_array_is_no_parameter_whether_the_model_was_fitted_before_or_not(name: str) -> None:
    """Some raised NumPy's error about the truth of an array; all did so after a fit."""
    for model in (regressor(), regressor().partial_fit(ROWS, TARGET)):
        with pytest.raises(SettingError, match=f"{name} must be .*got array"):
            model.set_params(**{name: np.array([1, 2])}).partial_fit(ROWS, TARGET)


@pytest.mark.parametrize("schedule", ["aware", "invscaling"])
@pytest.mark.parametrize("classes", [None, ["a", "b"], ["a", "b", "c"]])
def test_a_model_that_was_mapped_into_memory_goes_on_from_there(
    tmp_path: Path, schedule: str, classes: list[str] | None
) -> None:
    """A large array comes from a file, and into a worker of joblib's, read-only: that was NumPy's error."""
    labels = TARGET if classes is None else np.array(classes)[np.arange(80) % len(classes)]
    first: dict[str, Any] = {} if classes is None else {"classes": classes}
    model = (regressor if classes is None else classifier)(schedule=schedule).partial_fit(ROWS, labels, **first)
    joblib.dump(model, tmp_path / "model")
    mapped = joblib.load(tmp_path / "model", mmap_mode="r")
    assert not mapped.coef_.flags.writeable
    assert np.array_equal(mapped.predict(ROWS), model.predict(ROWS))
    for each in (mapped, model):
        each.partial_fit(ROWS[::-1], labels[::-1])
        each.set_params(warm_start=True, max_iter=2, tol=None).fit(ROWS, labels)
    assert np.array_equal(mapped.coef_, model.coef_)
    assert mapped.explain() == model.explain()
