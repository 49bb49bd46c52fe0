"""The tree of exceptions is what its docstring draws, and each can be caught as the built-in it stands for."""

import ast
from pathlib import Path

import pytest

from awarelr import errors

TREE = [
    (errors.SettingError, ValueError),
    (errors.ReadingError, ValueError),
    (errors.StateError, ValueError),
    (errors.ForeignStateError, errors.StateError),
    (errors.JournalError, ValueError),
    (errors.LogError, ValueError),
    (errors.OverflowedError, ValueError),
    (errors.ConflictError, RuntimeError),
    (errors.CopyError, TypeError),
    (errors.MissingExtraError, ImportError),
]


@pytest.mark.parametrize(("kind", "builtin"), TREE, ids=lambda each: each.__name__)
def test_an_exception_is_ours_and_the_built_in_one(kind: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(kind, errors.AwarelrError)
    assert issubclass(kind, builtin)


def test_the_tree_in_the_docstring_is_the_whole_tree() -> None:
    assert {kind.__name__ for kind, _ in TREE} | {"AwarelrError"} == set(errors.__all__)
    drawn = errors.__doc__
    assert drawn is not None
    for kind, builtin in TREE:
        assert any(kind.__name__ in line and f"({builtin.__name__})" in line for line in drawn.splitlines())


def test_a_missing_extra_names_what_to_install() -> None:
    error = errors.MissingExtraError("torch", "torch", "awarelr.torch")
    assert str(error) == "awarelr.torch needs the package torch. Install it with: pip install 'awarelr[torch]'"
    assert (error.package, error.extra) == ("torch", "torch")


def test_every_public_exception_lives_in_errors() -> None:
    """Guards against a fault that a newcomer found: `LogError` was defined beside what raises it."""
    source = Path(errors.__file__).parent
    strays = [
        f"{path.relative_to(source)}: {node.name}"
        for path in sorted(source.rglob("*.py"))
        if path != Path(errors.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        if any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
    ]
    assert strays == []
