"""The documentation's code runs as it stands, page by page, and every schedule has its section and its picture."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from awarelr.cli.commands.app import app
from awarelr.schedules.registry import SCHEDULES

_DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```(?P<kind>python|sh)\n(?P<code>.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_PAGES = {
    path.relative_to(_DOCS).as_posix(): path
    for path in sorted(_DOCS.rglob("*.md"))
    if _BLOCK.search(path.read_text(encoding="utf-8"))
}
_QUOTED = {
    "index.md": ("1.018", "4.4 x", "456", "666"),
    "questions.md": ("1.018", "1.047", "1.86", "2.095", "2.194", "1.371", "2.700", "1.467"),
    "../README.md": ("1.018",),
}
"""Page to the figures that its prose takes from benchmarks/README.md."""
_OTHERS_WARN = {"frameworks.md"}
"""Pages whose code makes other packages warn, of few workers and the like."""
_STATUS = re.compile(r"# exits with (\d+)$")


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and code of each block, python's moved down to its line in the page, for tracebacks."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        above = text.count("\n", 0, found.start("code"))
        yield found["kind"], "\n" * above * (found["kind"] == "python") + found["code"]


@pytest.fixture
def _one_thread() -> Iterator[None]:
    """Networks this small are quickest on one thread, by far on a busy machine."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def run_commands(code: str) -> None:
    """Run the lines that call awarelr; those that call pip or make are for the reader."""
    for line in code.splitlines():
        if line.startswith("awarelr "):
            status = _STATUS.search(line)
            ran = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
            assert ran.exit_code == (int(status[1]) if status else 0), f"{line}\n{ran.output}"


def test_the_pages_have_code() -> None:
    assert len(_PAGES) >= 6


@pytest.mark.torch
@pytest.mark.usefixtures("_one_thread")
@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.filterwarnings("ignore") if page in _OTHERS_WARN else ()) for page in _PAGES],
)
def test_each_page_runs_from_top_to_bottom(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"__name__": "docs"}
    for kind, code in blocks(_PAGES[page]):
        if kind == "sh":
            run_commands(code)
        else:
            exec(compile(code, str(_PAGES[page]), "exec"), known)  # noqa: S102 - that is the test


def test_a_block_keeps_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```python\nx = 1\n```\n\n```sh\nawarelr --version\n```\n")
    assert list(blocks(page)) == [("python", "\n\n\nx = 1\n"), ("sh", "awarelr --version\n")]


def test_a_command_that_ends_otherwise_is_told() -> None:
    with pytest.raises(AssertionError, match="no-such-command"):
        run_commands("awarelr no-such-command\n")


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_has_a_section_with_its_picture(name: str) -> None:
    text = (_DOCS / "family.md").read_text(encoding="utf-8")
    section = re.search(rf"^### .*\{{ #{name} \}}\n(.*?)(?=^##|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert section is not None, f"docs/family.md has no section {{ #{name} }}"
    assert f"](pictures/{name}.svg)" in section[1]
    assert re.search(r"[Pp]refer", section[1]), "when to prefer a sibling is not said"


@pytest.mark.parametrize("page", _QUOTED)
def test_a_quoted_figure_is_the_measured_one(page: str) -> None:
    text, measured = (path.read_text(encoding="utf-8") for path in (_DOCS / page, _DOCS / "../benchmarks/README.md"))
    stale = [each for each in _QUOTED[page] if not re.search(rf"\b{re.escape(each)}\b", measured)]
    assert stale == [], f"{page} quotes figures that benchmarks/README.md no longer has: say the new ones in both"
    assert [each for each in _QUOTED[page] if each.removesuffix(" x") not in text] == []
