"""Two processes that Lightning runs decide alike, though their losses differ."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from awarelr.journal import read_journal, replay

pytestmark = [
    pytest.mark.slow,
    pytest.mark.torch,
    pytest.mark.skipif(not torch.distributed.is_available(), reason="torch was built without it"),
]
JOB = Path(__file__).with_name("ranks_job.py")


def test_all_ranks_decide_alike_and_one_of_them_keeps_the_journal(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(JOB), str(tmp_path)], check=True, capture_output=True, timeout=240)  # noqa: S603
    first, second = (json.loads((tmp_path / f"rank{rank}.json").read_text()) for rank in (0, 1))
    assert first == second
    assert first["steps"] == 60
    assert first["validation"] is not None
    assert first["said"] == []
    assert sum(1 for _ in read_journal(tmp_path / "run.jsonl").entries()) == 60
    assert replay(tmp_path / "run.jsonl").same
