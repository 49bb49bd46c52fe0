"""`import awarelr` needs nothing but Python, and the package says that it is typed."""

import subprocess
import sys
from pathlib import Path

import pytest

# Prints the top-level modules that a statement loads and that are neither Python's nor awarelr's.
PROBE = """
import sys
before = set(sys.modules)
{statement}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(*sorted(loaded - set(sys.stdlib_module_names) - {{"awarelr"}}))
"""


def foreign(statement: str) -> str:
    code = PROBE.format(statement=statement)
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("name", ["", ".constraints", ".core", ".errors", ".journal", ".schedules"])
def test_importing_it_loads_nothing_foreign(name: str) -> None:
    assert foreign(f"import awarelr{name}") == ""


def test_a_foreign_import_is_seen() -> None:
    assert "pytest" in foreign("import pytest").split()


def test_the_package_ships_its_types(root: Path) -> None:
    assert (root / "src" / "awarelr" / "py.typed").is_file()
