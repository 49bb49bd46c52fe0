"""What an error tells a user to install brings what was missing."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"MissingExtraError\((?:error\.name or )?\"(?P<package>\w[\w-]*)\", \"(?P<extra>\w+)\"")
_DISTRIBUTIONS = {"dowg": "dowgopt", "dog": "dog-optimizer", "momo": "momo-opt", "mechanic_pytorch": "mechanic-pytorch"}
"""Packages that are installed under another name."""

NAMED = sorted(
    {
        (found["package"], found["extra"])
        for file in ROOT.rglob("src/**/*.py")
        for found in _NAMED.finditer(file.read_text())
    }
)


def brought(extra: str) -> set[str]:
    """Return the distributions that an extra names, those of extras within it included."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names: set[str] = set()
    for requirement in extras[extra]:
        within = re.match(r"awarelr\[([\w,]+)\]", requirement)
        if within:
            names |= {name for inner in within[1].split(",") for name in brought(inner)}
        else:
            names.add(re.split(r"[^\w-]", requirement)[0])
    return names


@pytest.mark.parametrize(("package", "extra"), NAMED)
def test_the_extra_that_an_error_names_brings_the_package(package: str, extra: str) -> None:
    """Guards plotly, lost from `report` while another extra was written."""
    assert _DISTRIBUTIONS.get(package, package) in brought(extra)


@pytest.mark.parametrize(
    ("absent", "module", "said"),
    [
        (
            "torch",
            "awarelr.torch",
            "awarelr.torch needs the package torch. .* 'awarelr[torch]'",
        ),
        ("accelerate", "awarelr.transformers", "needs the package accelerate. .* 'awarelr[transformers]'"),
        ("optax", "awarelr.optax", "needs the package optax. .* 'awarelr[optax]'"),
        ("jax", "awarelr.sensors.jax", "needs the package jax. .* 'awarelr[optax]'"),
        ("lightning", "awarelr.lightning", "needs the package lightning. .* 'awarelr[lightning]'"),
    ],
)
def test_a_framework_that_is_absent_is_named_with_its_extra(absent: str, module: str, said: str) -> None:
    code = f"import sys; sys.modules[{absent!r}] = None; import {module}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert re.search(said.replace("[", r"\["), ran.stderr)


def test_errors_were_found() -> None:
    assert ("plotly", "report") in NAMED
    assert len(NAMED) >= 12
