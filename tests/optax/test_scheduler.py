"""AwareLR on Optax: the same decisions as on torch, and what a loop in JAX wants besides."""

import json
import logging
import math
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from awarelr import Cosine, OneCycle, Situation
from awarelr.errors import ConflictError, ReadingError, SettingError, StateError
from awarelr.journal import read_journal, replay
from awarelr.optax import AwareLR, Scheduler

Make = Callable[..., Any]


def nan(seen: tuple[Any, Any]) -> tuple[Any, Any]:
    loss, gradients = seen
    return loss * jnp.nan, jax.tree.map(lambda each: each * jnp.nan, gradients)


def same(ours: Any, theirs: Any) -> bool:
    pairs = zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True)
    return all(np.array_equal(mine, other, equal_nan=True) for mine, other in pairs)


def test_a_rate_far_too_low_is_raised_and_the_loss_falls(run: Make, sgd: Make, tmp_path: Path) -> None:
    scheduler = AwareLR(sgd(), journal=tmp_path / "run.jsonl")
    trained = run(scheduler).train(300)
    assert max(trained.lrs) > 1e-2
    first, last = run(AwareLR(sgd())).loss(), trained.loss()
    assert last < 0.3 * first
    assert "learning rate went from" in scheduler.explain()
    scheduler.close()
    assert sum(1 for _ in read_journal(tmp_path / "run.jsonl").entries()) == 300
    assert replay(tmp_path / "run.jsonl").same


def test_long_first_steps_are_made_again_shorter(run: Make, sgd: Make) -> None:
    scheduler = AwareLR(sgd(1e5, optax.adam))
    begun = run(scheduler)
    before = begun.params
    begun.train(2)
    assert scheduler.situation is Situation.OVERSTEPPED
    assert same(begun.params, before)
    assert scheduler.get_last_lr()[0] < 0.1
    assert begun.train(300).loss() < 0.3 * run(AwareLR(sgd())).loss()


class OnTorch:
    """The same training on torch: same start, batches and SGD."""

    def __init__(self, beside: Any, lr: float) -> None:
        self.torch = pytest.importorskip("torch")
        from awarelr.torch import AwareLR as Theirs  # noqa: PLC0415 - where torch is

        tensor = self.torch.tensor
        self.weights = [self.torch.nn.Parameter(tensor(np.array(beside.params[name]))) for name in ("in", "out")]
        self.optimizer = self.torch.optim.SGD(self.weights, lr=lr)
        self.scheduler = Theirs(self.optimizer)

    def step(self, x: Any, y: Any) -> None:
        wide, narrow = self.weights
        self.optimizer.zero_grad()
        found = (self.torch.tanh(self.torch.tensor(x) @ wide) @ narrow).squeeze(1)
        loss = (found - self.torch.tensor(y)).square().mean()
        loss.backward()
        self.optimizer.step()
        self.scheduler.step(loss)


@pytest.mark.torch
def test_it_decides_as_on_torch(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(1e-4)))
    theirs = OnTorch(trained, 1e-4)
    for step in range(120):
        theirs.step(*trained.batch(step))
        trained.train(1)
        assert trained.named[-1] == theirs.scheduler.situation.label
        assert trained.lrs[-1] == pytest.approx(theirs.scheduler.get_last_lr()[0], rel=1e-4)


def test_a_gradient_that_is_not_finite_moves_nothing(run: Make, sgd: Make, caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[int, str]] = []
    trained = run(AwareLR(sgd(kind=optax.adam), on_rollback=lambda step, why: told.append((step, why)))).train(50)
    before, state = trained.params, trained.state
    with caplog.at_level(logging.WARNING, logger="awarelr"):
        trained.train(1, at50=nan)
    assert same(trained.params, before)
    assert same(trained.state.inner_state, state.inner_state)
    assert trained.named[-1] == "non finite"
    assert told[0][0] == 51
    assert "the step was left out" in caplog.text
    assert math.isfinite(trained.train(50).loss())


