"""What a rival's package promises is really what makes the steps, on the task's own kind of optimizer."""

from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.baselines.inherited import inherit

pytestmark = pytest.mark.torch

PACKAGES = {
    "schedule_free": "schedulefree",
    "momo": "momo",
    "prodigy": "prodigyopt",
    "d_adaptation": "dadaptation",
    "mechanic": "mechanic_pytorch",
    "dog": "dog",
    "dowg": "dowg",
    "greedy": "transformers",
    "greedy_fair": "transformers",
    "linear": "transformers",
    "wsd": "transformers",
}


def needs(baseline: str) -> None:
    pytest.importorskip(PACKAGES[baseline])


def lrs(baseline: str, steps: int, *, told: int, lr: float = 1.0) -> list[float]:
    """Return the LR of each step on a loss that never falls."""
    model = nn.Linear(1, 1)
    optimizer = SGD(model.parameters(), lr=lr)
    control = BASELINES[baseline].start(model=model, optimizer=optimizer, total_steps=told)
    found = []
    for _ in range(steps):
        found.append(control.lr)
        model.zero_grad()
        control.advance(torch.tensor(1.0))
    return found


@pytest.mark.parametrize(
    ("baseline", "sgd", "adam"),
    [
        ("schedule_free", "SGDScheduleFree", "AdamWScheduleFree"),
        ("momo", "Momo", "MomoAdam"),
        ("prodigy", "Prodigy", "Prodigy"),
        ("d_adaptation", "DAdaptSGD", "DAdaptAdam"),
        ("mechanic", "MechanizedSGD", "MechanizedAdamW"),
        ("dog", "DoG", "DoG"),
        ("dowg", "DoWG", "DoWG"),
        ("linear", "SGD", "AdamW"),
        ("plateau", "SGD", "AdamW"),
        ("conb", "SGD", "AdamW"),
    ],
)
def test_the_step_is_the_packages_on_the_tasks_kind_of_optimizer(
    baseline: str, sgd: str, adam: str, follow: Any
) -> None:
    if baseline in PACKAGES:
        needs(baseline)
    with_sgd, _ = follow(BASELINES[baseline], SGD, 1, lr=0.1)
    with_adam, _ = follow(BASELINES[baseline], AdamW, 1, lr=0.1)
    assert (type(with_sgd._optimizer).__name__, type(with_adam._optimizer).__name__) == (sgd, adam)


@pytest.mark.parametrize(
    ("baseline", "names"),
    [
        ("schedule_free", {"weight_decay": 0.03, "betas": (0.8, 0.99)}),
        ("momo", {"weight_decay": 0.03, "betas": (0.8, 0.99)}),
        ("prodigy", {"weight_decay": 0.03, "betas": (0.8, 0.99), "decouple": True, "lr": 0.5}),
        ("d_adaptation", {"weight_decay": 0.03, "betas": (0.8, 0.99), "decouple": True, "lr": 0.5}),
        ("mechanic", {"weight_decay": 0.03, "betas": (0.8, 0.99), "lr": 0.5}),
        ("dog", {"weight_decay": 0.03, "lr": 1.0, "reps_rel": 1e-6}),
    ],
)
def test_the_tasks_settings_are_taken_over(baseline: str, names: dict[str, object], follow: Any) -> None:
    needs(baseline)
    control, _ = follow(BASELINES[baseline], AdamW, 0, lr=0.1, betas=(0.8, 0.99), weight_decay=0.03, told=4)
    group = control._optimizer.param_groups[0]
    names = {name: 1.0 if name == "lr" else value for name, value in names.items()}
    assert {name: group[name] for name in names} == names


def test_momentum_and_the_kind_of_weight_decay_are_seen() -> None:
    weight = [nn.Parameter(torch.ones(1))]
    sgd = inherit(SGD(weight, lr=0.1, momentum=0.9, weight_decay=5e-4))
    assert (sgd.adam, sgd.momentum, sgd.weight_decay, sgd.decoupled) == (False, 0.9, 5e-4, False)
    assert sgd.undamped_lr == pytest.approx(1.0)
    adam, adamw = inherit(Adam(weight, lr=0.1)), inherit(AdamW(weight, lr=0.1))
    assert (adam.adam, adam.decoupled, adamw.decoupled, adam.undamped_lr) == (True, False, True, 0.1)


def test_linear_climbs_over_a_twentieth_and_falls_to_nothing_for_good() -> None:
    needs("linear")
    found = lrs("linear", 50, told=40)
    assert found[:4] == pytest.approx([0.0, 0.5, 1.0, 37 / 38])
    assert found[39] == pytest.approx(1 / 38)
    assert found[40:] == [0.0] * 10


def test_wsd_keeps_its_lr_until_a_fifth_is_left() -> None:
    needs("wsd")
    found = lrs("wsd", 50, told=40)
    assert found[:3] == [0.0, 0.5, 1.0]
    assert found[2:33] == [1.0] * 31
    assert found[34] == pytest.approx(1.0 - (2 / 8) ** 0.5)
    assert found[40:] == [0.0] * 10


def test_one_cycle_starts_at_a_25th_and_stays_at_its_end() -> None:
    found = lrs("one_cycle", 50, told=40)
    assert found[0] == pytest.approx(1 / 25)
    assert max(found) == pytest.approx(found[11]) == pytest.approx(1.0)
    assert found[39:] == pytest.approx([1 / 25e4] * 11)


