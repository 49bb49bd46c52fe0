"""The half of the generators that the scheduler was developed on; the sibling is ``set_aside``."""

import math
from collections.abc import Callable

from tests.schedules.curves.curve import Curve, Setting, setting

from awarelr.core import Situation

__all__ = ["GENERATORS", "SEEDS"]

SEEDS = range(12)


def _curve(
    name: str, label: Situation, onset: int, s: Setting, loss: Callable[[int, float], float], *, healthy: bool
) -> Curve:
    return Curve(name=name, label=label, onset=onset, length=s.length, healthy=healthy, loss=loss)


def exponential_descent(seed: int) -> Curve:
    """An exponential fall with Gaussian noise."""
    s = setting(seed)
    noise = s.noise_for(0.25)
    return _curve(
        f"exponential descent {seed}",
        Situation.DESCENDING,
        1,
        s,
        lambda t, _: s.out(math.exp(-3.0 * t / s.length) + noise * s.random.gauss(0.0, 1.0)),
        healthy=True,
    )


def power_law_descent(seed: int) -> Curve:
    """A power law with noise that shrinks along with the loss."""
    s = setting(seed)
    noise = 0.3 * s.noise_for(1.0)
    return _curve(
        f"power-law descent {seed}",
        Situation.DESCENDING,
        1,
        s,
        lambda t, _: s.out((t + 2.0) ** -0.5 * (1.0 + noise * s.random.gauss(0.0, 1.0))),
        healthy=True,
    )


def plateau(seed: int) -> Curve:
    """A fall that ends abruptly on a shelf with next to no noise."""
    s = setting(seed)
    onset = s.length // 2
    noise = (0.0, 0.001, 0.004, 0.008)[seed % 4]
    return _curve(
        f"plateau {seed}",
        Situation.PLATEAU,
        onset,
        s,
        lambda t, _: s.out(max(1.0 - t / onset, 0.0) + noise * s.random.gauss(0.0, 1.0)),
        healthy=True,
    )


def noisy_plateau(seed: int) -> Curve:
    """A shelf under noise that the LR has no part in: only lowering it can show that."""
    s = setting(seed)
    length = 1200
    onset = length // 3
    noise = 0.03 + 0.05 * s.share
    return Curve(
        name=f"noisy plateau {seed}",
        label=Situation.PLATEAU,
        onset=onset,
        length=length,
        healthy=True,
        loss=lambda t, _: s.out(max(1.0 - t / onset, 0.0) + noise * s.random.gauss(0.0, 1.0)),
    )


def noise_floor(seed: int) -> Curve:
    """An exponential fall onto a level that follows the LR, its noise the root of it."""
    s = setting(seed)
    noise = 0.03 + 0.15 * s.share
    onset = round(0.1 * s.length * math.log(1.0 / noise))

    def loss(t: int, lr: float) -> float:
        lr = min(lr, 5.0)
        return s.out(math.exp(-10.0 * t / s.length) + noise * (2.0 * lr + math.sqrt(lr) * s.random.gauss(0.0, 1.0)))

    return _curve(f"noise floor {seed}", Situation.NOISE_FLOOR, onset, s, loss, healthy=True)


def sine_wave(seed: int) -> Curve:
    """A sine sets in on a slow descent."""
    s = setting(seed)
    onset = s.length // 3
    period = 3.0 + s.share * (s.window / 3.0 - 3.0)
    noise = (0.0, 0.03, 0.08, 0.12)[seed % 4]

    def loss(t: int, _: float) -> float:
        wave = 0.0 if t < onset else 0.25 * math.sin(2.0 * math.pi * (t - onset) / period)
        return s.out(math.exp(-2.0 * t / s.length) + wave + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"sine wave {seed}", Situation.OSCILLATING, onset, s, loss, healthy=False)


def spike(seed: int) -> Curve:
    """One reading far above a noisy descent or shelf."""
    s = setting(seed)
    onset = s.length // 2 + seed % 20
    noise = 0.5 * s.noise_for(0.1)
    height = max(12.0 * noise, 0.2)
    floor = seed % 2

    def loss(t: int, _: float) -> float:
        base = math.exp(-3.0 * (min(t, s.length // 4) if floor else t) / s.length)
        return s.out(base + (height if t == onset else 0.0) + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"spike {seed}", Situation.SPIKE, onset, s, loss, healthy=True)


def exponential_divergence(seed: int) -> Curve:
    """The loss turns and grows by the same factor again and again."""
    s = setting(seed)
    onset = s.length // 3
    noise = 0.5 * s.noise_for(0.2)
    seedling = max(0.4 * noise, 0.01)

    def loss(t: int, _: float) -> float:
        rise = seedling * math.expm1(min(5.0 * max(t - onset, 0) / s.window, 300.0))
        return s.out(math.exp(-3.0 * min(t, onset) / onset) + rise + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"exponential divergence {seed}", Situation.DIVERGED, onset, s, loss, healthy=False)


def drift(seed: int) -> Curve:
    """The loss jumps and is learned down again."""
    s = setting(seed)
    onset = s.length // 2
    noise = 0.5 * s.noise_for(0.1)
    step = max(12.0 * noise, 0.5)

    def loss(t: int, _: float) -> float:
        level = 0.0 if t < onset else step * math.exp(-3.0 * (t - onset) / s.length)
        return s.out(math.exp(-5.0 * t / s.length) + level + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"drift {seed}", Situation.DRIFTED, onset, s, loss, healthy=False)


def not_a_number(seed: int) -> Curve:
    """NaN from some reading on, or once."""
    s = setting(seed)
    onset = s.length // 3
    noise = s.noise_for(0.1)

    def loss(t: int, _: float) -> float:
        if t == onset or (t > onset and seed % 2):
            return math.nan
        return s.out(math.exp(-3.0 * t / s.length) + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"not a number {seed}", Situation.NON_FINITE, onset, s, loss, healthy=True)


GENERATORS: tuple[Callable[[int], Curve], ...] = (
    exponential_descent,
    power_law_descent,
    plateau,
    noisy_plateau,
    noise_floor,
    sine_wave,
    spike,
    exponential_divergence,
    drift,
    not_a_number,
)
