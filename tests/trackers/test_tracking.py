"""Numbers come every so many steps, words when they change, events at once; a tracker that fails ends nothing."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from awarelr.trackers import Tracker, Tracking, track


def test_numbers_come_at_the_first_step_and_every_so_many(notebook: Callable[..., Any], run: list[Any]) -> None:
    kept = notebook(every=10)
    track(run, [kept])
    assert sorted(kept.numbers) == [1, 10, 20, 30, 33, 40]
    assert kept.numbers[20] == {"lr": 0.1, "situation_code": 2.0, "loss": 0.05, "evidence/z_long": 2.0}


def test_a_validation_loss_does_not_wait(notebook: Callable[..., Any], run: list[Any]) -> None:
    kept = notebook(every=10)
    track(run, [kept])
    assert kept.numbers[33] == {"validation": 0.5}


def test_words_come_on_change_and_events_at_once(notebook: Callable[..., Any], run: list[Any]) -> None:
    kept = notebook(every=10)
    track(run, [kept])
    fault = "non finite: the loss is NaN; parameters and optimizer put back to the snapshot"
    assert kept.words == [
        (1, "situation", "warming up: the path points downhill"),
        (20, "situation", "raising: the path points downhill"),
        (25, "event", fault),
    ]


def test_what_is_not_finite_is_no_number(notebook: Callable[..., Any], run: list[Any]) -> None:
    kept = notebook(every=5)
    track(run, [kept])
    assert kept.numbers[25] == {"lr": 0.1, "situation_code": 17.0, "evidence/since_last": 3.0}


def test_each_tracker_has_its_own_pace(notebook: Callable[..., Any], run: list[Any]) -> None:
    slow, quick = notebook(every=40), notebook(every=1)
    track(run, [slow, quick])
    assert (len(slow.numbers), len(quick.numbers)) == (3, 40)


def test_a_tracker_that_raises_is_left_out_with_one_warning(
    notebook: Callable[..., Any], run: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = notebook(every=1, breaks_at=7), notebook(every=1)
    with caplog.at_level(logging.WARNING, logger="awarelr"):
        track(run, [broken, sound])
    assert [each.getMessage() for each in caplog.records] == [
        "The tracker Notebook failed at step 7: OSError: disk full. It is left out from now on; the training goes on."
    ]
    assert (len(broken.numbers), broken.closed) == (6, 0)
    assert (len(sound.numbers), sound.closed) == (40, 1)


def test_closing_twice_closes_once(notebook: Callable[..., Any]) -> None:
    kept = notebook()
    tracking = Tracking([kept])
    tracking.close()
    tracking.close()
    assert kept.closed == 1


def test_anything_with_the_methods_is_a_tracker(notebook: Callable[..., Any]) -> None:
    assert isinstance(notebook(), Tracker)
    assert not isinstance("runs/one", Tracker)
