"""The picture at 80 columns reads as approved: in colour or without, with braille or ASCII.

After a wanted change: ``AWARELR_WRITE_SNAPSHOTS=1 pytest tests/render/live``, then read what changed.
"""

import io
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from awarelr.core import Decision, Reading
from awarelr.render.live import Watched
from awarelr.render.live.frame import LEAST, frame
from awarelr.render.live.notebook import picture_of

Decided = Callable[[str], list[tuple[Reading, Decision]]]
SNAPSHOTS = Path(__file__).parent / "snapshots"


def seen(pairs: list[tuple[Reading, Decision]], total: int | None = None) -> Watched:
    watched = Watched(total_steps=total)
    watched.look(0.0)
    watched.take_in(pairs)
    watched.look(len(pairs) / 41.0)
    return watched


def drawn(watched: Watched, width: int = 80, height: int = 24, encoding: str = "utf-8", *, colour: bool = False) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(
        file=stream,
        width=width,
        height=height,
        force_terminal=True,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    console.print(frame(watched, console))
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("name", ["drift", "far_too_high"])
def test_the_picture_of_a_recorded_run_reads_as_approved(decided: Decided, name: str, encoding: str) -> None:
    text = drawn(seen(decided(name), 1000), encoding=encoding)
    path = SNAPSHOTS / f"{name}-{encoding}.txt"
    if os.environ.get("AWARELR_WRITE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [LEAST, (80, 24), (80, 16), (120, 40), (200, 60)])
@pytest.mark.parametrize("steps", [0, 1, 2, 640])
def test_it_fits_any_place(decided: Decided, size: tuple[int, int], steps: int) -> None:
    lines = drawn(seen(decided("drift")[:steps]), *size).splitlines()
    assert len(lines) < size[1]
    assert max(map(len, lines)) <= size[0]


def test_a_validated_run_has_one_line_of_titles(decided: Decided) -> None:
    """Guards against a title of two lines at 80 columns, which pushes the curves down."""
    reading, decision = decided("drift")[0]
    pairs = [*decided("drift")[1:], (replace(reading, t=641, validation=0.04791), replace(decision, t=641))]
    loss, *_ = (line for line in drawn(seen(pairs), 80).splitlines() if line.startswith("loss"))
    assert "val. 0.0479 (best 0.0479)" in loss
    assert "learning rate" in loss


def test_without_colour_nothing_but_text_is_written(decided: Decided, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in drawn(seen(decided("drift")), colour=True)


def test_it_says_situation_evidence_speed_and_time_left(decided: Decided) -> None:
    text = drawn(seen(decided("far_too_high"), 1000))
    assert "step 300 of 1,000, 41 steps/s, 17 s left" in text
    assert "now oscillating: steps overshoot from side to side" in text
    assert all(f"evidence {name}" in text for name in ("short", "medium", "long"))


def test_a_run_that_is_only_observed_says_so_in_its_titles(decided: Decided) -> None:
    """Guards against a rate that is shown as the training's and never was."""
    watched = seen(decided("far_too_high"), 1000)
    watched.acted = False
    text = drawn(watched)
    assert "step 300 of 1,000 (observed only), 41 steps/s" in text
    assert "LR would be 0.0" in text
    assert "learning rate 0" not in text


def test_a_notebook_gets_html_with_everything_escaped(decided: Decided) -> None:
    watched = seen(decided("drift"))
    watched.note = "<script>alert(1)</script>"
    html = picture_of(watched)
    assert html.startswith("<pre")
    assert "<script" not in html
    assert "learning rate" in html


def test_a_notebooks_dots_keep_to_their_columns_whatever_font_has_them(decided: Decided) -> None:
    """Guards against an axis that moved left and right, line by line: the browser's braille was narrow."""
    html = picture_of(seen(decided("drift")))
    dots = re.findall("[\u2800-\u28ff]", html)
    assert len(dots) > 20
    assert len(
        re.findall('<i style="display:inline-block;width:1ch;font-style:normal">[\u2800-\u28ff]</i>', html)
    ) == len(dots)
