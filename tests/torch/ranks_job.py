"""One of two processes that train one model: its rank, the file where they meet, the model that it hands over."""

import hashlib
import json
import logging
import sys
from pathlib import Path

import torch
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from awarelr.torch import AwareLR

STEPS, DAMAGED = 120, 60


def main(rank: int, meeting: str, how: str) -> None:
    """Train on batches of this rank's own; print what was decided and where the weights are, as JSON.

    ``how``: ``"bare"`` hands the unwrapped model over, ``"late"`` decides as on an accelerator, ``"seldom"`` at every
    third step; the first rank alone evaluates, validates and closes.
    """
    logging.getLogger("awarelr").setLevel(logging.ERROR)
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
    torch.manual_seed(0)
    head = torch.nn.Linear(16, 1)
    net = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.BatchNorm1d(16), torch.nn.Tanh(), head)
    model = DistributedDataParallel(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-4)
    journal = Path(meeting).with_name("run.jsonl")
    given: torch.nn.Module = net if how == "bare" else model
    scheduler = AwareLR(
        optimizer, model=given, journal=None if how == "bare" else journal, decide_every=3 if how == "seldom" else None
    )
    if how == "late":
        scheduler._driver.at_once = scheduler._driver.at_hand = False
    draw = torch.Generator().manual_seed(100 + rank)
    truth = torch.linspace(-1.0, 1.0, 8)
    lrs, situations = [], []
    for step in range(1, STEPS + 1):
        x = torch.randn(16, 8, generator=draw)
        if step == DAMAGED:
            with torch.no_grad():
                head.weight.mul_(1e3)
        optimizer.zero_grad()
        loss = (model(x).squeeze(1) - x @ truth * (1.0 + rank)).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        if rank == 0:
            with scheduler.averaged():
                scheduler.validate(1.0 / step)
        lrs.append(scheduler.get_last_lr()[0])
        situations.append(scheduler.situation.label)
    if rank == 0:  # the other one is elsewhere meanwhile
        with scheduler.averaged([torch.randn(16, 8) for _ in range(3)]):
            pass
    with scheduler.averaged() as used:
        averages = _digest(net)
    if rank == 0:
        scheduler.close()
    told = {"lrs": lrs, "situations": situations, "weights": _digest(net), "averages": [used, averages]}
    sys.stdout.write(f"{json.dumps(told)}\n")
    dist.destroy_process_group()


def _digest(net: torch.nn.Module) -> str:
    weights = torch.cat([each.detach().reshape(-1) for each in net.parameters()])
    return hashlib.sha256(weights.numpy().tobytes()).hexdigest()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
