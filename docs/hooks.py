"""What MkDocs runs while it builds the site: pictures and borrowed pages in, marks replaced, links looked at."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from drawing.family import ILLUSTRATIONS, draw_family
from drawing.ink import INKS, Ink, svg
from drawing.law import LAW
from drawing.links import faults
from drawing.place import placed, relinked
from drawing.runs import RUNS, run_named
from drawing.tale import draw_run
from matplotlib.figure import Figure
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

__all__ = ["on_files", "on_page_markdown", "on_post_build"]

_ROOT = Path(__file__).resolve().parents[1]
_DOCS = _ROOT / "docs"
_BORROWED = {
    _ROOT / "benchmarks" / "README.md": _DOCS / "results" / "measurements.md",
    _ROOT / "benchmarks" / "linear.md": _DOCS / "results" / "linear.md",
    _ROOT / "CHANGELOG.md": _DOCS / "changelog.md",
    _ROOT / "CONTRIBUTING.md": _DOCS / "contributing.md",
    _ROOT / "STYLE.md": _DOCS / "style.md",
}
"""File of the repository to the page that shows it as it stands."""
_LOGGER = logging.getLogger("mkdocs.hooks.awarelr")  # below mkdocs, so that --strict counts its warnings


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pictures, drawn now, and the pages that are files of the repository."""
    for name in ILLUSTRATIONS:
        _add(files, config, name, partial(draw_family, name), height=3.4)
    for name in RUNS:
        _add(files, config, name, partial(draw_run, run_named(name)), height=4.6)
    for name, draw in LAW.items():
        _add(files, config, name, draw, height=3.6)
    for source, page in _BORROWED.items():
        if source.is_file():
            text = source.read_text(encoding="utf-8")
            files.append(File.generated(config, page.relative_to(_DOCS).as_posix(), content=text))
    files.append(File.generated(config, "decisions/index.md", content=_index_of_decisions()))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Replace the marks of a page and lead its links to where the site has them."""
    written = _DOCS / page.file.src_uri
    source = next((source for source, shown in _BORROWED.items() if shown == written), written)
    return relinked(placed(markdown), source, _BORROWED, _DOCS)


def on_post_build(*, config: MkDocsConfig) -> None:
    """Say every link that leads nowhere."""
    for fault in faults(Path(config.site_dir)):
        _LOGGER.warning("%s", fault)


def _add(files: Files, config: MkDocsConfig, name: str, draw: Callable[[Figure, Ink], None], *, height: float) -> None:
    for ink in INKS:
        picture = svg(draw, ink, width=7.2, height=height)
        files.append(File.generated(config, f"pictures/{name}-{ink.name}.svg", content=picture))


def _index_of_decisions() -> str:
    """Return a page that lists every decision by its title."""
    pages = sorted((_DOCS / "decisions").glob("[0-9]*.md"))
    titles = [page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages]
    lines = [f"- [{title}]({page.name})" for title, page in zip(titles, pages, strict=True)]
    opening = "# Decisions\n\nEach page: the question, the choice, what was rejected, what would change our mind.\n\n"
    return opening + "\n".join(lines) + "\n"
