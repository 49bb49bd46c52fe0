"""The formulas agree with torch and scikit-learn over 200 steps; the documented differences are the only ones."""

import math
import warnings
from itertools import pairwise
from typing import Any

import pytest

from awarelr.core import Situation
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError
from awarelr.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    OneCycle,
    Polynomial,
    Step,
    WarmupStableDecay,
    simulate,
)

torch = pytest.importorskip("torch")
STEPS = 200


def track(schedule: Schedule[Any], lr: float, steps: int = STEPS) -> list[float]:
    """Return the LR in force at each step."""
    return [each.lr_before for each in simulate(schedule, lr, steps)]


def torch_track(make: Any, lr: float, steps: int = STEPS, **kwargs: Any) -> tuple[list[float], list[float]]:
    """Return torch's LR and momentum in force at each step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)
    scheduler = make(optimizer, **kwargs)
    lrs, momenta = [], []
    for _ in range(steps):
        lrs.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if len(lrs) < steps:
                scheduler.step()
    return lrs, momenta


@pytest.mark.torch
@pytest.mark.parametrize(
    ("schedule", "theirs", "settings"),
    [
        (Constant(), "ConstantLR", {"factor": 1.0}),
        (Exponential(gamma=0.97), "ExponentialLR", {"gamma": 0.97}),
        (Step(every=30, gamma=0.3), "StepLR", {"step_size": 30, "gamma": 0.3}),
        (Polynomial(total_steps=150, power=1.7), "PolynomialLR", {"total_iters": 150, "power": 1.7}),
        (Cosine(total_steps=STEPS), "CosineAnnealingLR", {"T_max": STEPS}),
        (Cosine(total_steps=STEPS, end_factor=0.1), "CosineAnnealingLR", {"T_max": STEPS, "eta_min": 0.03}),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_formula_is_torchs(schedule: Schedule[Any], theirs: str, settings: dict[str, Any]) -> None:
    expected, _ = torch_track(getattr(torch.optim.lr_scheduler, theirs), 0.3, **settings)
    assert track(schedule, 0.3) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.torch
@pytest.mark.parametrize("anneal", ["cosine", "linear"])
@pytest.mark.parametrize("pct_start", [0.25, 0.3, 1.0])
def test_one_cycle_is_torchs_with_its_momentum(anneal: str, pct_start: float) -> None:
    ours = OneCycle(total_steps=STEPS, pct_start=pct_start, anneal=anneal, final_div=25e4, cycle_momentum=True)
    expected, momenta = torch_track(
        torch.optim.lr_scheduler.OneCycleLR,
        0.3,
        max_lr=0.3,
        total_steps=STEPS,
        pct_start=pct_start,
        anneal_strategy={"cosine": "cos", "linear": "linear"}[anneal],
    )
    decisions = simulate(ours, 0.3, STEPS)
    assert [each.lr_before for each in decisions] == pytest.approx(expected, rel=1e-9)
    # Documented: the momentum is first written after the first reading.
    assert [each.momentum for each in decisions[:-1]] == pytest.approx(momenta[1:], rel=1e-9)


def test_inverse_scaling_is_scikit_learns() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    assert linear_model.SGDRegressor().power_t == 0.25
    expected = [0.01 / t**0.25 for t in range(1, STEPS + 1)]  # eta0 / t^power_t, t from 1
    assert track(InverseScaling(power=0.25), 0.01) == pytest.approx(expected, rel=1e-12)


def test_inverse_scaling_gives_scikit_learns_weights() -> None:
    numpy = pytest.importorskip("numpy")
    linear_model = pytest.importorskip("sklearn.linear_model")
    x = numpy.linspace(-1.0, 1.0, STEPS)
    y = 3.0 * x
    theirs = linear_model.SGDRegressor(
        alpha=0.0, penalty=None, fit_intercept=False, shuffle=False, max_iter=1, tol=None, eta0=0.1, power_t=0.25
    ).fit(x[:, None], y)
    weight = 0.0
    for lr, each, target in zip(track(InverseScaling(power=0.25), 0.1), x, y, strict=True):
        weight -= lr * (weight * each - target) * each
    assert weight == pytest.approx(float(theirs.coef_[0]), rel=1e-9)


def test_after_the_budget_the_lr_stays_where_torchs_cosine_climbs_again() -> None:
    decisions = simulate(Cosine(total_steps=10, end_factor=0.1), 1.0, 30)
    assert [each.written_lr for each in decisions[9:]] == pytest.approx([0.1] * 21)
    assert decisions[8].situation is Situation.SCHEDULED
    assert decisions[9].situation is Situation.FINISHED


@pytest.mark.parametrize("shape", ["linear", "cosine", "sqrt"])
def test_climb_plateau_and_decay_meet_without_a_jump(shape: str) -> None:
    wsd = WarmupStableDecay(total_steps=100, warmup_steps=10, decay_steps=20, shape=shape, end_factor=0.01)
    lrs = track(wsd, 1.0, 110)
    assert lrs[0] == pytest.approx(1.0 / 11.0)
    assert lrs[10:81] == [1.0] * 71
    assert lrs[100:] == pytest.approx([0.01] * 10)
    assert max(abs(after - before) for before, after in pairwise(lrs)) < 0.25
    assert [each.situation for each in simulate(wsd, 1.0, 100)][::30] == [
        Situation.WARMING_UP,
        Situation.SCHEDULED,
        Situation.SCHEDULED,
        Situation.DECAYING,
    ]


def test_a_decay_of_no_steps_ends_at_the_plateau() -> None:
    assert track(WarmupStableDecay(total_steps=3), 1.0, 5) == [1.0] * 5


def test_a_top_given_is_climbed_to_from_the_lr_given() -> None:
    lrs = track(OneCycle(total_steps=10, lr_max=1.0, pct_start=0.5, final_div=100.0), 0.2, 12)
    assert lrs[0] == pytest.approx(0.2)
    assert max(lrs) == 1.0
    assert lrs[9:] == pytest.approx([0.01] * 3)


def test_a_loss_that_is_not_finite_is_said_and_changes_nothing() -> None:
    decisions = simulate(Exponential(gamma=0.5), 1.0, [2.0, math.nan, 1.0])
    assert [each.written_lr for each in decisions] == [0.5, 0.25, 0.125]
    assert decisions[1].situation is Situation.NON_FINITE
    assert decisions[1].sentence == (
        "the loss is nan; a formula cannot answer it and goes on: exponential decay: 1 * 0.5^2 = 0.25"
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Exponential(gamma=1.5), "gamma must be a number above 0 to 1"),
        (lambda: Step(every=0, gamma=0.0), "(?s)every must be .* got 0.*gamma must be"),
        (lambda: Cosine(total_steps=0), "total_steps must be a whole number from 1"),
        (lambda: Polynomial(total_steps=10, power=-1.0), "power must be a finite number above 0"),
        (lambda: InverseScaling(power=math.nan), "power must be"),
        (lambda: OneCycle(total_steps=10, anneal="cosin"), "Did you mean 'cosine'"),
        (
            lambda: OneCycle(total_steps=10, momentum_min=0.9, momentum_max=0.8),
            "momentum_max must be from momentum_min",
        ),
        (lambda: WarmupStableDecay(total_steps=10, warmup_steps=6, decay_steps=6), "must be at most total_steps"),
    ],
)
def test_a_setting_out_of_range_is_refused_in_words(make: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make()
