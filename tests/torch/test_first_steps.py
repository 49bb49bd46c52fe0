"""From an LR far too large the first steps are undone, whoever makes them, and training goes on as from a good one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr import Situation  # noqa: E402
from awarelr.torch import AwareLR  # noqa: E402

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "SGD": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "Adam": torch.optim.Adam,
    "AdamW": lambda parameters, lr: torch.optim.AdamW(parameters, lr=lr, weight_decay=0.1),
    "RMSprop": torch.optim.RMSprop,
    "Adagrad": torch.optim.Adagrad,
}


def farthest(one: Any, other: Any) -> float:
    """Return the largest difference between two lists of tensors."""
    return max(float((a.detach() - b.detach()).abs().max()) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("lr", [1e3, 1e6, 1e10])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_from_any_lr_that_is_too_large_a_network_learns(toy: Callable[..., Any], name: str, lr: float) -> None:
    task = toy()
    optimizer = OPTIMIZERS[name](task.model.parameters(), lr=lr)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 300)
    with scheduler.averaged():
        assert task.accuracy() > 0.8


def test_the_weights_and_the_optimizer_are_as_before_the_first_step(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e4)
    told: list[tuple[int, str]] = []
    scheduler = AwareLR(optimizer, model=task.model, on_rollback=lambda t, why: told.append((t, why)))
    before = [each.detach().clone() for each in task.model.parameters()]
    task.run(optimizer, scheduler, 2)
    assert scheduler.situation is Situation.OVERSTEPPED
    assert farthest(task.model.parameters(), before) == 0.0
    assert not any(optimizer.state.values())
    ((t, why),) = told
    assert t == 2
    assert why.startswith("overstepped: the first step moved")
    assert [optimizer.param_groups[0]["lr"]] == scheduler.get_last_lr() < [1e-2]


def test_the_start_makes_no_difference_any_more(toy: Callable[..., Any]) -> None:
    """The first step of Adam is as long as its LR, so that all of these begin again at the same one."""
    ends = []
    for lr in (1e2, 1e5, 1e8):
        task = toy()
        optimizer = torch.optim.Adam(task.model.parameters(), lr=lr)
        task.run(optimizer, AwareLR(optimizer), 60)
        ends.append(float(optimizer.param_groups[0]["lr"]))
    assert ends == pytest.approx([ends[0]] * 3, rel=1e-3)


def test_decisions_that_come_late_undo_all_steps_since(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e4)
    scheduler = AwareLR(optimizer, model=task.model, decide_every=8)
    before = [each.detach().clone() for each in task.model.parameters()]
    task.run(optimizer, scheduler, 9)
    assert farthest(task.model.parameters(), before) < 1e-2
    task.run(optimizer, scheduler, 300, first=10)
    assert task.accuracy() > 0.8


def test_where_rollback_is_off_the_lr_alone_is_cut(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e4)
    scheduler = AwareLR(optimizer, model=task.model, rollback=False)
    task.run(optimizer, scheduler, 2)
    assert scheduler.situation is Situation.OVERSTEPPED
    assert optimizer.param_groups[0]["lr"] < 1e-2
    assert farthest(task.model.parameters(), [torch.zeros(())] * 4) > 100.0


def test_without_losses_first_steps_are_undone_all_the_same(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e4)
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 200):
        optimizer.zero_grad()
        task.loss(step).backward()
        optimizer.step()
        scheduler.step()
    assert farthest(task.model.parameters(), [torch.zeros(())] * 4) < 20.0
    assert task.accuracy() > 0.7


def test_a_usual_start_is_let_go(toy: Callable[..., Any]) -> None:
    for name, lr in (("SGD", 0.1), ("Adam", 1e-2), ("AdamW", 3e-2)):
        task = toy()
        optimizer = OPTIMIZERS[name](task.model.parameters(), lr=lr)
        scheduler = AwareLR(optimizer)
        task.run(optimizer, scheduler, 20)
        assert "put back" not in scheduler.explain("full"), name


@pytest.mark.parametrize("decide_every", [1, 4])
@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_run_cut_among_its_first_steps_goes_on_bitwise(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], name: str, decide_every: int
) -> None:
    def made() -> tuple[Any, Any, Any]:
        task = toy(norm=True)
        optimizer = OPTIMIZERS[name](task.model.parameters(), lr=10.0)
        return task, optimizer, AwareLR(optimizer, model=task.model, decide_every=decide_every)

    whole = made()
    saved = []
    for step in range(1, 13):
        whole[0].run(*whole[1:], 1, first=step)
        saved.append(copy.deepcopy([whole[0].model.state_dict(), whole[1].state_dict(), whole[2].state_dict()]))
    for cut, data in enumerate(saved, 1):
        task, optimizer, scheduler = made()
        for part, state in zip((task.model, optimizer, scheduler), data, strict=True):
            part.load_state_dict(copy.deepcopy(state))
        task.run(optimizer, scheduler, 12 - cut, first=cut + 1)
        assert fingerprint(task.model, optimizer, scheduler) == fingerprint(whole[0].model, *whole[1:]), cut
    assert "long first steps" in whole[2].explain("full")


@pytest.mark.parametrize("scale", [0.3, 0.1, 0.01, 1e-3])
@pytest.mark.parametrize("lr", [1e-4, 1e-2, 10.0])
def test_weights_that_begin_small_are_no_reason_for_small_steps(
    toy: Callable[..., Any], scale: float, lr: float
) -> None:
    """Guards small initialisations: beside their own norm every useful step is long, and the LR stayed at 1e-6."""
    task = toy()
    with torch.no_grad():
        for each in task.model.parameters():
            each.mul_(scale)
    optimizer = torch.optim.Adam(task.model.parameters(), lr=lr)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 400)
    assert task.accuracy() > 0.8


def test_added_parameters_add_to_the_usual_norm(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 2)
    sensor: Any = scheduler._driver.sensor
    assert sensor.usual == pytest.approx(16 / 3)
    optimizer.add_param_group({"params": task.model[2].parameters()})
    task.run(optimizer, scheduler, 2, first=3)
    assert sensor.usual == pytest.approx(16 / 3 + 1.0)


def test_of_a_handful_of_coordinates_the_norm_says_nothing() -> None:
    """Guards fits of a few constants: beside their norm every useful step is long, and 300 steps led nowhere."""
    weight: Any = torch.nn.Parameter(torch.tensor([0.1, -0.1, 0.05]))
    target = torch.tensor([30.0, -20.0, 10.0])
    optimizer = torch.optim.Adam([weight], lr=1.0)
    scheduler = AwareLR(optimizer)
    for _ in range(300):
        optimizer.zero_grad()
        loss = (weight - target).square().sum()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    assert float((weight.detach() - target).abs().max()) < 0.1
    assert "put back" not in scheduler.explain("full")


def test_beside_a_second_owner_of_the_lr_training_goes_on(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=0.1)
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 301):
        optimizer.param_groups[0]["lr"] = 0.1
        task.run(optimizer, scheduler, 1, first=step)
    assert task.accuracy() > 0.8
    assert "put back" not in scheduler.explain("full")


@pytest.mark.parametrize("lr", [1e-3, 1e-2])
def test_clamped_weights_go_on_at_their_lr(toy: Callable[..., Any], lr: float) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=lr)
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 301):
        task.run(optimizer, scheduler, 1, first=step)
        with torch.no_grad():
            for each in task.model.parameters():
                each.clamp_(-0.1, 0.1)
    assert task.accuracy() > 0.75
    assert optimizer.param_groups[0]["lr"] > lr


@pytest.mark.parametrize("search", [None, "strong_wolfe"])
def test_lbfgs_descends(toy: Callable[..., Any], search: str | None) -> None:
    task = toy(noise=0.0)
    optimizer = torch.optim.LBFGS(task.model.parameters(), lr=1.0, max_iter=4, line_search_fn=search)
    scheduler = AwareLR(optimizer, model=task.model)
    for _ in range(60):

        def closure() -> Any:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(task.model(task.x), task.y)
            loss.backward()
            return loss

        scheduler.step(optimizer.step(closure))
    assert task.whole_loss() < 0.2


def test_where_a_model_is_shared_long_first_steps_are_no_damage_that_stays(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model[2].parameters(), lr=1e3)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 2)
    assert scheduler.situation is Situation.OVERSTEPPED
    assert warnings_of("Rollback is off") == []


def test_a_cut_that_nobody_made_is_told_as_advice(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=10.0)
    scheduler = AwareLR(optimizer, observe_only=True)
    task.run(optimizer, scheduler, 2)
    assert optimizer.param_groups[0]["lr"] == 10.0
    (warning,) = warnings_of("overstepped")
    assert "Advised learning rate 10 -> " in warning
    assert "put back" not in warning
