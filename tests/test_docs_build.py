"""The docs build finds dead links and foreign hosts, draws every schedule, and leads links to their pages."""

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="pictures need the extra docs")
pytest.importorskip("torch", reason="pictures are drawn from real trainings")

from drawing.docstrings import HouseStyle
from drawing.family import ILLUSTRATIONS, decided
from drawing.ink import DARK, LIGHT, Ink, svg
from drawing.law import displacements, moments, valley
from drawing.links import faults
from drawing.place import placed, relinked
from drawing.standard import DRIFT, LR0, STEPS, own_curve, standard_curve
from griffe import Docstring, Object
from matplotlib.figure import Figure

from awarelr import Situation
from awarelr.schedules.registry import SCHEDULES


def site(folder: Path, body: str) -> Path:
    (folder / "there.html").write_text('<h1 id="place">There</h1>')
    (folder / "index.html").write_text(body)
    return folder


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a href="there.html#place">x</a><a href="https://example.org/">y</a>', []),
        ('<a href="gone.html">x</a>', ["index.html links to gone.html, which is not there"]),
        ('<a href="there.html#no">x</a>', ["index.html links to there.html#no, which has no such place"]),
        ('<a href="#no">x</a>', ["index.html links to #no, which has no such place"]),
        ('<img src="gone.svg">', ["index.html links to gone.svg, which is not there"]),
        (
            '<script src="https://example.org/x.js"></script>',
            ["index.html loads https://example.org/x.js from elsewhere"],
        ),
        (
            '<link rel="stylesheet" href="//example.org/x.css">',
            ["index.html loads //example.org/x.css from elsewhere"],
        ),
    ],
)
def test_each_fault_of_a_site_is_said(tmp_path: Path, body: str, found: list[str]) -> None:
    assert faults(site(tmp_path, body)) == found


def test_a_picture_becomes_one_for_each_theme() -> None:
    assert placed("![A curve](../pictures/cosine.svg)") == (
        "![A curve](../pictures/cosine-light.svg#only-light)\n![A curve](../pictures/cosine-dark.svg#only-dark)"
    )


def test_a_link_leads_to_where_the_site_has_the_file(tmp_path: Path) -> None:
    docs, outside, hidden = tmp_path / "docs", tmp_path / "tables" / "README.md", tmp_path / "Makefile"
    page, shown = docs / "algorithm.md", docs / "results" / "tables.md"
    for path in (page, outside, hidden, shown):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    moved = {outside: shown}
    assert relinked("[a](../tables/README.md#b)", page, moved, docs) == "[a](results/tables.md#b)"
    assert relinked("[a](../docs/results)", page, moved, docs) == "[a](results/index.md)"
    assert relinked("[a](../Makefile)", page, moved, docs) == "a"
    assert relinked("[a](gone.md) before[0](x)", page, moved, docs) == "[a](gone.md) before[0](x)"
    assert relinked("[law](../docs/algorithm.md)", outside, moved, docs) == "[law](../algorithm.md)"


def test_sources_and_examples_of_the_house_are_read() -> None:
    thing = Object("thing")
    thing.docstring = Docstring("Does.\n\nExample:\n    >>> 1\n    1\n\nSource: somebody,\n    1951.\n")
    HouseStyle().on_object(obj=thing)
    assert thing.docstring.value == "Does.\n\nExamples:\n    >>> 1\n    1\n\n**Source.** somebody, 1951."


def test_every_registered_schedule_has_its_picture() -> None:
    assert sorted(ILLUSTRATIONS) == sorted(SCHEDULES)
    assert [name for name, shown in ILLUSTRATIONS.items() if shown.schedule.name != name] == []


def test_the_standard_curve_descends_and_changes_where_the_pages_say() -> None:
    losses = [reading.loss or 0.0 for reading in standard_curve()]
    assert len(losses) == STEPS
    assert sum(losses[DRIFT - 21 : DRIFT - 1]) < 0.2 * sum(losses[:20])
    assert min(losses[DRIFT - 1 : DRIFT + 9]) > 1.5 * max(losses[DRIFT - 11 : DRIFT - 1])


def test_the_awareness_picture_is_the_run_itself_decided_again() -> None:
    lrs = decided(ILLUSTRATIONS["aware"].schedule, own_curve())
    assert lrs[0] == pytest.approx(0.1 * LR0)
    assert max(lrs) > LR0 > min(lrs)


def test_one_drawing_is_one_text_and_its_ink_is_the_themes() -> None:
    def draw(figure: Figure, ink: Ink) -> None:
        figure.subplots().plot([1, 2], color=ink.lr)

    light, dark = (svg(draw, ink, width=2.0, height=1.0) for ink in (LIGHT, DARK))
    assert light == svg(draw, LIGHT, width=2.0, height=1.0)
    assert LIGHT.lr in light
    assert LIGHT.lr not in dark


def test_four_starts_come_to_one_rate_as_the_picture_says() -> None:
    """The captions of docs/algorithm.md."""
    found = [moments(factor)[150].decision.lr for factor in (1e-4, 1e-2, 1.0, 30.0)]
    assert max(found) < 2.0 * min(found)


def test_horizons_point_as_the_caption_says() -> None:
    _, gradient = valley()
    along = {name: float(-gradient @ (head - tail)) for name, (tail, head) in displacements().items()}
    assert along["short"] < 0.0
    assert along["medium"] < 0.0
    assert along["long"] > 0.0


def test_the_damage_in_the_picture_is_undone_and_ours() -> None:
    named = [moment.decision.situation for moment in moments(30.0)]
    at = named.index(Situation.DIVERGED)
    assert at < 60
    assert named[at + 1 : at + 3] == [Situation.PROBING] * 2
    assert moments(30.0)[at + 2].decision.lr < 0.5 * moments(30.0)[at].decision.lr
