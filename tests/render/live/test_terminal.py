"""In a real terminal: what others print is kept, and Ctrl-C, an error and the end all leave it sane."""

import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

import pytest

SCRIPT = """
import logging, sys, time
logging.basicConfig(format="%(message)s")
from awarelr.core import Horizons, Reading
from awarelr.render.live import LiveView, surface_for
from awarelr.schedules import Aware
aware, view = Aware(), LiveView(surface_for(sys.stderr))
state = aware.init(0.01)
for t in range(1, 100_000 if "endless" in sys.argv else 121):
    reading = Reading(t=t, loss=2.0 / t, grad_norm=1.0, alignment=Horizons(short=0.4, long=0.6))
    state, decision = aware.step(state, reading)
    view.add(reading, decision)
    time.sleep(0.01)
    if t == 40:
        print("the user prints")
        logging.getLogger("other").warning("another logger warns")
        sys.stderr.write("\\r 40% of a bar")
    if t == 60:
        sys.stderr.write("\\r100% of a bar\\n")
        print("half a line, ", end="")
        print("and its other half")
    if t == 80 and "error" in sys.argv:
        raise ValueError("boom")
print("the end")
"""


def session(*arguments: str, keys: tuple[float, bytes] | None = None) -> tuple[str, bool]:
    """Run the script in a terminal; return what came out, and whether the terminal's modes are as before.

    Args:
        arguments: the script's.
        keys: after how many seconds to type what.
    """
    main, child = pty.openpty()
    ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(child)
    pid = os.fork()
    if pid == 0:  # pragma: no cover - the child
        os.setsid()
        ioctl(child, termios.TIOCSCTTY, 0)
        for each in (0, 1, 2):
            os.dup2(child, each)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        source = str(Path(__file__).parents[3] / "src")
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": source}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            environment.pop(name, None)
        os.execve(sys.executable, [sys.executable, "-c", SCRIPT, *arguments], environment)  # noqa: S606
    out, begun, typed = b"", 0.0, keys is None
    while os.waitpid(pid, os.WNOHANG) == (0, 0) or select.select([main], [], [], 0.05)[0]:
        if select.select([main], [], [], 0.05)[0]:
            out += os.read(main, 65536)
        begun = begun or (time.monotonic() if b"awarelr" in out else 0.0)
        if keys is not None and not typed and begun and time.monotonic() - begun > keys[0]:
            os.write(main, keys[1])
            typed = True
    return out.decode(), termios.tcgetattr(child) == before


def sane(out: str) -> bool:
    """True if the cursor is shown at the end, on a line of its own."""
    return out.rfind("\x1b[?25h") >= out.rfind("\x1b[?25l") and plain(out).endswith("\n")


@pytest.fixture(scope="module")
def whole() -> tuple[str, bool]:
    """Return a session that comes to its end."""
    return session()


def plain(out: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out).replace("\r", "")


@pytest.mark.parametrize(
    "line", ["the user prints\n", "another logger warns\n", "half a line, and its other half\n", "100% of a bar\n"]
)
def test_whatever_else_is_printed_is_kept_whole(whole: tuple[str, bool], line: str) -> None:
    assert line in plain(whole[0])


def test_an_unfinished_line_stands_below_the_picture(whole: tuple[str, bool]) -> None:
    assert "\n 40% of a bar" in plain(whole[0])


def test_the_last_picture_stays_and_the_terminal_is_as_before(whole: tuple[str, bool]) -> None:
    out, kept = whole
    assert "step 120, " in plain(out)
    assert plain(out).rstrip().splitlines()[-1].startswith("step ")
    assert kept
    assert sane(out)


def test_no_picture_is_erased_before_the_next_is_written(whole: tuple[str, bool]) -> None:
    assert "\x1b[2J" not in whole[0]
    assert "\x1b[?1049h" not in whole[0]


def test_ctrl_c_leaves_the_terminal_sane() -> None:
    out, kept = session("endless", keys=(1.0, b"\x03"))
    assert "KeyboardInterrupt" in plain(out)
    assert kept
    assert sane(out)


def test_an_error_leaves_the_terminal_sane_and_its_traceback_whole() -> None:
    out, kept = session("error")
    assert "ValueError: boom\n" in plain(out)
    assert kept
    assert sane(out)
