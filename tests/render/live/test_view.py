"""A picture is drawn when it is due by the clock and never else; an error in drawing ends the view, never the run."""

import logging
from collections.abc import Callable

import pytest

from awarelr.core import Decision, Reading
from awarelr.render.live import LiveView, Watched

Pairs = Callable[[int], list[tuple[Reading, Decision]]]


class Surface:
    """Counts pictures; each takes as long as it is told, or fails."""

    period = 0.25

    def __init__(self, clock: "Clock", cost: float = 0.0, error: Exception | None = None) -> None:
        self._clock, self._cost, self._error = clock, cost, error
        self.shown: list[int] = []
        self.closed = 0

    def show(self, watched: Watched, now: float) -> None:  # noqa: ARG002
        if self._error is not None:
            raise self._error
        self._clock.time += self._cost
        self.shown.append(watched.step)

    def close(self) -> None:
        self.closed += 1


class Clock:
    time: float

    def __call__(self) -> float:
        return self.time


def run(view: LiveView, clock: Clock, made: list[tuple[Reading, Decision]], each: float) -> None:
    for reading, decision in made:
        clock.time += each
        view.add(reading, decision)


def test_pictures_follow_the_clock_not_the_steps(clock: Clock, pairs: Pairs) -> None:
    surface = Surface(clock)
    run(LiveView(surface, now=clock), clock, pairs(1000), 0.001)
    assert 4 <= len(surface.shown) <= 5
    slow = Surface(clock)
    run(LiveView(slow, now=clock), clock, pairs(20), 10.0)
    assert slow.shown == list(range(1, 21))


def test_nothing_is_drawn_within_a_step_that_is_not_due(clock: Clock, pairs: Pairs) -> None:
    surface = Surface(clock)
    view = LiveView(surface, now=clock)
    run(view, clock, pairs(200), 0.0)
    assert surface.shown == [1]
    assert view.watched.step == 1
    view.close()
    assert surface.shown == [1, 200]


@pytest.mark.parametrize("cost", [0.001, 0.02, 0.5])
def test_drawing_takes_less_than_one_per_cent_however_dear_a_picture_is(
    clock: Clock, pairs: Pairs, cost: float
) -> None:
    surface = Surface(clock, cost=cost)
    begun = clock.time
    view = LiveView(surface, now=clock)
    for _ in range(20):
        run(view, clock, pairs(1000), 0.01)
    assert len(surface.shown) > 1
    assert (len(surface.shown) - 1) * cost < 0.01 * (clock.time - begun)


def test_an_error_in_drawing_warns_once_and_turns_it_off(
    clock: Clock, pairs: Pairs, caplog: pytest.LogCaptureFixture
) -> None:
    surface = Surface(clock, error=RuntimeError("no ink"))
    view = LiveView(surface, now=clock)
    with caplog.at_level(logging.WARNING, "awarelr"):
        run(view, clock, pairs(50), 1.0)
    assert [each.getMessage() for each in caplog.records] == [
        "The live view is turned off: RuntimeError: no ink. The training goes on without it."
    ]
    assert not view.on
    assert surface.closed == 1


def test_an_interruption_is_not_swallowed(clock: Clock, pairs: Pairs) -> None:
    surface = Surface(clock)

    def interrupted(watched: Watched, now: float) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    surface.show = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        run(LiveView(surface, now=clock), clock, pairs(1), 1.0)


def test_it_closes_by_itself_once_a_known_budget_is_spent(clock: Clock, pairs: Pairs) -> None:
    surface = Surface(clock)
    view = LiveView(surface, total_steps=40, now=clock)
    run(view, clock, pairs(60), 0.01)
    assert not view.on
    assert (surface.shown[-1], surface.closed) == (40, 1)


def test_closing_twice_closes_once(clock: Clock) -> None:
    surface = Surface(clock)
    view = LiveView(surface, now=clock)
    view.close()
    view.close()
    assert surface.closed == 1


def test_memory_stays_flat_while_nothing_is_due(clock: Clock, pairs: Pairs) -> None:
    view = LiveView(Surface(clock), now=clock)
    run(view, clock, pairs(9000), 0.0)
    assert len(view._waiting) < 256
