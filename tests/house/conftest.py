"""The tree that the house tests look at, and its modules."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import awarelr
from awarelr.errors import MissingExtraError


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds pyproject.toml."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def modules() -> list[ModuleType]:
    """Import and return every public module of awarelr whose extra is installed."""
    names = ["awarelr", *(found.name for found in pkgutil.walk_packages(awarelr.__path__, "awarelr.", onerror=_skip))]
    loaded = []
    for name in names:
        if any(part.startswith("_") for part in name.split(".")):
            continue
        try:
            loaded.append(importlib.import_module(name))
        except MissingExtraError:
            continue
    return loaded


def _skip(name: str) -> None:
    """Pass over a package whose extra is absent; anything else that fails to import fails the tests."""
    try:
        importlib.import_module(name)
    except MissingExtraError:
        return
