"""Every module is small, named for its idea, says what it is, and keeps its `__all__`."""

import ast
from pathlib import Path
from types import ModuleType

MOST_LINES = 300
BANNED = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


def oversized(folder: Path) -> list[str]:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sorted(folder.rglob("*.py"))}
    return [f"{path.relative_to(folder)}: {size} lines" for path, size in sizes.items() if size >= MOST_LINES]


def banned(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.stem.strip("_") in BANNED]


def undocumented(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]


def without_init(folder: Path) -> list[str]:
    folders = {path.parent for path in folder.rglob("*.py")}
    return sorted(str(each.relative_to(folder)) for each in folders if not (each / "__init__.py").is_file())


def public_names(source: str) -> set[str]:
    """Return the public names that a module defines itself; imports and type variables are left out."""
    names: set[str] = set()
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec"))):
                pass
            case ast.Assign(targets=targets):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case _:
                pass
    return {name for name in names if not name.startswith("_")}


def broken_all(module: ModuleType) -> list[str]:
    """Say where a module's `__all__` and what is there differ."""
    if module.__file__ is None:
        return [f"{module.__name__} is a folder without __init__.py"]
    defined = public_names(Path(module.__file__).read_text(encoding="utf-8"))
    if not hasattr(module, "__all__"):
        return [f"{module.__name__} has no __all__ for {', '.join(sorted(defined))}"] if defined else []
    told = list(module.__all__)
    return [
        *(f"{module.__name__}.__all__ names {name}, which is not there" for name in told if not hasattr(module, name)),
        *(f"{module.__name__}.__all__ leaves out {name}" for name in sorted(defined - set(told))),
        *(f"{module.__name__}.__all__ names {name} twice" for name in sorted({n for n in told if told.count(n) > 1})),
    ]


def test_no_file_reaches_three_hundred_lines(root: Path) -> None:
    assert oversized(root / "src") == []


def test_an_oversized_file_is_listed(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * MOST_LINES)
    (tmp_path / "short.py").write_text("x = 1\n" * (MOST_LINES - 1))
    assert oversized(tmp_path) == ["long.py: 300 lines"]


def test_no_module_is_a_drawer_for_everything(root: Path) -> None:
    assert banned(root / "src") == []


def test_a_drawer_is_listed(tmp_path: Path) -> None:
    for name in ("utils.py", "_helpers.py", "useful.py"):
        (tmp_path / name).touch()
    (tmp_path / "common").mkdir()
    assert banned(tmp_path) == ["_helpers.py", "common", "utils.py"]


def test_every_module_has_a_docstring(root: Path) -> None:
    assert undocumented(root / "src") + undocumented(root / "tests") == []


def test_a_module_without_a_docstring_is_listed(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text("x = 1\n")
    (tmp_path / "spoken.py").write_text('"""Speaks."""\n')
    assert undocumented(tmp_path) == ["silent.py"]


def test_every_folder_of_the_package_is_a_package(root: Path) -> None:
    assert without_init(root / "src" / "awarelr") == []


def test_a_folder_without_init_is_listed(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "piece.py").touch()
    assert without_init(tmp_path) == ["part"]


def test_every_all_is_what_is_there(modules: list[ModuleType]) -> None:
    assert [fault for module in modules for fault in broken_all(module)] == []


def test_every_fault_of_an_all_is_listed(tmp_path: Path) -> None:
    source = tmp_path / "part.py"
    source.write_text("import os\nT = TypeVar('T')\ntold = 1\ndef untold(): ...\n_hidden = 1\n")
    module = ModuleType("part")
    module.__file__ = str(source)
    assert broken_all(module) == ["part has no __all__ for told, untold"]
    module.__dict__.update(told=0, untold=0, __all__=["told", "told", "gone"])
    assert broken_all(module) == [
        "part.__all__ names gone, which is not there",
        "part.__all__ leaves out untold",
        "part.__all__ names told twice",
    ]
