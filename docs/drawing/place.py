"""What stands in a page in place of a mark: pictures in two inks, the words of a real run, a file of the repository."""

import re
from pathlib import Path

from drawing.ink import INKS
from drawing.runs import run_named

__all__ = ["placed", "relinked"]

_PICTURE = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<folder>[\w./-]*pictures/)(?P<name>\w+)\.svg\)")
_STORY = re.compile(r"^\{\{ story (?P<name>\w+) \}\}$", flags=re.MULTILINE)
_LINE = re.compile(r"^\{\{ line (?P<name>\w+) \}\}$", flags=re.MULTILINE)
_LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<target>(?!https?:|#|mailto:)[^)#\s]+)(?P<anchor>#[^)]*)?\)")


def placed(markdown: str) -> str:
    """Return a page with each mark replaced.

    ``![words](pictures/name.svg)`` becomes one picture for each theme, ``{{ line name }}`` the first line of what a run
    of `drawing.runs` says, ``{{ story name }}`` all of it, to be opened.

    Source: *ours*.
    """
    markdown = _PICTURE.sub(_both, markdown)
    markdown = _LINE.sub(lambda found: f"> {_sentences(found['name'])[0]}", markdown)
    return _STORY.sub(_story, markdown)


def relinked(markdown: str, page: Path, moved: dict[Path, Path], docs: Path) -> str:
    """Return a page whose links to files of the repository lead to where the site has them.

    Args:
        markdown: the page.
        page: file that it comes from.
        moved: file of the repository to the page that shows it; a link to any other file outside becomes plain words,
            one to no file at all stays, for MkDocs to complain of.
        docs: folder of the site's own pages.

    Source: *ours*.
    """
    here = moved.get(page, page)

    def lead(found: re.Match[str]) -> str:
        target = (page.parent / found["target"]).resolve()
        if not target.exists():
            return found.group()
        shown = moved.get(target, target / "index.md" if target.is_dir() else target)
        if not shown.is_relative_to(docs):
            return found["words"]
        return f"[{found['words']}]({_way(here, shown)}{found['anchor'] or ''})"

    return _LINK.sub(lead, markdown)


def _way(page: Path, target: Path) -> str:
    """Return the way from a page to another file."""
    shared = next(folder for folder in page.parents if target.is_relative_to(folder))
    return "../" * (len(page.relative_to(shared).parts) - 1) + target.relative_to(shared).as_posix()


def _both(found: re.Match[str]) -> str:
    return "\n".join(
        f"![{found['words']}]({found['folder']}{found['name']}-{ink.name}.svg#only-{ink.name})" for ink in INKS
    )


def _sentences(name: str) -> list[str]:
    return run_named(name).story.splitlines()


def _story(found: re.Match[str]) -> str:
    body = "\n\n".join(f"    {line}" for line in _sentences(found["name"]))
    return f'??? quote "All of what this run says about itself"\n\n{body}'
