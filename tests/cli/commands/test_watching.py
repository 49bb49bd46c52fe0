"""`awarelr watch` shows a journal as it is now, waits for one that is not there, and refuses what is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from awarelr.cli.commands.watching import follow
from awarelr.core import Horizons, Reading
from awarelr.journal import Journal
from awarelr.render.live import LiveView, Watched
from awarelr.render.live.tail import Tail
from awarelr.schedules import Aware

Call = Callable[..., Any]


class Surface:
    """Keeps what it was shown."""

    period = 0.25

    def __init__(self) -> None:
        self.shown: list[tuple[int, str, float | None]] = []

    def show(self, watched: Watched, now: float) -> None:  # noqa: ARG002
        self.shown.append((watched.step, watched.note, watched.speed))

    def close(self) -> None:
        pass


def test_it_shows_what_is_there_now(call: Call, small: Path) -> None:
    done = call("watch", small, "--once", "--plain")
    assert done.exit_code == 0
    assert done.stdout.startswith("awarelr: step 30; LR ")


def test_a_run_that_was_only_observed_says_so(call: Call, tmp_path: Path) -> None:
    """Guards against `LR 0.0135` of a training that stayed at 0.01."""
    aware, path = Aware(), tmp_path / "run.jsonl"
    journal = Journal(path, aware, aware.init(0.05), 0.05, meta={"observe_only": True})
    reading = Reading(t=1, loss=1.0)
    journal.record(reading, aware.step(aware.init(0.05), reading)[1])
    journal.close()
    assert call("watch", path, "--once", "--plain").stdout.startswith(
        "awarelr: step 1 (observed only); LR would be 0.005;"
    )


def test_a_journal_that_is_not_there_is_waited_for(call: Call, tmp_path: Path) -> None:
    done = call("watch", tmp_path / "run.jsonl", "--once", "--plain")
    assert done.exit_code == 0
    assert "waiting for" in done.stdout


def test_bad_input_is_a_message_and_status_2(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello\n")
    done = call("watch", tmp_path / "notes.txt", "--once")
    assert done.exit_code == 2
    assert "so the file is no journal" in done.stderr


def test_a_growing_run_is_followed_with_its_speed_to_the_end_of_its_budget(tmp_path: Path) -> None:
    path, time, surface = tmp_path / "run.jsonl", [0.0], Surface()
    aware = Aware()
    state = aware.init(0.05)
    view = LiveView(surface, now=lambda: time[0])
    journal = Journal(path, aware, state, 0.05)
    following = follow(Tail(path), view, lambda: time[0])
    next(following)
    for t in range(1, 21):
        reading = Reading(t=t, loss=1.0 / t, grad_norm=1.0, alignment=Horizons(short=0.5, long=0.5))
        state, decision = aware.step(state, reading)
        journal.record(reading, decision)
        if t % 10 == 0:
            journal.flush()
            time[0] += 5.0
            next(following)
    time[0] += 65.0
    next(following)
    assert [step for step, _, _ in surface.shown] == [0, 10, 20, 20]
    assert "waiting for" in surface.shown[0][1]
    assert surface.shown[2][2] == 2.0
    assert surface.shown[3][1] == "no new line for 1 min 5 s"
    view.watched.total_steps = 20
    assert list(following) == []
    journal.close()
