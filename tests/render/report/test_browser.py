"""In a real Chromium: no complaint, pointing and keys tell each decision, narrow and wide, light and dark."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from awarelr.render.report import record_of, report_page

if TYPE_CHECKING:
    from tests.browser import Browser

pytestmark = pytest.mark.browser

Write = Callable[..., Path]
READY = "return document.documentElement.dataset.ready"
DESKTOP, PHONE = 1280, 390


@pytest.fixture
def page(journal: Write, tmp_path: Path) -> Path:
    path = tmp_path / "run.html"
    path.write_text(report_page([record_of(journal())]), encoding="utf-8")
    return path


def readout(browser: "Browser") -> str:
    return str(browser.run("return document.querySelector('.readout').innerText"))


def press(browser: "Browser", *keys: str) -> None:
    for key in keys:
        browser.find(".inner").send_keys(key)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_it_opens_offline_without_a_complaint_and_fits(
    browser: "Browser", page: Path, width: int, *, dark: bool
) -> None:
    browser.open(page, width=width, dark=dark)
    browser.wait(READY)
    assert (browser.complaints(), browser.requests(), browser.overflow()) == ([], [], 0)
    paper = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 23, 26)" if dark else "rgb(255, 255, 255)")


def test_pointing_at_the_chart_tells_sentence_and_evidence(browser: "Browser", page: Path) -> None:
    browser.open(page)
    browser.wait(READY)
    browser.run(
        "const e = document.querySelector('.inner'), box = e.getBoundingClientRect();"
        "const clientX = box.left + box.width * 59.5 / 120, clientY = box.top + 50;"
        "e.dispatchEvent(new PointerEvent('pointermove', {clientX, clientY}))"
    )
    told = readout(browser)
    assert "Step 60 " in told
    assert "loss nan, gradient norm 1: one bad reading, no baseline moves" in told
    assert "cuts_in_vain" in told


def test_keys_move_from_decision_to_decision_and_from_mark_to_mark(browser: "Browser", page: Path) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 - an extra's package, for these tests only

    browser.open(page)
    browser.wait(READY)
    seen = []
    for key in (Keys.HOME, Keys.ARROW_RIGHT, Keys.PAGE_DOWN, Keys.ARROW_LEFT, Keys.END):
        press(browser, key)
        seen.append(browser.find(".inner").get_attribute("aria-valuenow"))
    assert seen == ["1", "2", "60", "59", "120"]
    assert str(browser.find(".inner").get_attribute("aria-valuetext")).startswith("step 120, ")


def test_the_timeline_is_reached_by_keyboard_and_leads_to_the_decision(browser: "Browser", page: Path) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 - as above

    browser.open(page)
    browser.wait(READY)
    for _ in range(12):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        if browser.run("return document.activeElement.matches('.timeline button')"):
            break
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert "Step 1 " in readout(browser)
    assert browser.run("return document.activeElement.matches('.inner')")


def test_zooming_widens_the_chart_inside_its_frame(browser: "Browser", page: Path) -> None:
    browser.open(page, width=PHONE)
    browser.wait(READY)
    before = browser.run("return document.querySelector('.inner').clientWidth")
    press(browser, "+", "+")
    assert browser.run("return document.querySelector('.inner').clientWidth") == pytest.approx(4 * before, abs=4)
    assert browser.overflow() == 0


@pytest.mark.parametrize("several", [False, True], ids=["phone", "two-beside"])
def test_the_timeline_is_read_without_scrolling_sideways(
    browser: "Browser", journal: Write, tmp_path: Path, *, several: bool
) -> None:
    page = tmp_path / "narrow.html"
    records = [record_of(journal(fault=60)), record_of(journal(fault=30))] if several else [record_of(journal())]
    page.write_text(report_page(records), encoding="utf-8")
    browser.open(page, width=DESKTOP if several else PHONE)
    browser.wait(READY)
    widths = "const e = document.querySelector('.wide:has(> .timeline)'); return [e.scrollWidth, e.clientWidth]"
    needed, there = browser.run(widths)
    assert needed <= there
    assert browser.find(".timeline td:nth-child(5)").size["width"] > 0.3 * there


def test_the_values_are_a_table_that_keys_open(browser: "Browser", page: Path) -> None:
    browser.open(page)
    browser.wait(READY)
    assert not browser.find(".data table").is_displayed()
    browser.find(".data summary").send_keys("\n")
    assert browser.find(".data caption").is_displayed()
    assert browser.find(".data tbody th").text.startswith("1")
    assert (browser.complaints(), browser.overflow()) == ([], 0)


def test_on_paper_it_is_light_whole_and_without_buttons(browser: "Browser", page: Path, tmp_path: Path) -> None:
    browser.open(page, dark=True)
    browser.wait(READY)
    printed = browser.paper(tmp_path / "run.pdf")
    assert printed.read_bytes().startswith(b"%PDF")
    assert 1 <= printed.read_bytes().count(b"/Type /Page\n") <= 6
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [browser.find(each).is_displayed() for each in (".tools", ".readout", ".timeline")] == [False, False, True]


def test_hostile_words_stay_words(browser: "Browser", journal: Write, tmp_path: Path) -> None:
    path = journal()
    path.write_text(
        path.read_text().replace('"sentence":"', '"sentence":"<img src=x onerror=document.title=1></script>')
    )
    page = tmp_path / "run.html"
    page.write_text(report_page([record_of(path)]), encoding="utf-8")
    browser.open(page)
    browser.wait(READY)
    press(browser, "+")
    assert "<img src=x onerror=document.title=1></script>" in readout(browser)
    assert browser.run("return [document.title, document.images.length]") == ["Report of run.jsonl", 0]
    assert browser.complaints() == []


@pytest.mark.slow
def test_a_million_decisions_are_a_small_page_that_opens_at_once(
    browser: "Browser", journal: Write, tmp_path: Path
) -> None:
    header, *lines = journal(steps=1000).read_text().splitlines()
    pieces = [json.loads(line) for line in lines]
    path, page = tmp_path / "million.jsonl", tmp_path / "million.html"
    with path.open("w") as file:
        file.write(header + "\n")
        for t in range(1, 1_000_001):
            piece: dict[str, Any] = pieces[t % 1000]
            piece["reading"]["t"] = piece["decision"]["t"] = t
            file.write(json.dumps(piece, separators=(",", ":")) + "\n")
    page.write_text(report_page([record_of(path)]), encoding="utf-8")
    assert page.stat().st_size < 5_000_000
    began = time.perf_counter()
    browser.open(page)
    browser.wait(READY)
    assert time.perf_counter() - began < 2.0
    assert browser.complaints() == []
    assert browser.run("return document.querySelectorAll('.lane b').length") > 0
