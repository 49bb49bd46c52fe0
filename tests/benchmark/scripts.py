"""The scripts of ``benchmarks/``, loaded as modules; they are no part of the package."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["FOLDER", "load"]

FOLDER = Path(__file__).parents[2] / "benchmarks"


def load(name: str) -> ModuleType:
    """Run a script and return its module, which others may then import by that name."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
