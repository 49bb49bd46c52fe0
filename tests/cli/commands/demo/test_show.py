"""The course of the demo, with trainings that take no time."""

import io
import logging
from pathlib import Path

import pytest
from rich.console import Console

from awarelr.cli.commands.demo.contender import Kind, Moment, Result
from awarelr.cli.commands.demo.log import Log
from awarelr.cli.commands.demo.screen import LEAST, Screen
from awarelr.cli.commands.demo.show import journal_of, show
from awarelr.cli.commands.demo.tuning import GRID
from awarelr.core import Decision, Reading
from awarelr.schedules import Aware


class Bowl:
    """Gradient descent on a parabola, with a schedule that looks or one that does not."""

    def __init__(self, kind: Kind, lr: float) -> None:
        self._aware = Aware()
        self._state = self._aware.init(lr)
        self._looks = kind == "AwareLR"
        self._lr = lr
        self._x = 3.0

    def step(self) -> Moment:
        loss, lr = self._x**2, self._state.written_lr if self._looks else self._lr
        self._x = max(min(self._x - lr * 2.0 * self._x, 9.0), -9.0)
        decision: Decision | None = None
        if self._looks:
            self._state, decision = self._aware.step(self._state, Reading(t=self._state.t + 1, loss=loss))
            if decision.t == 20:
                logging.getLogger("awarelr").warning("Step 20: put back.")
        return Moment(loss=loss, lr=lr, decision=decision)

    def result(self) -> Result:
        return Result(loss=self._x**2, accuracy=0.5)

    def explain(self) -> str:
        return "It went downhill.\nThe rest." if self._looks else ""

    def close(self) -> None:
        pass


class BowlSetting:
    title = "a parabola"
    usual_lr = 0.1

    def __init__(self) -> None:
        self.started: list[tuple[Kind, float, Path | None]] = []

    def start(self, kind: Kind, lr: float, steps: int, journal: Path | None = None) -> Bowl:  # noqa: ARG002
        self.started.append((kind, lr, journal))
        return Bowl(kind, lr)


def terminal(width: int, height: int) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=height, color_system=None, legacy_windows=False
    )


def output(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_rival_is_tuned_and_both_starts_are_raced() -> None:
    setting, console = BowlSetting(), terminal(80, 24)
    show(setting, Log(console), steps=30)
    assert [kind for kind, _, _ in setting.started] == ["cosine"] * len(GRID) + ["AwareLR", "constant", "cosine"] * 2
    lrs = [lr for kind, lr, _ in setting.started if kind == "AwareLR"]
    assert lrs == pytest.approx([1e-4, 3.0])


def test_the_log_has_progress_warnings_table_verdicts_and_the_story() -> None:
    console = terminal(80, 24)
    show(BowlSetting(), Log(console), steps=30)
    text = output(console)
    for words in (
        "8 of 8: LR",
        "the search took 240 steps",
        "All start at 0.0001, 1,000 x too small.",
        "All start at 3, 30 x too large.",
        "AwareLR warns: Step 20: put back.",
        "AwareLR LR 1.00e-05 loss",
        "tuned cosine",
        "in 30 steps instead of 240",
        "AwareLR from 0.0001: It went downhill.",
    ):
        assert words in text
    assert "\x1b" not in text
    assert "The rest." not in text


@pytest.mark.parametrize(("width", "height"), [LEAST, (80, 24), (120, 40), (200, 60)])
def test_the_screen_fits_the_terminal_and_keeps_its_last_frame(width: int, height: int) -> None:
    console = terminal(width, height)
    show(BowlSetting(), Screen(console, pace=0.0), steps=30)
    frame = output(console).rpartition("step 30 of 30")[2]
    for words in ("━A━ AwareLR", "━t━ tuned cosine", "AwareLR now: LR", "warming up"):
        assert words in frame
    box = output(console).rpartition("╭")[2].partition("╰")[0].splitlines()
    assert len(box) + 2 < height
    assert "AwareLR warned: Step 20: put back." in output(console)


def test_the_cursor_comes_back_when_a_race_is_interrupted() -> None:
    class Impatient(BowlSetting):
        def start(self, kind: Kind, lr: float, steps: int, journal: Path | None = None) -> Bowl:
            bowl = super().start(kind, lr, steps, journal)
            if len(self.started) > len(GRID):
                bowl.step = interrupt  # type: ignore[method-assign]
            return bowl

    def interrupt() -> Moment:
        raise KeyboardInterrupt

    console = terminal(80, 24)
    with pytest.raises(KeyboardInterrupt):
        show(Impatient(), Screen(console, pace=0.0), steps=30)
    assert output(console).rindex("\x1b[?25h") > output(console).rindex("\x1b[?25l")


def test_each_race_writes_a_journal_of_its_own() -> None:
    setting = BowlSetting()
    show(setting, Log(terminal(80, 24)), steps=12, journal=Path("runs/run.jsonl"))
    journals = [journal for kind, _, journal in setting.started if kind == "AwareLR"]
    assert journals == [Path("runs/run.jsonl"), Path("runs/run-2.jsonl")]
    assert journal_of(None, 1) is None
