"""`awarelr bench` runs, goes on, scores, and says what is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("rich")
pytest.importorskip("typer")

from typer.testing import CliRunner

from awarelr.cli.commands.app import app

pytestmark = pytest.mark.torch

SMALL = ["--scale", "tiny", "-t", "linreg", "-b", "aware", "-p", "default"]
SERIAL = ["--executor", "serial"]


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bench", *map(str, arguments)])
    return result.exit_code, result.output


def test_what_there_is_is_listed() -> None:
    code, text = call("list")
    assert code == 0
    assert all(name in text for name in ("digits", "cosine", "wrong_lr", "tiny"))


def test_a_run_goes_on_where_it_stopped_and_is_scored(tmp_path: Path) -> None:
    code, text = call("run", *SMALL, *SERIAL, "--store", tmp_path, "--filter", "linreg/aware/*")
    assert code == 0
    assert text.startswith("1 cells run in ") or "1 cells run in " in text
    code, text = call("run", *SMALL, *SERIAL, "--store", tmp_path)
    assert code == 0
    assert "6 cells run in " in text
    assert "1 were recorded before" in text
    code, text = call("score", *SMALL, "--store", tmp_path)
    assert code == 0
    assert "Default LR" in text
    assert "7 of 7 cells are recorded" in text
    code, text = call("score", *SMALL, "--store", tmp_path, "--format", "json")
    assert code == 0
    assert {each["baseline"] for each in json.loads(text)["contests"]} == {"aware"}
    code, text = call("score", *SMALL, "--store", tmp_path, "--format", "markdown")
    assert "| baseline | weights |" in text


def test_a_budget_of_nothing_begins_nothing_and_says_what_is_left(tmp_path: Path) -> None:
    code, text = call("run", *SMALL, *SERIAL, "--store", tmp_path, "--budget-minutes", "0")
    assert code == 0
    assert "7 cells are left; the same command goes on with them." in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "-t", "digts"], "Did you mean 'digits'?"),
        (["run", "-b", "awar"], "Did you mean 'aware'?"),
        (["score", "-p", "tune"], "Did you mean 'tuned'?"),
        (["run", "--scale", "huge"], "scale must be one of 'tiny', 'small', 'full', got 'huge'."),
        (["run", "--filter", "nope"], "filter must match a cell"),
    ],
)
def test_bad_input_is_said_with_status_two(arguments: list[str], words: str, tmp_path: Path) -> None:
    code, text = call(*arguments, "--store", tmp_path)
    assert code == 2
    assert words in " ".join(text.split())


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    code, text = call("run", *SMALL, "--store", tmp_path, "--address", "auto")
    assert code == 2
    assert "awarelr[ray]" in text


def test_a_corrupt_result_is_set_aside_said_and_run_again(tmp_path: Path) -> None:
    call("run", *SMALL, *SERIAL, "--store", tmp_path)
    next(tmp_path.glob("linreg/aware/*.json")).write_text("{")
    code, text = call("run", *SMALL, *SERIAL, "--store", tmp_path)
    assert code == 0
    assert "1 cells run in " in text
    assert "its cell will run again" in " ".join(text.split())


@pytest.mark.parametrize("command", ["score", "report"])
def test_a_store_that_is_not_there_is_said(tmp_path: Path, command: str) -> None:
    """Guards against a mistyped folder that looked like an empty one."""
    code, text = call(command, *SMALL, "--store", tmp_path / "absent")
    assert code == 2
    words = " ".join(text.split())
    assert "--store must be a folder of recorded cells, got" in words
    assert "absent, which does not exist. Name another one, or record some" in words
    (tmp_path / "file").touch()
    assert "which is a file." in " ".join(call(command, *SMALL, "--store", tmp_path / "file")[1].split())


def test_a_run_is_reported_in_each_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    monkeypatch.chdir(tmp_path)
    call("run", *SMALL, *SERIAL, "--store", "cells")
    code, text = call("report", *SMALL, "--store", "cells")
    assert code == 0
    assert text.startswith("awarelr-bench.html is written, ")
    assert "<title>awarelr benchmark, scale tiny</title>" in Path("awarelr-bench.html").read_text(encoding="utf-8")
    code, text = call("report", *SMALL, "--store", "cells", "--format", "json", "-o", "-")
    document = json.loads(text)
    assert document["command"].startswith(
        "awarelr bench report --scale tiny --store cells -t linreg -b aware -p default"
    )
    assert len(document["runs"]) == 7
    code, text = call("report", *SMALL, "--store", "cells", "-f", "md", "-o", "out.md")
    assert code == 0
    assert Path("out.md").read_text(encoding="utf-8").startswith("# awarelr benchmark, scale tiny")


def test_a_report_of_nothing_is_refused(tmp_path: Path) -> None:
    code, text = call("report", *SMALL, "--store", tmp_path)
    assert code == 2
    assert "Nothing of this benchmark is recorded in" in text
    assert "Is --scale right (now tiny)?" in " ".join(text.split())


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    call("run", *SMALL, *SERIAL, "--store", tmp_path)
    code, text = call("report", *SMALL, "--store", tmp_path, "-o", tmp_path / "no" / "page.html")
    assert code == 2
    assert "Name a file in a folder that exists." in " ".join(text.split())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_ctrl_c_keeps_what_is_recorded_and_ends_with_130(tmp_path: Path, executor: str) -> None:
    command = [sys.executable, "-c", "from awarelr.cli import main; main()", "bench", "run", "--scale", "tiny"]
    command += ["-t", "digits", "--store", str(tmp_path), "--executor", executor, "--workers", "1"]
    process = subprocess.Popen(  # noqa: S603 - ourselves
        command, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    while not list(tmp_path.glob("*/*/*.json")):
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted." in said
    assert "Traceback" not in said
    recorded = list(tmp_path.glob("*/*/*"))
    assert recorded
    assert all(json.loads(path.read_text())["format"] == 1 for path in recorded)
