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


@pytest.mark.parametrize("strategy", ["ddp_spawn", "pieces"])
def test_all_ranks_decide_alike_and_one_of_them_keeps_the_journal(tmp_path: Path, strategy: str) -> None:
    command = [sys.executable, str(JOB), str(tmp_path), strategy]
    subprocess.run(command, check=True, capture_output=True, timeout=240)  # noqa: S603 - ours
    first, second = (json.loads((tmp_path / f"rank{rank}.json").read_text()) for rank in (0, 1))
    assert first == second
    decided = 59 if strategy == "pieces" else 60  # in pieces right before the next step
    assert first["steps"] == decided
    assert first["validation"] is not None
    assert first["said"] == []
    assert sum(1 for _ in read_journal(tmp_path / "run.jsonl").entries()) == decided
    assert replay(tmp_path / "run.jsonl").same