# What it raised was logged as a fault of ours, and the run that it was to end went on.
def test_what_on_rollback_raises_reaches_the_loop(run: Make, sgd: Make) -> None:
    def stop(step: int, reason: str) -> None:
        raise ArithmeticError(f"step {step}: {reason}")

    trained = run(AwareLR(sgd(kind=optax.adam), on_rollback=stop)).train(50)
    with pytest.raises(ArithmeticError, match="the step was left out"):
        trained.train(1, at50=nan)
    trained.train(50)
    assert trained.scheduler.last_decision.t == 101
    assert math.isfinite(trained.loss())


def test_damage_is_undone(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(1e-3))).train(150)
    healthy = trained.loss()
    trained.params = jax.tree.map(lambda each: 50.0 * each, trained.params)
    trained.train(30)
    assert {"diverged", "probing"} <= set(trained.named[150:])
    assert trained.loss() < 1.5 * healthy
    assert trained.lrs[-1] > 0.0


def test_without_rollback_nothing_is_put_back(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(1e-3), rollback=False)).train(150)
    trained.params = jax.tree.map(lambda each: 50.0 * each, trained.params)
    trained.train(10)
    assert "probing" not in trained.named


@pytest.mark.parametrize(("cut", "through"), [(2, "memory"), (101, "pickle"), (152, "memory")])
def test_a_resume_goes_on_as_if_nothing_had_happened(run: Make, sgd: Make, cut: int, through: str) -> None:
    def harm(seen: tuple[Any, Any]) -> tuple[Any, Any]:
        return 1e3 * seen[0], seen[1]

    spoil = {f"at{step}": harm for step in (150, 151, 152)}
    whole = run(AwareLR(sgd(kind=optax.adam))).train(cut, **spoil)
    whole.scheduler.validate(0.5, whole.params)
    kept = whole.scheduler.state_dict(), whole.params, whole.state
    if through == "pickle":
        kept = pickle.loads(pickle.dumps(jax.device_get(kept)))  # noqa: S301 - our own
    again = run(AwareLR(sgd(kind=optax.adam)))
    again.scheduler.load_state_dict(kept[0])
    again.params, again.state, again.step = *kept[1:], cut
    whole.train(200 - cut, **spoil)
    again.train(200 - cut, **spoil)
    assert again.lrs == whole.lrs[cut:]
    assert again.scheduler.last_decision == whole.scheduler.last_decision
    assert same(again.params, whole.params)
    assert same(again.scheduler.averaged(again.params), whole.scheduler.averaged(whole.params))
    assert again.scheduler.best.loss == 0.5
    assert again.scheduler.explain() == whole.scheduler.explain()


def test_a_state_without_its_snapshot_goes_back_to_where_the_resume_began(run: Make, sgd: Make) -> None:
    whole = run(AwareLR(sgd(1e-3))).train(150)
    data = whole.scheduler.state_dict(snapshot=False)
    again = run(AwareLR(sgd(1e-3)))
    again.scheduler.load_state_dict(data)
    again.params, again.state, again.step = whole.params, whole.state, 150
    healthy = again.loss()
    again.train(1)
    again.params = jax.tree.map(lambda each: 50.0 * each, again.params)
    again.train(20)
    assert again.loss() < 1.5 * healthy


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: {**data, "kind": "awarelr.torch"}, "got kind 'awarelr.torch'"),
        (lambda data: {**data, "format": 0}, "format must be 1, got 0"),
        (lambda data: {key: value for key, value in data.items() if key != "way"}, "missing way"),
        (
            lambda data: {**data, "way": {**data["way"], "rows": []}},
            "sensor rows must have shape",
        ),
        (lambda data: {**data, "snapshot": {"params": [], "state": []}}, "must have arrays of the shapes"),
        (lambda data: {**data, "way": {}}, "reading it ended with KeyError"),
        (lambda data: {**data, "rates": {**data["rates"], "ratios": [1.0, 1.0]}}, "2 injected learning rates"),
        (lambda _: [], "got kind 'list'"),
    ],
)
def test_a_changed_state_is_refused_and_changes_nothing(run: Make, sgd: Make, change: Make, said: str) -> None:
    trained = run(AwareLR(sgd())).train(20)
    before = trained.scheduler.state_dict()
    with pytest.raises(StateError, match=said):
        trained.scheduler.load_state_dict(change(trained.scheduler.state_dict()))
    after = trained.scheduler.state_dict()
    assert json.dumps(after["schedule"]) == json.dumps(before["schedule"])
    assert same(after["way"]["rows"], before["way"]["rows"])


