"""The README's code runs as it stands."""

import re
from pathlib import Path

import pytest

_README = Path(__file__).parents[1] / "README.md"
_BLOCKS = re.findall(r"```python\n(.*?)```", _README.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_readme_has_code() -> None:
    assert len(_BLOCKS) >= 3


@pytest.mark.torch
@pytest.mark.parametrize("code", _BLOCKS, ids=[block.strip().splitlines()[0][:40] for block in _BLOCKS])
def test_each_block_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(_README), "exec"), {"__name__": "readme"})  # noqa: S102 - that is the test
