"""The half of the generators that was written before the scheduler and evaluated once, at the end.

Nothing was tuned on it. The sibling is ``development``.
"""

import math
from collections.abc import Callable

from tests.schedules.curves.curve import Curve, Setting, setting

from awarelr.core import Situation

__all__ = ["GENERATORS", "SEEDS"]

SEEDS = range(1000, 1012)


def _curve(
    name: str, label: Situation, onset: int, s: Setting, loss: Callable[[int, float], float], *, healthy: bool
) -> Curve:
    return Curve(name=name, label=label, onset=onset, length=s.length, healthy=healthy, loss=loss)


def _tailed(s: Setting) -> float:
    """Student's t with 5 degrees of freedom, of variance 1."""
    squares = sum(s.random.gauss(0.0, 1.0) ** 2 for _ in range(5))
    return s.random.gauss(0.0, 1.0) / math.sqrt(squares / 5.0) * math.sqrt(0.6)


def _sticky(s: Setting, rho: float) -> Callable[[], float]:
    """Autocorrelated noise of variance 1."""
    last = s.random.gauss(0.0, 1.0)

    def draw() -> float:
        nonlocal last
        last = rho * last + math.sqrt(1.0 - rho * rho) * s.random.gauss(0.0, 1.0)
        return last

    return draw


def linear_descent(seed: int) -> Curve:
    """A straight fall with heavy-tailed noise."""
    s = setting(seed)
    noise = s.noise_for(0.1)
    return _curve(
        f"linear descent {seed}",
        Situation.DESCENDING,
        1,
        s,
        lambda t, _: s.out(1.0 - t / s.length + noise * _tailed(s)),
        healthy=True,
    )


def second_descent(seed: int) -> Curve:
    """Flat for a third of the run (chance level), then a sigmoid fall."""
    s = setting(seed)
    start = s.length // 3
    width = 0.35 * s.window
    noise = 0.4 * s.noise_for(0.5)

    def loss(t: int, _: float) -> float:
        return s.out(1.0 / (1.0 + math.exp((t - start - 0.5 * s.window) / width)) + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"second descent {seed}", Situation.DESCENDING, start, s, loss, healthy=True)


def sticky_plateau(seed: int) -> Curve:
    """A quick power law that ends on a shelf; its small noise is autocorrelated."""
    s = setting(seed)
    onset = s.length // 2
    noise = (0.0, 0.002, 0.005, 0.008)[seed % 4]
    draw = _sticky(s, 0.6)

    def loss(t: int, _: float) -> float:
        fall = (min(t, onset) / 3.0) ** -0.5
        return s.out(fall + noise * draw())

    return _curve(f"sticky plateau {seed}", Situation.PLATEAU, onset, s, loss, healthy=True)


def multiplicative_floor(seed: int) -> Curve:
    """A descent that ends where noise holds the loss up: level and noise both follow the LR."""
    s = setting(seed)
    onset = s.length // 2
    size = 0.05 + 0.15 * s.share

    def loss(t: int, lr: float) -> float:
        fall = max(1.0 - t / onset, 0.0)
        excess = size * min(lr, 5.0) * (1.0 + 0.5 * s.random.gauss(0.0, 1.0))
        return s.out(fall + excess)

    return _curve(f"multiplicative floor {seed}", Situation.NOISE_FLOOR, onset, s, loss, healthy=True)


def triangle_wave(seed: int) -> Curve:
    """A triangle wave sets in after a descent, or the loss jumps to and fro at every step."""
    s = setting(seed)
    onset = s.length // 3
    period = 2 if seed % 3 == 0 else 4 + int(s.share * (s.window / 3.0 - 4.0))
    noise = (0.0, 0.02, 0.05, 0.1)[seed % 4]

    def loss(t: int, _: float) -> float:
        base = math.exp(-3.0 * min(t, onset) / onset)
        phase = (t - onset) % period / period
        wave = 0.0 if t < onset else 0.3 * (1.0 - abs(2.0 * phase - 1.0) * 2.0)
        return s.out(base + wave + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"triangle wave {seed}", Situation.OSCILLATING, onset, s, loss, healthy=False)


def broad_spike(seed: int) -> Curve:
    """One or two readings far above a heavy-tailed descent, then all is as before."""
    s = setting(seed)
    onset = s.length // 2 + seed % 20
    noise = 0.5 * s.noise_for(0.1)
    height = max(20.0 * noise, 0.3)

    def loss(t: int, _: float) -> float:
        peak = height if t == onset else 0.5 * height if t == onset + 1 and seed % 2 else 0.0
        return s.out(math.exp(-2.0 * t / s.length) + peak + noise * _tailed(s))

    return _curve(f"broad spike {seed}", Situation.SPIKE, onset, s, loss, healthy=True)


def quadratic_divergence(seed: int) -> Curve:
    """The loss turns and climbs, ever faster."""
    s = setting(seed)
    onset = s.length // 3
    noise = 0.5 * s.noise_for(0.2)
    reach = max(20.0 * noise, 0.5)

    def loss(t: int, _: float) -> float:
        rise = reach * (max(t - onset, 0) / s.window) ** 2
        return s.out(math.exp(-4.0 * min(t, onset) / onset) + rise + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"quadratic divergence {seed}", Situation.DIVERGED, onset, s, loss, healthy=False)


def lasting_drift(seed: int) -> Curve:
    """The loss steps up within three readings and stays there, or falls from there."""
    s = setting(seed)
    onset = s.length // 2
    noise = 0.5 * s.noise_for(0.1)
    step = max(15.0 * noise, 0.4)

    def loss(t: int, _: float) -> float:
        since = t - onset
        level = 0.0 if since < 0 else step * min((since + 1) / 3.0, 1.0)
        if seed % 2 and since > 0:
            level *= math.exp(-since / s.window)
        return s.out(math.exp(-3.0 * t / s.length) + level + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"lasting drift {seed}", Situation.DRIFTED, onset, s, loss, healthy=False)


def infinite_readings(seed: int) -> Curve:
    """Single infinite readings in a sound run."""
    s = setting(seed)
    onset = s.length // 4
    noise = s.noise_for(0.1)

    def loss(t: int, _: float) -> float:
        if t >= onset and (t - onset) % 40 == 0:
            return math.inf
        return s.out(math.exp(-3.0 * t / s.length) + noise * s.random.gauss(0.0, 1.0))

    return _curve(f"infinite readings {seed}", Situation.NON_FINITE, onset, s, loss, healthy=True)


def start_of_a_run(seed: int) -> Curve:
    """The first readings of a heavy-tailed run without any trend."""
    s = setting(seed)
    return _curve(
        f"start of a run {seed}", Situation.WARMING_UP, 1, s, lambda _t, _: s.out(0.2 * _tailed(s)), healthy=True
    )


GENERATORS: tuple[Callable[[int], Curve], ...] = (
    linear_descent,
    second_descent,
    sticky_plateau,
    multiplicative_floor,
    triangle_wave,
    broad_spike,
    quadratic_divergence,
    lasting_drift,
    infinite_readings,
    start_of_a_run,
)