def test_an_lr_that_somebody_else_writes_is_noticed(run: Make, sgd: Make, caplog: pytest.LogCaptureFixture) -> None:
    trained = run(AwareLR(sgd())).train(50)
    trained.state = optax.tree_utils.tree_set(trained.state, learning_rate=jnp.float32(2e-4))
    with caplog.at_level(logging.WARNING, logger="awarelr"):
        trained.train(1)
    assert "Somebody else writes the learning rate" in caplog.text
    assert trained.named[-1] == Situation.OVERRIDDEN.label
    assert trained.lrs[-1] == pytest.approx(2e-4, rel=0.2)


def test_ratios_of_several_rates_are_kept(run: Make) -> None:
    kinds = {name: optax.inject_hyperparams(optax.sgd)(lr) for name, lr in (("in", 1e-4), ("out", 1e-5))}
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(kinds, {"in": "in", "out": "out"}))
    trained = run(AwareLR(optimizer)).train(60)
    first, second = trained.scheduler.get_last_lr()
    assert first == pytest.approx(10.0 * second)
    placed = [float(each) for _, each in optax.tree_utils.tree_get_all_with_path(trained.state, "learning_rate")]
    assert placed == pytest.approx([first, second])
    assert first > 1e-3


def test_only_watching_changes_nothing(run: Make, sgd: Make) -> None:
    watched = run(AwareLR(sgd(0.05), observe_only=True)).train(60, at30=nan)
    plain = run(Scheduler(sgd(0.05), "constant")).train(60, at30=nan)
    assert same(watched.params, plain.params)
    assert watched.scheduler.last_decision is not None


def test_any_member_of_the_family_may_drive(run: Make, sgd: Make) -> None:
    trained = run(Scheduler(sgd(0.1), Cosine(total_steps=100))).train(50)
    assert trained.lrs[-1] == pytest.approx(0.05, rel=1e-3)
    assert trained.losses[-1] < trained.losses[0]


def test_averaged_parameters_are_the_better_ones_at_a_noise_floor(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(0.3), max_lr=0.3, min_lr=0.29)).train(400)
    averaged = trained.scheduler.averaged(trained.params)
    assert trained.loss(averaged) < trained.loss()
    assert jax.tree.map(lambda each: each.dtype, averaged) == jax.tree.map(lambda each: each.dtype, trained.params)


