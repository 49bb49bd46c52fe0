"""The doubles, importable in every process."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known that only this folder uses."""
    config.addinivalue_line("markers", "ray: starts a Ray cluster of two nodes on this machine")


@pytest.fixture
def doubles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    folder = Path(__file__).parent / "doubles"
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("AWARELR_TEST_MARKS", str(tmp_path))
    return importlib.import_module("awarelr_test_work")
