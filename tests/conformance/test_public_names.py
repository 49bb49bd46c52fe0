"""The package's public names are there, need nothing but Python, and cost nothing before they are used."""

import subprocess
import sys

import pytest

import awarelr
from awarelr import schedules

PROBE = """
import sys
before = set(sys.modules)
import awarelr
new = {name for name in set(sys.modules) - before if name.startswith("awarelr.")}
assert not new, new
awarelr.simulate(awarelr.ConditionBased(), 0.1, [1.0, 0.9])
foreign = {"numpy", "torch", "sklearn", "scipy"} & set(sys.modules)
assert not foreign, foreign
"""


def test_every_public_name_is_there() -> None:
    assert all(getattr(awarelr, name) is not None for name in awarelr.__all__)
    assert dir(awarelr) == sorted(awarelr.__all__)


def test_every_schedule_is_a_public_name() -> None:
    assert {kind.__name__ for kind in schedules.registry.SCHEDULES.values()} <= set(awarelr.__all__)


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(AttributeError, match="module 'awarelr' has no attribute 'Awre'"):
        _ = awarelr.Awre


def test_nothing_is_loaded_before_it_is_used_and_no_framework_ever() -> None:
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
