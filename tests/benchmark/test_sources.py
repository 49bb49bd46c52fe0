"""A module depends on what it imports, and a digest on code alone."""

from pathlib import Path

import pytest

from awarelr.benchmark.sources import digest_of, sources


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a made-up awarelr: two tasks, one of which uses a network, and a registry above them."""
    files = {
        "tasks/__init__.py": "from awarelr.tasks import digits, gpt\nfrom awarelr.tasks.kind import Kind",
        "tasks/kind.py": "class Kind: pass",
        "tasks/digits.py": "import torch\nfrom awarelr.tasks.kind import Kind",
        "tasks/gpt.py": "import json\ndef build():\n    from awarelr.networks import net\n    from ..tasks import kind",
        "networks/__init__.py": "raise ImportError",
        "networks/net.py": "import sklearn.datasets\nsize = 3",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_module_depends_on_what_it_imports_and_not_on_the_registry_above(house: Path) -> None:
    found = sources(["awarelr.tasks.digits"], folder=house)
    assert list(found.digests) == ["awarelr.tasks.digits", "awarelr.tasks.kind"]
    assert found.foreign == ("torch",)


def test_imports_inside_functions_and_relative_ones_count(house: Path) -> None:
    found = sources(["awarelr.tasks.gpt"], folder=house)
    assert list(found.digests) == ["awarelr.networks.net", "awarelr.tasks.gpt", "awarelr.tasks.kind"]
    assert found.foreign == ("sklearn",)


def test_what_lies_outside_of_a_package_can_be_left_unfollowed(house: Path) -> None:
    """Guards against a baseline that asks for whatever awarelr's other parts import for their own purposes."""
    found = sources(["awarelr.tasks.gpt"], folder=house, within="awarelr.tasks")
    assert list(found.digests) == ["awarelr.tasks.gpt", "awarelr.tasks.kind"]
    assert found.foreign == ()


def test_a_name_that_is_no_module_brings_in_the_package(house: Path) -> None:
    (house / "user.py").write_text("from awarelr.tasks import TASKS")
    assert "awarelr.networks.net" in sources(["awarelr.user"], folder=house).digests


def test_a_module_that_is_not_there_is_named(house: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"awarelr\.nothing has no source file"):
        sources(["awarelr.nothing"], folder=house)


@pytest.mark.parametrize(
    "source",
    ["def f(x):\n    return x + 1", 'def f(x):\n    """Add."""\n    return x + 1', "def f(x):  # add\n  return (x+1)"],
)
def test_words_and_layout_change_no_digest(source: str) -> None:
    assert digest_of(source) == digest_of("def f(x):\n    return x + 1")


def test_code_changes_the_digest() -> None:
    assert digest_of("def f(x):\n    return x + 2") != digest_of("def f(x):\n    return x + 1")
