"""Each place gets the surface that suits it; lines come at sensible intervals, a notebook's picture is updated."""

import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from awarelr.core import Decision, Reading
from awarelr.render.live import LiveView, surface_for, view_for
from awarelr.render.live.lines import Lines
from awarelr.render.live.notebook import Notebook
from awarelr.render.live.terminal import Terminal

Pairs = Callable[[int], list[tuple[Reading, Decision]]]


class Tty(io.StringIO):
    """A terminal of a kind."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}, Terminal),
        ({"TERM": "xterm", "COLUMNS": "80", "LINES": "24", "NO_COLOR": "1"}, Terminal),
        ({"TERM": "dumb", "COLUMNS": "80", "LINES": "24"}, Lines),
        ({"TERM": "xterm", "COLUMNS": "40", "LINES": "24"}, Lines),
        ({"TERM": "xterm", "COLUMNS": "80", "LINES": "8"}, Lines),
    ],
)
def test_a_terminal_that_can_gets_a_picture(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], kind: type
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert isinstance(surface_for(Tty()), kind)


def test_a_pipe_gets_lines_even_where_colours_are_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert isinstance(surface_for(io.StringIO()), Lines)
    assert isinstance(surface_for(Tty(), plain=True), Lines)


def test_lines_come_every_ten_seconds_then_every_minute_and_news_at_once(pairs: Pairs) -> None:
    stream, time = io.StringIO(), [0.0]
    view = LiveView(Lines(stream), now=lambda: time[0])
    for reading, decision in pairs(600):
        time[0] += 1.0
        view.add(reading, decision)
    view.close()
    lines = stream.getvalue().splitlines()
    assert all(line.startswith("awarelr: step ") for line in lines)
    assert "\x1b" not in stream.getvalue()
    assert 20 <= len(lines) <= 26
    assert sum(": non finite:" in line for line in lines) == 1
    assert lines[-1].startswith("awarelr: step 600")


def test_a_notebook_updates_one_picture(pairs: Pairs, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[str] = []
    handle = SimpleNamespace(update=pictures.append)

    def display(picture: str, *, display_id: bool) -> Any:
        assert display_id
        pictures.append(picture)
        return handle

    module = SimpleNamespace(display=display, HTML=str)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(display=module))
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    surface = surface_for(io.StringIO())
    assert isinstance(surface, Notebook)
    time = [0.0]
    view = LiveView(surface, now=lambda: time[0])
    for reading, decision in pairs(5):
        time[0] += 1.0
        view.add(reading, decision)
    view.close()
    assert len(pictures) == 5
    assert all(each.startswith("<pre") for each in pictures)


def test_a_notebooks_picture_catches_up_at_the_end_of_a_cell(pairs: Pairs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a picture of step 1 below a cell that trained for 400 steps within half a second."""
    pictures: list[str] = []
    called: list[Callable[..., None]] = []
    events = SimpleNamespace(register=lambda _, act: called.append(act), unregister=lambda _, act: called.remove(act))

    def display(picture: str, **_: object) -> SimpleNamespace:
        pictures.append(picture)
        return SimpleNamespace(update=pictures.append)

    module = SimpleNamespace(display=display, HTML=str)
    ipython = SimpleNamespace(display=module, get_ipython=lambda: SimpleNamespace(events=events))
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    view = view_for(io.StringIO())
    for reading, decision in pairs(20):
        view.add(reading, decision)
    assert "step 20" not in pictures[-1]
    called[0](None)
    assert "step 20" in pictures[-1]
    count = len(pictures)
    called[0](None)
    assert len(pictures) == count
    view.close()
    called[0](None)
    assert called == []
