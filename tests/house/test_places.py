"""Tests mirror the source, and no file names a place that exists on one machine only."""

import re
from pathlib import Path

import pytest

LOOKED_AT = (
    *(".ci", "Makefile", "constraints", "pyproject.toml", "src", "tests", "benchmarks", "docs"),
    *("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "README.md", "STYLE.md"),
)
KINDS = {"", ".cff", ".html", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
ACROSS = {"conformance", "house", "snapshots"}  # tests that belong to no single part of the source

PLACES = re.compile(
    r"(?<![\w.~-])/(?:home|mnt|opt|root|Users|work)/\w"  # a machine's own folders
    r"|\.\./shared"  # the folder beside the repository
    r"|--(?:extra-)?index-url|https?://[\w.-]+/simple\b"  # a package registry
)


def placed(root: Path) -> list[str]:
    """Return `file:line: what` for every place named in the files looked at."""
    tops = [root / name for name in LOOKED_AT if (root / name).exists()]
    files = sorted(path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file())
    return [
        f"{path.relative_to(root)}:{number}: {found.group()}"
        for path in files
        if path.suffix in KINDS and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in PLACES.finditer(line)
    ]


def strays(tests: Path, source: Path) -> list[str]:
    """Return the folders with tests that mirror no folder of the source."""
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    mirrored = (each for each in folders if each.parts and each.parts[0] not in ACROSS)
    return sorted(str(each) for each in mirrored if not (source / each).is_dir())


def untested(tests: Path, source: Path) -> list[str]:
    """Return the packages directly below the source that have no test at all."""
    packages = sorted(path.parent.name for path in source.glob("*/__init__.py"))
    return [name for name in packages if not any((tests / name).rglob("test_*.py"))]


def test_no_file_names_a_place_on_one_machine(root: Path) -> None:
    assert placed(root) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see ../" + "shared/design", ["src/part.py:1: ../" + "shared"]),
        ("open('/" + "work/main')", ["src/part.py:1: /" + "work/m"]),
        ("/" + "root/x", ["src/part.py:1: /" + "root/x"]),
        ("https:" + "//example.org/simple", ["src/part.py:1: https:" + "//example.org/simple"]),
        ("pip install --index" + "-url x", ["src/part.py:1: --index" + "-url"]),
        ("https://example.org/" + "work/x and frame/" + "work/x", []),
    ],
)
def test_a_place_is_listed(tmp_path: Path, line: str, found: list[str]) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "part.py").write_text(line)
    assert placed(tmp_path) == found


def test_tests_mirror_the_source(root: Path) -> None:
    assert strays(root / "tests", root / "src" / "awarelr") == []


def test_every_package_has_tests(root: Path) -> None:
    assert untested(root / "tests", root / "src" / "awarelr") == []


def test_strays_and_gaps_are_listed(tmp_path: Path) -> None:
    tests, source = tmp_path / "tests", tmp_path / "source"
    for path in (source / "a", source / "b", tests / "a", tests / "house", tests / "gone"):
        path.mkdir(parents=True)
    for path in (source / "a/__init__.py", source / "b/__init__.py"):
        path.touch()
    for path in (tests / "a/test_a.py", tests / "house/test_x.py", tests / "gone/test_gone.py"):
        path.touch()
    assert strays(tests, source) == ["gone"]
    assert untested(tests, source) == ["b"]
