"""The README's code runs as it stands."""

import re
from pathlib import Path

import pytest

_README = Path(__file__).parents[1] / "README.md"
_BLOCKS = re.findall(r"```python\n(.*?)```", _README.read_text(encoding="utf-8"), flags=re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]\d+)?")


def test_the_readme_has_code() -> None:
    assert len(_BLOCKS) >= 3


@pytest.mark.torch
@pytest.mark.parametrize("code", _BLOCKS, ids=[block.strip().splitlines()[0][:40] for block in _BLOCKS])
def test_each_block_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(_README), "exec"), {"__name__": "readme"})  # noqa: S102 - that is the test


@pytest.mark.torch
def test_the_quoted_run_is_told_like_that_today() -> None:
    """Guards against a quotation of a law that has changed; another processor may change the last digits."""
    runs = pytest.importorskip("drawing.runs")
    quoted = " ".join(re.findall(r"^> (.*)$", _README.read_text(encoding="utf-8"), flags=re.MULTILINE)).split(" … ")
    told = runs.run_named("too_large").story
    assert len(quoted) >= 2
    words = [_NUMBER.sub("#", line) for line in told.splitlines()]
    for each in (each.removesuffix(" …") for each in quoted):
        line = next((at for at, line in enumerate(words) if line.startswith(_NUMBER.sub("#", each))), None)
        assert line is not None, f"no longer told: {each}"
        numbers = [list(map(float, _NUMBER.findall(text))) for text in (each, told.splitlines()[line])]
        assert numbers[1][: len(numbers[0])] == pytest.approx(numbers[0], rel=0.1, abs=0.1)
