"""Records one real journal for each situation that the core can name: ``python tests/snapshots/record.py``.

Run it only where decisions are meant to change, and read the difference: the files beside it are what the tests hold
the core to. Where a recorded run of the prototype has the situation, the journal is a stretch of it; the rest comes
from a small real training in NumPy, below.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from awarelr.core import Action, AwareSettings, Decision, Horizons, Reading, Situation, State, controller
from awarelr.core.codec import encode
from awarelr.journal import Header
from awarelr.journal.line import decision_line
from awarelr.schedules import Aware, describe
from awarelr.sensors import Sum, reading_from_sums
from awarelr.sensors.numpy import NumpySensor

__all__ = ["Run", "Step", "main"]

HERE = Path(__file__).parent
VECTORS = HERE.parent / "core" / "vectors"
BEFORE, AFTER = 4, 12
"""Readings kept before and after the first one of the situation."""

Weights = list[NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a training: the state before it, what was read, what was decided."""

    before: State
    reading: Reading
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run to cut a stretch from."""

    about: str
    settings: AwareSettings
    lr: float
    steps: list[Step]


def trained(about: str, lr: float, steps: int, total_steps: int | None = None, **options: Any) -> Run:
    """Return a run of the small training below."""
    settings = AwareSettings(total_steps=total_steps)
    return Run(about=about, settings=settings, lr=lr, steps=train(settings, lr, steps, **options))


def recorded(name: str) -> Run:
    """Return a recorded run of the prototype, decided anew."""
    head, *rows = [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines()]
    settings = AwareSettings(total_steps=head["total_steps"], lower_gain=head["lower_gain"], snapshot_every=25)
    state = controller.init(settings, head["initial_lr"])
    steps = []
    for row in rows:
        numbers: dict[str, Any] = {
            each: None if row[each] is None else float(row[each])
            for each in ("loss", "grad_norm", "gain", "displacement")
        }
        reading = Reading(t=row["t"], probe=row["probe"], alignment=Horizons(**(row["alignment"] or {})), **numbers)
        after, decision = controller.step(settings, state, reading)
        steps.append(Step(before=state, reading=reading, decision=decision))
        state = after
    about = f"a recorded run of the prototype: {name}"
    return Run(about=about, settings=settings, lr=head["initial_lr"], steps=steps)


def runs() -> dict[str, tuple[Situation, Callable[[], Run]]]:
    """Return for each journal its situation and the run to cut it from."""
    network = "a ReLU network on a noisy sine"
    found: dict[str, tuple[Situation, Callable[[], Run]]] = {
        situation.name.lower(): (situation, lambda name=name: recorded(name))  # type: ignore[misc]
        for situation, name in {
            Situation.RAISING: "ramp_from_far_below",
            Situation.LOWERING: "drift",
            Situation.TURNING: "full_batch",
            Situation.OSCILLATING: "far_too_high",
            Situation.WORTHLESS: "known_budget",
            Situation.STALLED: "drift",
            Situation.DIVERGED: "far_too_high",
            Situation.PROBING: "full_batch",
            Situation.HOLDING: "far_too_high",
            Situation.DRIFTED: "drift",
            Situation.NON_FINITE: "non_finite",
        }.items()
    }
    found["warming_up"] = (Situation.WARMING_UP, lambda: trained(network, 0.05, 20))
    found["overstepped"] = (Situation.OVERSTEPPED, lambda: trained(f"{network}, from far too large", 30.0, 20))
    found["overheated"] = (Situation.OVERHEATED, lambda: trained(network, 0.05, 300))
    found["leapt"] = (
        Situation.LEAPT,
        lambda: trained(
            f"{network}, a batch's targets 100 times too large", 0.05, 90, times=lambda t: 100.0 if t == 60 else 1.0
        ),
    )
    found["alternating"] = (
        Situation.ALTERNATING,
        lambda: trained("a ReLU network on two kinds of batches that take turns every ten steps", 0.001, 270, block=10),
    )
    found["finished"] = (Situation.FINISHED, lambda: trained(network, 0.05, 40, total_steps=30))
    found["dead"] = (
        Situation.DEAD,
        lambda: trained(f"{network}, its biases so low that no unit ever fires", 0.05, 40, bias=-100.0),
    )
    found["dead_by_rounding"] = (
        Situation.DEAD,
        lambda: trained(f"{network}, from an LR that moves no weight", 1e-22, 40, bias=0.1),
    )
    found["overridden"] = (
        Situation.OVERRIDDEN,
        lambda: trained(f"{network}; a callback writes 0.01", 1e-4, 30, other_owner=lambda t: 0.01 if t > 6 else None),
    )
    found["non_finite_at_start"] = (
        Situation.NON_FINITE,
        lambda: trained(
            f"{network}, the first two batches hold a NaN", 0.05, 20, times=lambda t: np.nan if t < 3 else 1.0
        ),
    )
    return found


def journal(name: str, situation: Situation, run: Run) -> str:
    """Return the journal of the stretch around the first reading of the situation."""
    first = next(index for index, step in enumerate(run.steps) if step.decision.situation is situation)
    stretch = run.steps[max(first - BEFORE, 0) : first + AFTER]
    header = Header(
        schedule=describe(Aware(settings=run.settings)),
        lr0=run.lr,
        t=stretch[0].before.t,
        state=encode(stretch[0].before),
        meta={"situation": situation.name, "name": name, "about": run.about},
        version="snapshot",
    )
    return header.line() + "".join(decision_line(s.decision.lr_before, s.reading, s.decision) for s in stretch)


def main() -> None:
    """Write every journal."""
    for name, (situation, run) in runs().items():
        (HERE / f"{name}.jsonl").write_text(journal(name, situation, run()), encoding="utf-8")


def train(
    settings: AwareSettings,
    lr: float,
    steps: int,
    *,
    bias: float = 0.0,
    times: Callable[[int], float] = lambda _: 1.0,
    other_owner: Callable[[int], float | None] = lambda _: None,
    block: int = 0,
) -> list[Step]:
    """Train a ReLU network of one hidden layer on a noisy sine, or on blocks of kinds, by SGD.

    Args:
        settings: the settings.
        lr: LR given.
        steps: optimizer steps.
        bias: first bias of the hidden units; far below zero they never fire, and the network is dead.
        times: what a step's targets are multiplied by; NaN spoils the batch.
        other_owner: LR that somebody else writes before a step; None if nobody does.
        block: steps after which another kind of batches has its turn, by SGD with momentum; 0: there is one kind. The
            kinds have 20 inputs and truths of their own, and a last input tells which it is.
    """
    rng = np.random.default_rng(3)
    weights: Weights = [rng.normal(size=(21 if block else 1, 16)), np.full(16, bias), rng.normal(size=(16, 1)) / 4.0]
    truths, momentum = rng.normal(size=(20, 2)) if block else np.empty((20, 0)), 0.9 if block else 0.0
    velocity = [np.zeros_like(each) for each in weights]
    state, sensor = controller.init(settings, lr), NumpySensor(weights)
    kept = candidate = [each.copy() for each in weights]
    taken = []
    for t in range(1, steps + 1):
        x = rng.uniform(-3.0, 3.0, size=(32, 1))
        y = np.sin(x) + 0.1 * rng.normal(size=x.shape)
        y *= times(t)
        if block:
            other = (t // block) % 2
            x = np.hstack([rng.normal(size=(32, 20)), np.full_like(x, other)])
            y = (3.0 if other else 1.0) * np.tanh(x[:, :20] @ truths[:, [other]])
        loss, gradients = _loss_and_gradients(weights, x, y)
        probe, due = state.probe is not None, controller.snapshot_due(settings, state)
        sums = sensor.read(weights, gradients, state.clock + 1)
        sums[Sum.LOSS], sums[Sum.LOSSES] = loss, 1.0
        found = other_owner(t)
        in_force = state.written_lr if found is None else found
        reading = reading_from_sums(sums.tolist(), t=t, probe=probe, set_aside=due, lr_found=found)
        if due:
            candidate = [each.copy() for each in weights]
        if not probe:
            velocity = [momentum * each + g for each, g in zip(velocity, gradients, strict=True)]
            weights = [each - in_force * v for each, v in zip(weights, velocity, strict=True)]
        after, decision = controller.step(settings, state, reading)
        taken.append(Step(before=state, reading=reading, decision=decision))
        if Action.KEEP_SNAPSHOT in decision.action:
            kept = candidate
            sensor.mark_snapshot(kept)
        if Action.RESTORE in decision.action:
            weights = [each.copy() for each in kept]
        elif Action.REBASE_ALL in decision.action:
            sensor.rebase_all(weights)
        elif Action.REBASE_LONG in decision.action:
            sensor.rebase_long()
        elif not probe and Action.PASS_OVER not in decision.action:
            sensor.absorb(weights, decision.clock)
        state = after
    return taken


def _loss_and_gradients(weights: Weights, x: NDArray[Any], y: NDArray[Any]) -> tuple[float, Weights]:
    into, bias, out = weights
    with np.errstate(all="ignore"):  # NaN and infinity are facts here
        hidden = x @ into + bias
        fired = np.maximum(hidden, 0.0)
        error = fired @ out - y
        back = (2.0 / len(x)) * (error @ out.T) * (hidden > 0.0)
        return float(np.mean(error**2)), [x.T @ back, back.sum(axis=0), (2.0 / len(x)) * fired.T @ error]


if __name__ == "__main__":
    main()
