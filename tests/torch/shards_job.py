"""One of two processes that train one model in pieces: its rank, the file where they meet, how."""

import copy
import json
import logging
import sys
from pathlib import Path
from typing import Any

import torch
from torch import distributed as dist
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

from awarelr.errors import SettingError
from awarelr.torch import AwareLR

STEPS, DAMAGED, SAVED, BEST = 120, 60, 80, 40


def net(how: str) -> "tuple[torch.nn.Sequential, torch.nn.Module]":
    """Return a small network whose last layer is too small for two, and what trains it on two processes."""
    torch.manual_seed(0)
    whole = torch.nn.Sequential(torch.nn.Linear(8, 17), torch.nn.LayerNorm(17), torch.nn.Tanh(), torch.nn.Linear(17, 1))
    if how == "parallel":
        return whole, DistributedDataParallel(whole)
    mesh = init_device_mesh("cpu", (2,))
    for each in (whole[0], whole[3], whole):
        fully_shard(each, mesh=mesh)
    return whole, whole


def main(rank: int, meeting: str, how: str) -> None:
    """Train on batches of this rank's own; print what was decided and where the weights are, as JSON.

    ``how``: ``"parallel"`` holds the model whole on both, ``"sharded"`` in pieces; ``"resumed"`` goes on from the state
    that each has saved, ``"moved"`` from that of the first rank.
    """
    logging.getLogger("awarelr").setLevel(logging.ERROR)
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
    whole, model = net(how)
    optimizer = torch.optim.Adam(whole.parameters(), lr=1e-5)
    outcome(model)  # as before a training; fully_shard keeps the root's weights whole after it
    journal = Path(meeting).with_name(f"{how}.jsonl")
    scheduler = AwareLR(optimizer, model=model, journal=journal if how in ("parallel", "sharded") else None)
    if how == "parallel":  # so that it decides when the other does
        scheduler._driver.at_once = scheduler._driver.at_hand = False
    draw = torch.Generator().manual_seed(100 + rank)
    truth = torch.linspace(-1.0, 1.0, 8)
    lrs, situations, averaged, weights = [], [], [], []
    for step in range(1, STEPS + 1):
        x = torch.randn(16, 8, generator=draw)
        if step == DAMAGED:
            with torch.no_grad():
                next(whole[3].parameters()).mul_(1e3)
        optimizer.zero_grad()
        loss = (model(x).squeeze(1) - x @ truth * (1.0 + rank)).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        if step % 20 == 0:
            with scheduler.averaged():
                averaged.append(outcome(model))
            weights.append(outcome(model))
            scheduler.validate(abs(step - BEST) + 0.0 if rank else 0.0)  # the mean of both is least at one of them
        if step == SAVED and how in ("resumed", "moved"):
            states = [copy.deepcopy(each.state_dict()) for each in (whole, optimizer, scheduler)]
            scheduler.close(decide=False)
            whole, model = net(how)
            optimizer = torch.optim.Adam(whole.parameters(), lr=1.0)
            scheduler = AwareLR(optimizer, model=model)
            whole.load_state_dict(states[0])
            optimizer.load_state_dict(states[1])
            scheduler.load_state_dict(states[2] if how == "resumed" else of_the_first(states[2], rank))
        lrs.append(scheduler.get_last_lr()[0])
        situations.append(scheduler.situation.label)
    with scheduler.averaged() as used:
        averages = outcome(model)
    end = outcome(model)
    with scheduler.best() as validation:
        best = outcome(model)
    told: dict[str, Any] = {
        "lrs": lrs,
        "situations": situations,
        "averaged": averaged,
        "weights": weights,
        "averages": [used, averages],
        "best": [validation.step, best],
        "end": end,
        "refused": refused(whole, model) if how == "sharded" else "",
    }
    if how == "sharded" and rank == 0:
        torch.save(scheduler.state_dict(), Path(meeting).with_name("state.pt"))
    scheduler.close()
    sys.stdout.write(f"{json.dumps(told)}\n")
    dist.destroy_process_group()


def refused(whole: torch.nn.Module, model: torch.nn.Module) -> str:
    """Return what is said to an optimizer that is built right after an evaluation."""
    outcome(model)
    try:
        AwareLR(torch.optim.Adam(whole.parameters()), model=model)
    except SettingError as error:
        return str(error)
    return ""


@torch.no_grad()
def outcome(model: torch.nn.Module) -> list[float]:
    """Return what the model makes of three inputs: its weights as somebody who evaluates sees them."""
    made: list[float] = model(torch.eye(8)[:3]).squeeze(1).tolist()
    return made


def of_the_first(state: dict[str, Any], rank: int) -> Any:
    """Return the first rank's state on both, as a checkpoint that one process writes would have it."""
    states = [state if rank == 0 else None]
    dist.broadcast_object_list(states, src=0)
    return states[0]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
