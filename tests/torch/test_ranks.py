"""Two processes that train one model decide alike, though their losses differ."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.journal import read_journal, replay

pytestmark = [
    pytest.mark.torch,
    pytest.mark.skipif(not torch.distributed.is_available(), reason="torch was built without it"),
]
JOB = Path(__file__).with_name("ranks_job.py")


def run(folder: Path, how: str) -> list[dict[str, Any]]:
    """Run both ranks; return what each of them printed."""
    commands = [[sys.executable, str(JOB), str(rank), str(folder / "meeting"), how] for rank in (0, 1)]
    jobs = [subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for each in commands]  # noqa: S603 - ours
    return [json.loads(job.communicate(timeout=120)[0].splitlines()[-1]) for job in jobs]


@pytest.mark.parametrize("how", ["late", "seldom"])
def test_nothing_that_one_rank_does_alone_parts_them(tmp_path: Path, how: str) -> None:
    first, second = run(tmp_path, how)
    assert first == second
    assert "probing" in first["situations"]


def test_all_ranks_decide_alike_and_one_of_them_keeps_the_journal(tmp_path: Path) -> None:
    first, second = run(tmp_path, "parallel")
    assert first == second
    assert {"raising", "probing"} <= set(first["situations"])
    assert first["lrs"][-1] > 1e-3
    assert first["averages"][0]
    assert [each.name for each in tmp_path.glob("run*.jsonl")] == ["run.jsonl"]
    assert sum(1 for _ in read_journal(tmp_path / "run.jsonl").entries()) == 120
    assert replay(tmp_path / "run.jsonl").same


def test_without_the_parallel_model_each_decides_by_itself(tmp_path: Path) -> None:
    first, second = run(tmp_path, "bare")
    assert first["lrs"] != second["lrs"]
