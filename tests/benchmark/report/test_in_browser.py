"""The page in a real browser: nothing overflows, nothing complains, a click shows curves."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("jinja2")
pytest.importorskip("plotly")
pytest.importorskip("selenium")

from selenium.webdriver.common.keys import Keys
from tests.browser import DESKTOP, PHONE, Browser

from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.report import Gathered, as_page, gather
from awarelr.benchmark.store import Store
from awarelr.core.codec import encode

pytestmark = [pytest.mark.browser, pytest.mark.torch]

READY = "return document.documentElement.dataset.ready === 'all'"
CURVES = "return document.querySelectorAll('#dialog[open] .scatterlayer .trace').length"
MANY = 10_000
BUILD_BUDGET, OPEN_BUDGET = 20.0, 3.0  # seconds; issue of the benchmark


@pytest.fixture
def page(gathered: Gathered, tmp_path: Path) -> Path:
    path = tmp_path / "bench.html"
    path.write_text(as_page(gathered), encoding="utf-8")
    return path


@pytest.fixture
def page_in_part(invent: Callable[[Plan], Iterator[Record]], tmp_path: Path) -> Path:
    """Return a page for which linear is recorded from the default LR alone, and on linreg not at all."""
    plan = make_plan(Selection(tasks=("digits", "linreg"), baselines=("aware", "constant", "linear"), scale="tiny"))
    kept = (each for each in invent(plan) if each.cell.baseline != "linear" or _plain(each))
    path = tmp_path / "part.html"
    path.write_text(as_page(gather(plan, kept, made="now", command="c")), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_recorded_in_part_or_not_at_all_looks_different(
    browser: Browser,
    page_in_part: Path,
    dark: bool,  # noqa: FBT001
) -> None:
    browser.open(page_in_part, width=PHONE, dark=dark)
    browser.wait(READY)
    assert browser.overflow() == 0
    looks = (
        "return [...document.querySelectorAll('.heat-0 ' + arguments[0])].filter(e => e.offsetHeight)"
        ".map(e => { const s = getComputedStyle(e); return [s.backgroundColor, s.backgroundImage.slice(0, 9)].join() })"
    )
    whole = set(browser.run(looks, "td:not(.part, .none)"))
    part = set(browser.run(looks, "td.part"))
    none = set(browser.run(looks, "td.none"))
    assert (len(part), len(none)) == (1, 1)
    assert not whole & part
    assert not whole & none
    assert not part & none
    assert browser.find(".heat-0 td.part small").text == "1 of 3"
    ranks = browser.run("return [...document.querySelectorAll('.league-1 tbody tr')].map(e => e.cells[0].textContent)")
    assert ranks[-2:] == ["", ""]
    assert ranks[0] == "1"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_it_fits_shows_its_league_and_complains_of_nothing(
    browser: Browser,
    page: Path,
    width: int,
    dark: bool,  # noqa: FBT001
) -> None:
    browser.open(page, width=width, dark=dark)
    assert browser.find("#league table").is_displayed()
    browser.wait(READY)
    assert browser.overflow() == 0
    assert browser.complaints() == []
    assert browser.requests() == []
    ink, paper = browser.run("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
    assert (_lightness(ink) > _lightness(paper)) is dark


def test_on_a_phone_a_rivals_name_is_not_broken_into_letters(browser: Browser, page: Path) -> None:
    """Guards the table of rivals, whose first column shrank to one letter as soon as it was allowed to wrap."""
    browser.open(page, width=PHONE)
    widths = browser.run("return [...document.querySelectorAll('.counts tbody th')].map(each => each.offsetWidth)")
    heights = browser.run("return [...document.querySelectorAll('.counts tbody th')].map(each => each.offsetHeight)")
    assert widths
    assert 100 < min(widths) <= max(widths) < 0.5 * PHONE
    assert max(heights) < 90


def test_a_click_on_a_cell_shows_its_curves_and_escape_leads_back(browser: Browser, page: Path) -> None:
    browser.open(page)
    button = browser.find("button[data-cell]")
    button.send_keys(Keys.ENTER)
    assert browser.wait(CURVES) >= 4
    assert browser.find("#dialog-title").text.startswith("aware on digits")
    browser.find("#dialog-title").send_keys(Keys.ESCAPE)
    browser.wait("return !document.querySelector('#dialog').open")
    assert browser.run("return document.activeElement === arguments[0]", button)
    assert browser.complaints() == []


def test_a_curve_is_drawn_as_it_was_recorded(browser: Browser, page: Path, gathered: Gathered) -> None:
    browser.open(page)
    browser.run(
        "window.found = null; loaded.then(data => curvesOf(data.runs[5])).then(curves => window.found = curves)"
    )
    found, record = browser.wait("return window.found"), gathered.runs[5]
    assert found["steps"] == pytest.approx(record.curve.steps, rel=3e-4)
    assert found["loss"] == pytest.approx(record.curve.loss, rel=3e-4)
    assert found["lr"] == pytest.approx(record.curve.lr, rel=3e-4)
    assert found["averaged"] == pytest.approx([each.averaged for each in record.evaluations], rel=3e-4)


def test_choosing_another_protocol_shows_its_table(browser: Browser, page: Path) -> None:
    browser.open(page)
    shown = "return [...document.querySelectorAll('#league .panel')].map(each => each.offsetHeight > 0)"
    assert browser.run(shown).index(True) == 0
    browser.run("document.querySelector('#league-2').click()")
    assert browser.run(shown).index(True) == 2
    assert sum(browser.run(shown)) == 1


def test_on_paper_every_table_is_there_and_whole(browser: Browser, page: Path) -> None:
    browser.open(page, width=1032)  # A4 landscape less its margins, in CSS pixels
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = browser.run("return [...document.querySelectorAll('.panel')].filter(each => !each.offsetHeight).length")
    widest = browser.run("return Math.max(...[...document.querySelectorAll('.panel table')].map(e => e.offsetWidth))")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert hidden == 0
    assert widest <= 1032


def test_both_weights_have_their_numbers(browser: Browser, page: Path) -> None:
    browser.open(page)
    tables = "return [...document.querySelectorAll('table.grid')].filter(e => e.offsetHeight).map(e => e.innerText)"
    averaged = browser.run(tables)
    browser.run("document.querySelector('#weights-last').click()")
    last = browser.run(tables)
    assert len(last) == len(averaged) > 2
    assert all(one != other for one, other in zip(averaged, last, strict=True))


def test_runs_are_found_and_a_failed_one_says_what_it_said(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.wait(READY)
    browser.run(
        "const s = document.querySelector('#filters select[name=result]'); s.value = 'failed';"
        "s.dispatchEvent(new Event('change', { bubbles: true }))"
    )
    text = browser.find("#runs").text
    assert "<script>document.title = 'owned'</script>" in text
    browser.find("#runs button").send_keys(Keys.ENTER)
    assert "No curves" in browser.find("#dialog-curves").text
    assert browser.run("return document.title") == "awarelr benchmark, scale tiny"


def test_every_control_has_a_name(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.wait(READY)
    unnamed = browser.run(
        "return [...document.querySelectorAll('button, select, input, [role=region], [role=img], table, dialog')]"
        ".filter(e => !(e.innerText?.trim() || e.ariaLabel || e.labels?.length || e.getAttribute('aria-labelledby')))"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert [each for each in unnamed if "<table" not in each] == []


def test_where_nothing_can_be_scored_the_runs_are_still_there(
    browser: Browser, small_plan: Plan, invent: Callable[[Plan], Iterator[Record]], tmp_path: Path
) -> None:
    """Guards a page of a benchmark that has just begun: without a league its scripts stopped half way."""
    begun = [each for each in invent(small_plan) if each.cell.baseline == "aware"]
    path = tmp_path / "begun.html"
    path.write_text(as_page(gather(small_plan, begun, made="now", command="c")), encoding="utf-8")
    browser.open(path)
    browser.wait(READY)
    assert browser.complaints() == []
    assert browser.find("#count").text.startswith(f"{len(begun)} runs; ")


@pytest.mark.bench
def test_ten_thousand_runs_build_and_open_in_time(
    browser: Browser,
    invent: Callable[..., Iterator[Record]],
    tmp_path: Path,
) -> None:
    """Built from files, in seconds of the processor; opened by the browser's clock, to the end of loading."""
    plan = _large_plan()
    for record in invent(plan, 200):
        path = tmp_path / "store" / record.cell.task / record.cell.baseline / f"{record.key}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(encode(record)), encoding="utf-8")
    began = time.process_time()
    whole = as_page(gather(plan, Store(tmp_path / "store"), made="now", command="c"))
    built = time.process_time() - began
    page = tmp_path / "bench.html"
    page.write_text(whole, encoding="utf-8")
    browser.open(page)
    assert browser.find("#league table").is_displayed()
    opened = browser.run("const t = performance.timing; return (t.loadEventEnd - t.navigationStart) / 1000")
    browser.wait(READY)
    drawn = browser.run("return performance.now() / 1000")
    print(  # noqa: T201 - a figure that `make bench-cost` shows
        f"{len(plan.cells):,} runs: built in {built:.1f} s, {len(whole) / 1e6:.1f} MB, open after {opened:.2f} s, "
        f"all charts drawn after {drawn:.1f} s"
    )
    assert built < BUILD_BUDGET
    assert opened < OPEN_BUDGET
    assert browser.complaints() == []


def _large_plan() -> Plan:
    seeds = 1
    while len((plan := make_plan(Selection(scale="small", seeds=tuple(range(seeds))))).cells) < MANY:
        seeds += 1
    return plan


def _plain(record: Record) -> bool:
    return record.cell.task != "linreg" and record.cell.multiplier == 1.0


def _lightness(colour: str) -> float:
    """Return the mean of a colour's parts, of the form ``rgb(1, 2, 3)``."""
    parts = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return sum(map(float, parts)) / len(parts)
