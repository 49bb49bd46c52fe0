"""Check the installed wheel from outside the source tree, with nothing but the standard library beside it.

Usage: python -I check_wheel.py SOURCE_PACKAGE
    SOURCE_PACKAGE: the folder whose files the wheel must carry, such as src/awarelr.

`make wheel` runs it with the interpreter of a clean environment that holds the wheel and no extra.
"""

import importlib
import importlib.metadata
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

IMPORT_BUDGET = 0.050  # seconds that `import awarelr` may add to a bare interpreter
ROUNDS = 15  # starts of each kind, interleaved; the fastest counts, as noise only ever adds
STANDARD_ONLY = ("constraints", "core", "errors", "journal", "render", "schedules")  # need nothing but Python
WITH_EXTRAS = ("render.live", "render.report")  # but these parts of them


def start_seconds(statement: str) -> float:
    """Time one start of a fresh interpreter that runs ``statement``."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", statement], check=True)
    return time.perf_counter() - began


def import_cost() -> float:
    """Return the seconds that `import awarelr` adds to a bare interpreter."""
    pairs = [(start_seconds("pass"), start_seconds("import awarelr")) for _ in range(ROUNDS)]
    return min(loaded for _, loaded in pairs) - min(bare for bare, _ in pairs)


def foreign_modules(before: set[str]) -> list[str]:
    """Return the top-level modules loaded since ``before`` that are neither Python's nor ours."""
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    return sorted(loaded - set(sys.stdlib_module_names) - {"awarelr"})


def missing_files(source: Path, installed: Path) -> list[str]:
    """Return the files of ``source`` that the wheel does not carry."""
    kept = (path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sorted(
        str(path.relative_to(source)) for path in kept if not (installed / path.relative_to(source)).is_file()
    )


def import_standard_only(package: str) -> None:
    """Import every module of the parts that promise to need nothing but Python."""
    root = Path(str(importlib.import_module(package).__file__)).parent
    for part in STANDARD_ONLY:
        if not (root / part).exists() and not (root / f"{part}.py").exists():
            continue
        module = importlib.import_module(f"{package}.{part}")
        for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}."):
            if not found.name.removeprefix(f"{package}.").startswith(WITH_EXTRAS):
                importlib.import_module(found.name)


def faults(source: Path) -> list[str]:
    """Return everything wrong with the installed wheel, one sentence each."""
    found = []
    before = set(sys.modules)
    package = importlib.import_module("awarelr")
    installed = Path(str(package.__file__)).resolve().parent
    if source in (installed, *installed.parents):
        found.append(f"awarelr was imported from the source tree ({installed}), not from the wheel.")
    if not (installed / "py.typed").is_file():
        found.append("The wheel carries no py.typed.")
    found += [f"The wheel lacks {name}." for name in missing_files(source, installed)]
    found += [f"`import awarelr` loads {name}, which is not Python's." for name in foreign_modules(before)]
    import_standard_only("awarelr")
    found += [f"The core, its schedules or its journal load {name}." for name in foreign_modules(before)]
    needed = [each for each in importlib.metadata.requires("awarelr") or [] if "extra ==" not in each]
    found += [f"The wheel depends on {each}; it may depend on nothing." for each in needed]
    cost = import_cost()
    print(f"import awarelr: {1000 * cost:.1f} ms beyond a bare interpreter (at most {1000 * IMPORT_BUDGET:.0f} ms)")
    if cost > IMPORT_BUDGET:
        found.append(f"`import awarelr` takes {1000 * cost:.1f} ms; at most {1000 * IMPORT_BUDGET:.0f} ms are allowed.")
    return found


def main() -> None:
    """Check, say what is wrong, and exit with 1 if anything is."""
    found = faults(Path(sys.argv[1]).resolve())
    if found:
        sys.exit("\n".join(found))
    print("The wheel installs, imports and carries every file.")


if __name__ == "__main__":
    main()