def test_the_best_parameters_are_kept(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(5)
    first = trained.params
    trained.scheduler.validate(0.5, first)
    trained.train(5).scheduler.validate(0.7, trained.params)
    trained.scheduler.validate(math.nan, trained.params)
    assert trained.scheduler.best.loss == 0.5
    assert trained.scheduler.best.step == 5
    assert same(trained.scheduler.best.params, first)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_half_precision_trains(run: Make, sgd: Make, dtype: Any, caplog: pytest.LogCaptureFixture) -> None:
    params = jax.tree.map(lambda each: each.astype(dtype), run(AwareLR(sgd())).params)
    trained = run(AwareLR(sgd(1e-4)), params).train(120)
    assert trained.lrs[-1] > 1e-3
    assert {str(each.dtype) for each in jax.tree.leaves(trained.params)} == {jnp.dtype(dtype).name}
    averaged = trained.scheduler.averaged(trained.params)
    assert {str(each.dtype) for each in jax.tree.leaves(averaged)} == {jnp.dtype(dtype).name}
    assert f"The learning rate is kept in {jnp.dtype(dtype).name}, which rounds it" in caplog.text
    assert "Somebody else" not in caplog.text


def test_nothing_is_compiled_anew_while_the_rate_moves(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(60)
    assert trained.scheduler._driver.advance._cache_size() == 1


def test_a_loss_may_be_lacking(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(40)
    _, gradients = jax.value_and_grad(lambda p: jnp.square(p["in"]).sum())(trained.params)
    trained.params, trained.state = trained.scheduler.step(None, gradients, trained.params, trained.state)
    assert trained.scheduler.last_decision.t == 41


REFUSED = [
    (lambda: optax.adamw(1e-3), r"must hold its learning_rate in its state, .* Wrap it: optax.inject_hyperparams"),
    (
        lambda: optax.inject_hyperparams(optax.adamw)(learning_rate=optax.cosine_decay_schedule(1e-3, 10)),
        "learning_rate must be a number, got a schedule",
    ),
    (
        lambda: optax.MultiSteps(optax.inject_hyperparams(optax.sgd)(learning_rate=1e-3), 4),
        "got optax.MultiSteps. Add the micro-batches' gradients up",
    ),
    (lambda: optax.inject_hyperparams(optax.sgd)(learning_rate=0.0), "above 0, got 0"),
]


@pytest.mark.parametrize(("make", "said"), REFUSED)
def test_an_optimizer_whose_rate_cannot_be_set_is_refused(make: Make, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        AwareLR(make()).init({"w": jnp.ones(2)})


def test_what_is_no_optimizer_is_refused() -> None:
    with pytest.raises(SettingError, match=r"must be an optax.GradientTransformation, got 0\.1"):
        AwareLR(0.1)
    with pytest.raises(SettingError, match="settings must be an AwareSettings or None"):
        AwareLR(optax.sgd(0.1), settings=3)  # type: ignore[arg-type]  # that is the test


def test_bad_input_is_named_and_nothing_is_lost(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(5)
    good = jax.tree.map(jnp.zeros_like, trained.params)
    for loss in (jnp.ones(3), 1j, jnp.array(True)):  # noqa: FBT003 - an array
        with pytest.raises(ReadingError, match="loss must be a scalar"):
            trained.scheduler.step(loss, good, trained.params, trained.state)
    with pytest.raises(ReadingError, match="gradients must have the structure of the parameters"):
        trained.scheduler.step(1.0, trained.params, good["in"], trained.state)
    assert trained.scheduler.last_decision.t == 5
    trained.train(5)


def test_it_begins_once(sgd: Make) -> None:
    scheduler = AwareLR(sgd())
    with pytest.raises(ConflictError, match=r"begins with scheduler.init\(params\)"):
        scheduler.get_last_lr()
    scheduler.init({"w": jnp.ones(2)})
    with pytest.raises(ConflictError, match="one training, got a second init"):
        scheduler.init({"w": jnp.ones(2)})


SHARDED = """
import jax, jax.numpy as jnp, optax, sys
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from awarelr.optax import AwareLR

place = NamedSharding(Mesh(jax.devices(), ("x",)), PartitionSpec("x"))
lrs = []
for sharded in (False, True):
    params = jnp.linspace(-1.0, 1.0, 64)
    params = jax.device_put(params, place) if sharded else params
    scheduler = AwareLR(optax.inject_hyperparams(optax.adam)(learning_rate=1e-5))
    state = scheduler.init(params)
    for step in range(60):
        loss, gradients = jax.value_and_grad(lambda p: jnp.square(p - jnp.sin(step)).mean())(params)
        params, state = scheduler.step(loss, gradients, params, state)
    lrs.append(scheduler.get_last_lr()[0])
assert len(params.sharding.device_set) == 2, params.sharding
print(*lrs)
"""


def test_parameters_sharded_over_devices_stay_so_and_are_read_whole() -> None:
    env = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    ran = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", SHARDED], capture_output=True, text=True, check=True, env=env
    )
    whole, sharded = map(float, ran.stdout.split())
    assert sharded == pytest.approx(whole, rel=1e-3)
    assert whole > 1e-4


def test_an_error_of_ours_ends_no_training(
    run: Make, sgd: Make, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = run(AwareLR(sgd(0.1))).train(20)
    monkeypatch.setattr(type(trained.scheduler._driver.way), "follow", lambda *_, **__: 1 / 0)
    lr, before = trained.lrs[-1], trained.params
    trained.train(3)
    assert "an error in scheduler.step(); the training goes on" in caplog.text
    assert not same(trained.params, before)
    assert trained.lrs[-1] == pytest.approx(lr, rel=0.05)


def test_once_closed_it_only_updates(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(0.1))).train(20)
    trained.scheduler.close()
    lr, before = trained.lrs[-1], trained.params
    trained.train(3)
    assert trained.lrs[-1] == lr
    assert trained.scheduler.last_decision.t == 20
    assert not same(trained.params, before)


def test_the_rate_is_found_by_its_name_and_not_by_its_array() -> None:
    shared = jnp.float32(1e-3)
    params = {"learning_rate": jnp.ones(()), "w": jnp.ones(3)}
    scheduler = AwareLR(optax.inject_hyperparams(optax.adamw)(learning_rate=shared, eps=shared))
    state = scheduler.init(params)
    for _ in range(20):
        gradients = jax.tree.map(jnp.ones_like, params)
        params, state = scheduler.step(1.0, gradients, params, state)
    assert float(state.hyperparams["eps"]) == pytest.approx(1e-3)
    assert float(state.hyperparams["learning_rate"]) == pytest.approx(scheduler.get_last_lr()[0])
    assert len(scheduler.get_last_lr()) == 1


def test_within_a_compiled_function_it_says_so(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(3)
    gradients = jax.tree.map(jnp.zeros_like, trained.params)
    with pytest.raises(ConflictError, match="decides on the host, got arrays that"):
        jax.jit(trained.scheduler.step)(1.0, gradients, trained.params, trained.state)
    trained.train(3)


def test_donated_parameters_are_named(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(3)
    jax.tree.map(lambda each: each.delete(), trained.scheduler._driver.snapshot[0])
    with pytest.raises(ConflictError, match="got an array that was donated"):
        trained.train(1)


def test_momentum_is_moved_where_a_schedule_moves_it() -> None:
    def gradients(params: Any) -> Any:
        return jax.tree.map(jnp.ones_like, params)

    for injected, expected in ((True, 0.85), (False, None)):
        kind = optax.inject_hyperparams(optax.sgd)
        optimizer = kind(learning_rate=0.1, momentum=0.95) if injected else kind(learning_rate=0.1)
        scheduler = Scheduler(optimizer, OneCycle(total_steps=20, cycle_momentum=True))
        params = {"w": jnp.ones(3)}
        state = scheduler.init(params)
        for _ in range(6):
            params, state = scheduler.step(1.0, gradients(params), params, state)
        found = state.hyperparams.get("momentum")
        assert (found is not None) == injected
        if expected is not None:
            assert float(found) == pytest.approx(expected, abs=0.02)


def test_an_lr_that_is_no_number_poisons_nothing(run: Make, sgd: Make) -> None:
    """Guards an LR of NaN for ever after one foreign infinity."""
    trained = run(AwareLR(sgd())).train(30)
    trained.state = optax.tree_utils.tree_set(trained.state, learning_rate=jnp.float32(jnp.inf))
    trained.train(20)
    assert math.isfinite(trained.lrs[-1])
    assert math.isfinite(trained.loss())


@pytest.mark.torch
@pytest.mark.parametrize("growth", [0.0, 1.0])
def test_who_writes_the_rate_at_every_step_is_noticed_as_on_torch(run: Make, sgd: Make, growth: float) -> None:
    trained = run(AwareLR(sgd(1e-3)))
    theirs = OnTorch(trained, 1e-3)
    for step in range(40):
        theirs.optimizer.param_groups[0]["lr"] = rate = 1e-3 * (1.0 + growth * step)
        trained.state = optax.tree_utils.tree_set(trained.state, learning_rate=jnp.float32(rate))
        theirs.step(*trained.batch(step))
        trained.train(1)
        assert trained.named[-1] == theirs.scheduler.situation.label


def test_what_only_watches_tells_the_rate_in_use(run: Make) -> None:
    optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=optax.linear_schedule(0.05, 0.01, 100))
    watched = run(AwareLR(optimizer, observe_only=True)).train(51)
    assert watched.lrs[-1] == pytest.approx(0.03, rel=0.02)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "got no arrays at all in it"),
        ({"w": jnp.ones(2), "f": jnp.tanh}, "Equinox eqx.partition"),
        ({"key": jax.random.key(0)}, "must be a tree of arrays of numbers"),
        ({"w": jnp.ones(2, jnp.complex64)}, "params must be real, got complex ones"),
    ],
)
def test_what_cannot_be_parameters_is_refused(sgd: Make, params: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        AwareLR(sgd()).init(params)


def test_gradients_of_other_shapes_and_functions_for_the_optimizer_are_refused(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd())).train(2)
    several = jax.tree.map(lambda each: jnp.stack([each, each]), trained.params)
    with pytest.raises(ReadingError, match="must have the shapes of the parameters"):
        trained.scheduler.step(1.0, several, trained.params, trained.state)
    with pytest.raises(ReadingError, match="value_fn must hold arrays, got a function"):
        trained.scheduler.step(1.0, trained.params, trained.params, trained.state, value_fn=jnp.sum)
    with pytest.raises(ReadingError, match="without what has_aux adds"):
        trained.scheduler.step((1.0, {"accuracy": 0.5}), trained.params, trained.params, trained.state)
    with pytest.raises(ReadingError, match="a tree of another structure"):
        trained.scheduler.validate(0.5, {"params": trained.params})


@pytest.mark.parametrize("key", [jax.random.key(0), 0])
def test_random_numbers_in_the_state_are_saved_with_it(key: Any) -> None:
    params = {"w": jnp.ones(4, jnp.bfloat16)}
    optimizer = optax.chain(
        optax.add_noise(0.01, 0.55, key), optax.inject_hyperparams(optax.sgd, hyperparam_dtype=jnp.float32)(0.1)
    )

    def begun() -> tuple[Any, Any]:
        scheduler = AwareLR(optimizer)
        return scheduler, scheduler.init(params)

    scheduler, state = begun()
    where = params
    for _ in range(12):
        where, state = scheduler.step(1.0, jax.tree.map(jnp.ones_like, where), where, state)
    again, _ = begun()
    again.load_state_dict(pickle.loads(pickle.dumps(scheduler.state_dict())))  # noqa: S301 - our own
    kept = again._driver.snapshot
    assert same(kept[0], scheduler._driver.snapshot[0])
    assert {str(each.dtype) for each in jax.tree.leaves(kept[0])} == {"bfloat16"}
    assert jax.tree.structure(kept[1]) == jax.tree.structure(state)


def test_after_its_end_the_average_is_no_older_than_the_parameters(run: Make, sgd: Make) -> None:
    trained = run(AwareLR(sgd(0.1))).train(60)
    trained.scheduler.close()
    assert not same(trained.scheduler.averaged(trained.params), trained.params)
    trained.train(1)
    assert same(trained.scheduler.averaged(trained.params), trained.params)
