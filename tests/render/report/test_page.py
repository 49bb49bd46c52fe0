"""The page holds the story, the timeline, the settings and every shown decision, and escapes whatever it is given."""

import json
import re
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from awarelr.errors import JournalError, MissingExtraError
from awarelr.journal import read_journal
from awarelr.render import explain
from awarelr.render.report import record_of, report_page
from awarelr.render.report.meaning import meanings_of

Write = Callable[..., Path]


def page_of(*paths: Path) -> str:
    return report_page([record_of(path) for path in paths])


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    return data


def sentence(run: dict[str, Any], index: int) -> str:
    word, *parts = run["w"][index]
    return "".join(piece + part for piece, part in zip(run["words"][word].split("\0"), [*parts, ""], strict=True))


def test_the_story_stands_on_top(journal: Write) -> None:
    path = journal()
    page = unescape(page_of(path))
    assert explain(path, "paragraph") in page
    assert page.index(explain(path, "paragraph")) < page.index('class="timeline"')


def test_no_line_breaks_a_number_at_its_exponent(journal: Write) -> None:
    path = journal(steps=2)
    path.write_text(re.sub(r'"(written_)?lr":[0-9.e-]+', r'"\1lr":1e-06', path.read_text()))
    assert '→ <span class="number">1e-06</span></td>' in page_of(path)


def test_a_short_run_is_shown_decision_by_decision(journal: Write) -> None:
    path = journal()
    (run,) = data_of(page_of(path))["runs"]
    entries = list(read_journal(path).entries())
    assert run["t"] == [each.decision.t for each in entries]
    assert [sentence(run, index) for index in range(len(entries))] == [each.decision.sentence for each in entries]
    assert [run["situations"][each] for each in run["s"]] == [each.decision.situation.label for each in entries]
    names, *values = run["e"][40]
    shown = dict(zip(run["names"][names], values, strict=True))
    assert shown == pytest.approx(dict(entries[40].decision.evidence), rel=1e-3)


def test_the_numbers_of_the_evidence_are_explained(journal: Write) -> None:
    page = unescape(page_of(journal()))
    assert "What the numbers of the evidence mean" in page
    for name, meaning in meanings_of(["z_long", "stride_share"]).items():
        assert f'<th scope="row">{name}</th><td>{meaning}</td>' in page


def test_what_is_not_finite_is_named(journal: Write) -> None:
    (run,) = data_of(page_of(journal(fault=60)))["runs"]
    assert run["loss"][59] == "nan"


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>.jsonl", "a<b>&'\".jsonl"])
def test_everything_is_escaped(journal: Write, tmp_path: Path, hostile: str) -> None:
    written = journal()
    folder = tmp_path / hostile
    folder.parent.mkdir(parents=True, exist_ok=True)
    text = written.read_text().replace("not finite", "x")
    folder.write_text(text.replace('"sentence":"', '"sentence":"<b onclick=alert(2)></script>'))
    page = page_of(folder)
    assert "<img" not in page
    assert "<b onclick" not in page
    assert "<script>alert" not in page
    assert page.count("</script>") == 2
    (run,) = data_of(page)["runs"]
    assert sentence(run, 3).startswith("<b onclick=alert(2)></script>")


def test_it_asks_for_nothing_from_elsewhere(journal: Write) -> None:
    page = page_of(journal())
    found = re.findall(r"""<[^<>]*(?:src|href)=["']?[^#d"'].{9}|url\(|@import|https?://""", page)
    assert found == []


def test_settings_versions_and_seeds_are_told(journal: Write) -> None:
    page = page_of(journal(seed=4711))
    for name, value in (("seed", "4711"), ("lr0", "0.05"), ("snapshot_every", "25"), ("schedule", "aware")):
        assert f'<th scope="row">{name}</th><td>{value}</td>' in page


def test_runs_share_their_axes_and_are_compared(journal: Write) -> None:
    one, other = journal("one.jsonl"), journal("other.jsonl", steps=60, fault=0)
    page = page_of(one, other)
    data = data_of(page)
    assert (data["first"], data["last"], len(data["runs"])) == (1, 120, 2)
    assert "2 runs side by side" in page
    assert '<th scope="row"><a href="#run-1">other.jsonl</a></th><td>60</td>' in page


def test_files_of_one_name_are_told_apart(journal: Write) -> None:
    one, other = journal("a/run.jsonl"), journal("b/run.jsonl")
    page = page_of(one, other)
    assert str(one) in page
    assert str(other) in page


def test_an_empty_journal_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.touch()
    with pytest.raises(JournalError, match=r"run\.jsonl holds no decision yet, so there is nothing to show"):
        record_of(path)


def test_a_torn_journal_is_shown_up_to_the_tear(journal: Write, caplog: pytest.LogCaptureFixture) -> None:
    path = journal()
    path.write_bytes(path.read_bytes()[:-40])
    assert record_of(path).decisions == 119
    assert "is torn" in caplog.text


def test_without_jinja_the_extra_is_named(journal: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"needs the package jinja2.*awarelr\[report\]"):
        page_of(journal())


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_runs_have_a_page(journal: Write, steps: int) -> None:
    (run,) = data_of(page_of(journal(steps=steps, fault=1)))["runs"]
    assert len(run["t"]) == steps
