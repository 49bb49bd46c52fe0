"""Two processes that transformers' Trainer runs decide alike, though their losses differ."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.torch,
    pytest.mark.skipif(not torch.distributed.is_available(), reason="torch was built without it"),
]
JOB = Path(__file__).with_name("ranks_job.py")


def run(folder: Path) -> list[dict[str, Any]]:
    """Run both ranks as ``torchrun`` would; return what each of them printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        meeting = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free.getsockname()[1]), "WORLD_SIZE": "2"}
    jobs = [
        subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, str(JOB), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **meeting, "RANK": str(rank), "LOCAL_RANK": str(rank)},
        )
        for rank in (0, 1)
    ]
    return [json.loads(job.communicate(timeout=180)[0].splitlines()[-1]) for job in jobs]


def test_all_ranks_decide_alike(tmp_path: Path) -> None:
    first, second = run(tmp_path)
    assert first == second
    assert first["steps"] == 60
    assert first["said"] == []
