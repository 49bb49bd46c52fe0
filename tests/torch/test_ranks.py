"""Two processes that train one model decide alike, though their losses differ."""

from collections.abc import Callable
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
BothRanks = Callable[[Path, Path, str], list[dict[str, Any]]]


@pytest.mark.parametrize("how", ["late", "seldom"])
def test_nothing_that_one_rank_does_alone_parts_them(tmp_path: Path, both_ranks: BothRanks, how: str) -> None:
    first, second = both_ranks(JOB, tmp_path, how)
    assert first == second
    assert "probing" in first["situations"]


def test_all_ranks_decide_alike_and_one_of_them_keeps_the_journal(tmp_path: Path, both_ranks: BothRanks) -> None:
    first, second = both_ranks(JOB, tmp_path, "parallel")
    assert first == second
    assert {"raising", "probing"} <= set(first["situations"])
    assert first["lrs"][-1] > 1e-3
    assert first["averages"][0]
    assert [each.name for each in tmp_path.glob("run*.jsonl")] == ["run.jsonl"]
    assert sum(1 for _ in read_journal(tmp_path / "run.jsonl").entries()) == 120
    assert replay(tmp_path / "run.jsonl").same


def test_without_the_parallel_model_each_decides_by_itself(tmp_path: Path, both_ranks: BothRanks) -> None:
    first, second = both_ranks(JOB, tmp_path, "bare")
    assert first["lrs"] != second["lrs"]
