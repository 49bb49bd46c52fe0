"""The browser that looks at pages sees what is wrong with one."""

from pathlib import Path

import pytest

pytest.importorskip("selenium")

from tests.browser import DESKTOP, PHONE, Browser

pytestmark = pytest.mark.browser


def written(folder: Path, body: str) -> Path:
    page = folder / "page.html"
    page.write_text(f"<!doctype html><link rel=icon href=data:,><meta name=viewport content=width=device-width>{body}")
    return page


def test_a_page_without_fault_has_nothing_to_complain_of(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, "<p>fine"))
    assert (browser.complaints(), browser.overflow(), browser.requests()) == ([], 0, [])


def test_an_error_of_a_script_is_heard(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, "<script>absent()</script>"))
    assert "absent is not defined" in browser.complaints()[0]


def test_what_is_fetched_from_elsewhere_is_seen(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, "<img src=https://example.org/x.png>"))
    assert browser.requests() == ["https://example.org/x.png"]


@pytest.mark.parametrize(("width", "over"), [(DESKTOP, 0), (PHONE, 210)])
def test_a_page_wider_than_the_window_is_measured(browser: Browser, tmp_path: Path, width: int, over: int) -> None:
    browser.open(written(tmp_path, "<body style=margin:0><div style=width:600px>wide"), width=width)
    assert browser.overflow() == over


@pytest.mark.parametrize("dark", [False, True])
def test_a_preference_for_dark_colours_reaches_the_page(browser: Browser, tmp_path: Path, dark: bool) -> None:  # noqa: FBT001
    browser.open(written(tmp_path, "<p>fine"), dark=dark)
    assert browser.run("return matchMedia('(prefers-color-scheme: dark)').matches") is dark
