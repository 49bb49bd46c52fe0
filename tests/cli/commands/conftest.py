"""A command line to call, and a small journal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from awarelr.cli.commands.app import app
from awarelr.core import Horizons, Reading


@pytest.fixture
def call() -> Callable[..., Any]:
    """Return a function that calls the command line with arguments and returns what came out."""

    def run(*arguments: object, given: bytes | None = None) -> Any:
        return CliRunner().invoke(app, [str(each) for each in arguments], input=given)

    return run


@pytest.fixture
def small(journal_of: Callable[..., Path]) -> Path:
    """Return the journal of a short rise."""
    straight = Horizons(short=0.5, medium=0.5, long=0.5)
    return journal_of(Reading(t=t, loss=1.0 / t, grad_norm=1.0, alignment=straight) for t in range(1, 31))
