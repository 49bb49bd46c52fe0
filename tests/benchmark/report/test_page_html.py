"""The page says everything without scripts, fetches nothing, and lets nothing through that a run said."""

import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("jinja2")
pytest.importorskip("plotly")

from awarelr.benchmark.report import Gathered, as_page

pytestmark = pytest.mark.torch


class Outline(HTMLParser):
    """Counts what is in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.seen: dict[str, int] = {}
        self.handlers: list[str] = []
        self.ids: list[str] = []
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.ids += [value for name, value in attrs if name == "id" and value]
        self._heading = tag == "h2"

    def handle_data(self, data: str) -> None:
        if self._heading and data.strip():
            self.headings.append(data.strip())


@pytest.fixture(scope="module")
def strips() -> re.Pattern[str]:
    return re.compile(r'<script type="text/plain" id="strip-\d+">')


@pytest.fixture
def page(gathered: Gathered) -> str:
    return as_page(gathered)


@pytest.fixture
def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


def test_the_league_table_comes_first(outline: Outline) -> None:
    assert outline.headings[:3] == ["League table", "Where AwareLR stands", "AwareLR beside each rival"]
    assert "AwareLR against the best rival, contest by contest" in outline.headings


def test_what_a_run_said_is_escaped(page: str, outline: Outline) -> None:
    assert "&lt;script&gt;document.title" in page
    assert "<script>document" not in page
    assert "img" not in outline.seen
    assert outline.handlers == []


def test_nothing_is_fetched(page: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page) == []
    assert "default-src 'none'" in page


def test_every_id_is_there_once(outline: Outline) -> None:
    assert sorted(outline.ids) == sorted(set(outline.ids))


def test_there_is_a_strip_of_curves_for_every_task(page: str, gathered: Gathered, strips: re.Pattern[str]) -> None:
    assert len(strips.findall(page)) == len(gathered.sheet.tasks)


def test_losses_stand_beside_wins(page: str) -> None:
    lost, won = re.search(r"Lost: (\d+),", page), re.search(r"Won or tied: (\d+),", page)
    assert lost is not None
    assert won is not None
    assert page.index(lost.group()) < page.index(won.group())


def test_the_same_benchmark_gives_the_same_page(gathered: Gathered, page: str) -> None:
    assert as_page(gathered) == page
