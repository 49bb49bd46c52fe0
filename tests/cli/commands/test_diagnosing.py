"""`awarelr diagnose` prints a diagnosis, writes a page, and ends as a check should."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.fixture
def swinging(tmp_path: Path) -> Path:
    """Return a log whose loss swings, then is NaN."""
    path = tmp_path / "loss.txt"
    path.write_text("1.10886 1.53702 0.866067 1.32708 1.20029 nan nan nan")
    return path


@pytest.fixture
def falling(tmp_path: Path) -> Path:
    """Return a log whose loss falls."""
    path = tmp_path / "falling.csv"
    path.write_text("step,loss,lr\n" + "".join(f"{i},{2.0 / (1 + 0.2 * i)},0.1\n" for i in range(40)))
    return path


def test_it_says_what_was_seen_where_and_what_to_try(call: Call, swinging: Path) -> None:
    done = call("diagnose", swinging)
    assert done.exit_code == 0
    assert "LR looks 3-30 x too high from record 6: non-finite (sure)" in done.stdout
    assert "bare numbers, 8 records" in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 88 + len(str(swinging))


def test_json_has_a_versioned_schema(call: Call, swinging: Path) -> None:
    data = json.loads(call("diagnose", swinging, "--json").stdout)
    assert data["schema"] == "awarelr.diagnose/1"
    assert data["comparison"] is None
    (run,) = data["logs"][0]["runs"]
    assert [each["kind"] for each in run["findings"]] == ["non-finite", "oscillating"]
    assert set(run) == {
        *("unit", "first", "last", "records", "best", "best_at", "healthy", "findings", "timeline"),
    }
    assert set(run["findings"][0]) == {
        *("kind", "situation", "start", "end", "ongoing", "sentence", "advice", "confidence", "surety", "t"),
        *("lower_lr_by", "raise_lr_by", "evidence"),
    }


@pytest.mark.parametrize(
    ("names", "status"),
    [("diverged", 1), ("oscillating", 1), ("dead,overfitting", 0), ("unhealthy", 1), ("non-finite, dead", 1)],
)
def test_it_fails_on_what_was_named(call: Call, swinging: Path, names: str, status: int) -> None:
    assert call("diagnose", swinging, "--fail-on", names).exit_code == status


def test_a_healthy_log_passes(call: Call, falling: Path) -> None:
    assert call("diagnose", falling, "--fail-on", "unhealthy").exit_code == 0


def test_a_page_is_written(call: Call, falling: Path, tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    assert call("diagnose", falling, "--html", page).exit_code == 0
    assert "<svg" in page.read_text()
    assert "http" not in page.read_text().replace("http-equiv", "")


def test_a_log_is_not_overwritten_whatever_it_is_called(call: Call, falling: Path, tmp_path: Path) -> None:
    """Guards against a page in place of the log that it shows."""
    before, log, link = falling.read_bytes(), falling.rename(tmp_path / "log.html"), tmp_path / "link.html"
    link.symlink_to(log)
    for arguments in ((log, "--html", log), (log, "--html", link), (link, log, "--html", log)):
        done = call("diagnose", *arguments)
        assert done.exit_code == 2
        assert "--html must not be a file that is read, got " in done.stderr
    assert log.read_bytes() == before


def test_two_logs_are_compared(call: Call, falling: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(falling.read_text().replace(",0.1\n", ",0\n"))
    done = call("diagnose", falling, other)
    assert "Compared: identical though the LR differs" in done.stdout
    data = json.loads(call("diagnose", falling, other, "--json").stdout)
    assert data["comparison"]["identical"] is True


def test_the_standard_input_and_columns_are_taken(call: Call, falling: Path) -> None:
    done = call("diagnose", falling, "--column", "train=lr", "--column", "lr=none", "--column", "step=none")
    assert "training loss 'lr'" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gone.csv",), "cannot be read: No such file"),
        (("{log}", "--fail-on", "divergd"), "Did you mean 'diverged'"),
        (("{log}", "--format", "cvs"), "Did you mean 'csv'"),
        (("{log}", "--column", "train"), "Write --column train=NAME"),
        (("{log}", "{log}", "{log}"), "one log or two"),
        (("{log}", "--html", "/nowhere/at/all.html"), "cannot be written"),
        (("{log}", "--html", "{log}"), "--html must end in .html, .htm, got "),
        (("{log}", "--html", "page.txt"), "got page.txt. The suffix is the format"),
    ],
)
def test_bad_input_is_a_message_and_status_2(call: Call, falling: Path, arguments: tuple[str, ...], words: str) -> None:
    done = call("diagnose", *(each.format(log=falling) for each in arguments))
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
