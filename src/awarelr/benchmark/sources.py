"""Which of awarelr's own modules a module depends on, and a digest of each, read from the source without importing.

A change to one module shows in the digests of exactly those that import it, directly or not. Comments, docstrings and
layout do not count: the digest is of the syntax tree.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

import awarelr

__all__ = ["Sources", "digest_of", "sources"]

_HOUSE = "awarelr"
_FOLDER = Path(awarelr.__path__[0])


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that some modules depend on.

    Args:
        digests: digest of each of awarelr's own modules, by name, sorted.
        foreign: top-level names of the packages imported that are neither awarelr's nor Python's, sorted.
    """

    digests: dict[str, str]
    foreign: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    digest: str
    house: tuple[str, ...]
    foreign: tuple[str, ...]


def sources(modules: Iterable[str], *, folder: Path = _FOLDER, within: str = _HOUSE) -> Sources:
    """Return what the named modules depend on, themselves included.

    A package's ``__init__`` counts only where something is imported from it that is no module of its own: a task file
    that imports from a sibling does not depend on the registry above them.

    Args:
        modules: full names of modules of awarelr.
        folder: where awarelr's source lies.
        within: package outside of which nothing is followed; its modules' own imports are all there is.

    Raises:
        ModuleNotFoundError: one of the modules has no source file.
    """
    digests: dict[str, str] = {}
    foreign: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name in digests:
            continue
        parsed = _parse(name, folder)
        digests[name] = parsed.digest
        foreign.update(parsed.foreign)
        waiting.extend(each for each in parsed.house if f"{each}.".startswith(f"{within}."))
    return Sources(digests=dict(sorted(digests.items())), foreign=tuple(sorted(foreign)))


def digest_of(source: str) -> str:
    """Return a digest of a module's code, whatever its comments, docstrings and layout.

    Example:
        >>> digest_of("x = 1  # one") == digest_of("'Words.'; x = (1)")
        True
        >>> digest_of("x = 1") == digest_of("x = 2")
        False
    """
    return _digest(ast.parse(source))


@cache
def _parse(module: str, folder: Path) -> _Parsed:
    path = _file(module, folder)
    if path is None:
        message = f"{module} has no source file, so that nobody can tell whether it changed."
        raise ModuleNotFoundError(message)
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    imported = {_module_of(origin, name, folder) for origin, name in _imported(tree, package)}
    tops = {name.partition(".")[0] for name in imported}
    return _Parsed(
        digest=_digest(tree),
        house=tuple(sorted(name for name in imported if name.partition(".")[0] == _HOUSE)),
        foreign=tuple(sorted(tops - set(sys.stdlib_module_names) - {_HOUSE})),
    )


def _file(module: str, folder: Path) -> Path | None:
    """Return the source file of a module of awarelr, or None if it is none."""
    place = folder.joinpath(*module.split(".")[1:])
    candidates = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((path for path in candidates if path.is_file()), None)


def _imported(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    """Yield what is imported as pairs: the module named, and the name taken from it or an empty one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                parts = package.split(".")
                above = parts[: len(parts) - node.level + 1]
                origin = ".".join([*above, origin] if origin else above)
            yield from ((origin, alias.name) for alias in node.names)


def _module_of(origin: str, name: str, folder: Path) -> str:
    """Return the module that ``from origin import name`` reads: the sub-module of that name, or ``origin`` itself."""
    inside = f"{origin}.{name}"
    ours = bool(name) and origin.partition(".")[0] == _HOUSE
    return inside if ours and _file(inside, folder) is not None else origin


def _digest(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [each for each in node.body if not _is_text(each)]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