@pytest.mark.parametrize(("momentum", "expected"), [(0.9, 0.95), (0.0, 0.0)])
def test_one_cycle_gives_momentum_only_where_there_is_one(momentum: float, expected: float, follow: Any) -> None:
    control, _ = follow(BASELINES["one_cycle"], SGD, 0, lr=0.1, momentum=momentum)
    assert control._optimizer.param_groups[0]["momentum"] == expected


@pytest.mark.parametrize("optimizer", [RMSprop, Adagrad])
def test_one_cycle_takes_optimizers_that_have_no_momentum_as_they_are(optimizer: type[Optimizer], follow: Any) -> None:
    """Guards the tasks quantile and policy: torch refuses to cycle Adagrad's momentum, and would give RMSprop one."""
    control, weights = follow(BASELINES["one_cycle"], optimizer, 3, lr=0.1)
    assert control._optimizer.param_groups[0].get("momentum", 0.0) == 0.0
    assert abs(weights[-1]) < 2.0


def test_plateau_divides_by_ten_after_eleven_periods_without_progress() -> None:
    found = lrs("plateau", 40, told=200)  # periods of 2 steps; the first sets the mark
    assert found[:24] == [1.0] * 24
    assert found[24:40] == pytest.approx([0.1] * 16)


def test_greedy_keeps_to_its_own_bounds_and_fair_greedy_to_those_of_the_lr() -> None:
    needs("greedy")
    assert lrs("greedy", 13, told=40, lr=1e-4)[-1] == 1e-4  # never below 1e-3: stuck
    assert lrs("greedy_fair", 13, told=40, lr=1e-4)[-1] == pytest.approx(0.95e-4)


def test_schedule_free_by_hand(follow: Any) -> None:
    needs("schedule_free")
    control, weights = follow(BASELINES["schedule_free"], SGD, 1, lr=0.1, told=40)
    # Half way up the warm-up the LR is 0.05: z = 2 - 0.05 * 2 = 1.9, x = z after one step, and so is y.
    assert weights == pytest.approx([1.9])
    assert control.lr == pytest.approx(0.1)


def test_schedule_free_is_judged_by_its_average_and_trains_on_as_before(follow: Any) -> None:
    needs("schedule_free")
    control, weights = follow(BASELINES["schedule_free"], SGD, 5, lr=0.1)
    (weight,) = control._model.parameters()
    with control.measured(lambda: None), control.averaged():
        average = weight.item()
    assert average > weight.item()  # it lags behind
    assert weight.item() == weights[-1]
    control.advance(torch.tensor(1.0))  # back in training mode, or the package would raise


def test_schedule_free_looks_at_batches_again_for_batch_norm() -> None:
    needs("schedule_free")
    model = nn.BatchNorm1d(1)
    control = BASELINES["schedule_free"].start(model=model, optimizer=SGD(model.parameters(), lr=0.1), total_steps=4)

    def replay() -> None:
        model(torch.full((2, 1), 10.0))

    with control.measured(replay):
        assert model.state_dict()["running_mean"].item() == pytest.approx(1.0)
    assert model.state_dict()["running_mean"].item() == 0.0


def test_momo_takes_polyaks_step_below_its_cap(follow: Any) -> None:
    needs("momo")
    _, weights = follow(BASELINES["momo"], SGD, 2, lr=10.0)
    assert weights == pytest.approx([1.0, 0.5])  # loss / gradient^2 = 1/2
    _, capped = follow(BASELINES["momo"], SGD, 2, lr=0.1)
    assert capped == pytest.approx([1.8, 1.62])


def test_dog_by_hand(follow: Any) -> None:
    needs("dog")
    control, _ = follow(BASELINES["dog"], SGD, 1, lr=123.0)
    assert control.lr == pytest.approx(1e-6 * (1 + 2) / 2)
    control, _ = follow(BASELINES["dog"], SGD, 2, lr=123.0)
    assert control.lr == pytest.approx(3e-6 / 8**0.5)


def test_dog_averages_by_its_packages_decay(follow: Any) -> None:
    needs("dog")
    control, _ = follow(BASELINES["dog"], SGD, 40, lr=1.0)
    averager = control._average._averager
    weight = averager.base_model.weight
    last = weight.item()
    with control.measured(lambda: None), control.averaged():
        assert weight.item() == averager.averaged_model.weight.item() != last
    assert weight.item() == last


def test_dowg_by_hand(follow: Any) -> None:
    needs("dowg")
    control, weights = follow(BASELINES["dowg"], SGD, 1, lr=123.0)
    # squared distance 1e-4, sum 1e-4 * 2^2: 1e-4 * 2 / (0.02 + 1e-4)
    assert weights == pytest.approx([2.0 - 2e-4 / 0.0201])
    assert control.lr == pytest.approx(1e-4 / 0.02)


@pytest.mark.parametrize("baseline", ["prodigy", "d_adaptation", "mechanic", "dog", "dowg"])
@pytest.mark.parametrize("optimizer", [SGD, AdamW])
def test_who_needs_no_lr_does_the_same_with_any(baseline: str, optimizer: type[Optimizer], follow: Any) -> None:
    needs(baseline)
    assert getattr(BASELINES[baseline], "lr_free", False)
    small, large = (follow(BASELINES[baseline], optimizer, 6, lr=lr) for lr in (1e-4, 10.0))
    assert small[1] == large[1]
    assert small[1][-1] < 2.0
    assert small[0].lr == large[0].lr
