"""Two processes that hold a model in pieces decide as if each held it whole."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import distributed as dist
from torch.distributed.device_mesh import init_device_mesh

from awarelr.errors import SettingError
from awarelr.journal import replay
from awarelr.sensors.torch_pieces import cut_alike, in_pieces, like, piece, pieces
from awarelr.torch import AwareLR
from awarelr.torch.snapshot import Snapshot, Training

sharding = pytest.importorskip("torch.distributed.fsdp", reason="torch was built without it")
if not hasattr(sharding, "fully_shard"):
    pytest.skip("this torch has no fully_shard", allow_module_level=True)

pytestmark = pytest.mark.torch
JOB = Path(__file__).with_name("shards_job.py")
BothRanks = Callable[[Path, Path, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def sharded(
    tmp_path_factory: pytest.TempPathFactory, both_ranks: BothRanks
) -> "tuple[dict[str, Any], dict[str, Any], Path]":
    """A run in pieces, as both ranks tell it, and its folder."""
    folder = tmp_path_factory.mktemp("sharded")
    first, second = both_ranks(JOB, folder, "sharded")
    return first, second, folder


Sharded = tuple[dict[str, Any], dict[str, Any], Path]


def test_both_ranks_decide_alike_and_one_of_them_keeps_the_journal(sharded: Sharded) -> None:
    first, second, folder = sharded
    assert first == second
    assert {"raising", "probing"} <= set(first["situations"])
    assert replay(folder / "sharded.jsonl").same


def test_it_decides_as_where_both_hold_the_model_whole(sharded: Sharded, tmp_path: Path, both_ranks: BothRanks) -> None:
    pieces_of = sharded[0]
    whole = both_ranks(JOB, tmp_path, "parallel")[0]
    assert pieces_of["situations"] == whole["situations"]
    assert pieces_of["lrs"] == pytest.approx(whole["lrs"], rel=1e-5)
    assert pieces_of["averages"][0]
    assert pieces_of["averaged"] != pieces_of["weights"]
    for seen in ("averaged", "weights"):
        for mine, theirs in zip(pieces_of[seen], whole[seen], strict=True):
            assert mine == pytest.approx(theirs, rel=1e-4)
    assert pieces_of["end"] == pytest.approx(whole["end"], rel=1e-4)
    assert pieces_of["averages"][1] == pytest.approx(whole["averages"][1], rel=1e-4)


def test_a_run_goes_on_from_the_state_that_each_rank_saved(
    sharded: Sharded, tmp_path: Path, both_ranks: BothRanks
) -> None:
    assert both_ranks(JOB, tmp_path, "resumed")[0] == {**sharded[0], "refused": ""}


def test_from_another_ranks_state_all_go_on_with_averages_that_begin_afresh(
    sharded: Sharded, tmp_path: Path, both_ranks: BothRanks
) -> None:
    first, second = both_ranks(JOB, tmp_path, "moved")
    assert first == second
    assert first["lrs"][:80] == sharded[0]["lrs"][:80]
    assert first["lrs"][80] == pytest.approx(first["lrs"][79], rel=0.1)
    assert first["end"] != sharded[0]["end"]
    assert first["end"] == pytest.approx(sharded[0]["end"], rel=0.2)


def test_a_state_in_pieces_goes_on_where_the_model_is_whole(sharded: Sharded, caplog: pytest.LogCaptureFixture) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(8, 17), torch.nn.LayerNorm(17), torch.nn.Tanh(), torch.nn.Linear(17, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1.0)
    scheduler = AwareLR(optimizer, model=model)
    scheduler.load_state_dict(torch.load(sharded[2] / "state.pt", weights_only=True))
    assert "(it is that of rank 0 of 2, this is a whole model)" in caplog.text
    assert optimizer.param_groups[0]["lr"] == sharded[0]["lrs"][-1]
    assert scheduler.best_validation is None
    with scheduler.averaged() as used:
        assert not used
    for _ in range(3):
        inputs = torch.randn(16, 8)
        optimizer.zero_grad()
        loss = (model(inputs).squeeze(1) - inputs.sum(1)).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    assert scheduler.last_decision is not None
    assert scheduler.last_decision.t == 123


def test_an_optimizer_on_weights_put_together_for_an_evaluation_is_refused(sharded: Sharded) -> None:
    assert "got some that fully_shard had put together for an evaluation and has let go of" in sharded[0]["refused"]


def test_the_best_weights_are_those_of_the_mean_validation_loss(sharded: Sharded) -> None:
    first, second, _ = sharded
    assert first["best"] == second["best"]
    assert first["best"][0] == 40
    assert first["best"][1] == first["weights"][1]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Any]:
    """A mesh of this process alone."""
    dist.init_process_group("gloo", init_method=f"file://{tmp_path / 'meeting'}", rank=0, world_size=1)
    yield init_device_mesh("cpu", (1,))
    dist.destroy_process_group()


def test_the_pieces_of_a_tensor(alone: Any) -> None:
    from torch.distributed.tensor import Replicate, Shard, distribute_tensor  # noqa: PLC0415 - not in every torch

    whole = torch.arange(6.0).reshape(3, 2)
    cut, copied = distribute_tensor(whole, alone, [Shard(0)]), distribute_tensor(whole, alone, [Replicate()])
    assert [in_pieces(each) for each in (whole, cut, copied)] == [False, True, True]
    assert pieces(whole) == pieces(cut) == pieces(copied) == 1
    assert piece(whole) is whole
    piece(cut)[0, 0] = 7.0
    assert torch.equal(cut.full_tensor(), torch.tensor([[7.0, 1.0], [2.0, 3.0], [4.0, 5.0]]))
    made = like(cut, torch.ones(3, 2))
    assert in_pieces(made)
    assert made.shape == (3, 2)
    count = torch.tensor(3.0)
    assert like(cut, count) is count
    assert like(whole, count) is count


def test_a_gradient_that_is_still_to_be_summed_is_brought_into_its_parameters_pieces(alone: Any) -> None:
    """Under tensor parallelism with ``SequenceParallel`` those of the norms are: the sensor had read a part of them."""
    from torch.distributed.tensor import DTensor, Partial, Replicate, distribute_tensor  # noqa: PLC0415 - as above

    parameter = distribute_tensor(torch.zeros(3), alone, [Replicate()])
    gradient = DTensor.from_local(torch.ones(3), alone, [Partial()])
    brought: Any = cut_alike(gradient, parameter)
    assert brought.placements == (Replicate(),)
    assert torch.equal(piece(brought), torch.ones(3))
    assert cut_alike(parameter, parameter) is parameter
    plain = torch.ones(3)
    assert cut_alike(plain, parameter) is plain


def test_buffers_in_pieces_are_put_back(alone: Any) -> None:
    from torch.distributed.tensor import distribute_module  # noqa: PLC0415 - as above

    model = torch.nn.BatchNorm1d(3)
    distribute_module(model, alone)
    training = Training(torch.optim.SGD(model.parameters(), lr=0.1), model, None)
    snapshot = Snapshot.capture(training)
    with torch.no_grad():
        for each in (*model.parameters(), *model.buffers()):
            piece(each).add_(5)
    snapshot.restore(training)
    assert [piece(each).sum().item() for each in (*model.parameters(), *model.buffers())] == [3.0, 0.0, 0.0, 3.0, 0.0]


def test_a_sharded_model_has_to_be_given(alone: Any) -> None:
    model = torch.nn.Linear(3, 1)
    sharding.fully_shard(model, mesh=alone)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(SettingError, match=r"model must be given where .* are sharded, got None.*model=model"):
        AwareLR(optimizer)
    AwareLR(optimizer, model=model).close()


def test_meshes_of_which_none_holds_all_are_refused(alone: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(2, 1))
    sharding.fully_shard(model[0], mesh=alone)
    other = init_device_mesh("cpu", (1, 1), mesh_dim_names=("copies", "pieces"))
    sharding.fully_shard(model[1], mesh=other)
    monkeypatch.setattr("awarelr.torch.ranks._members", lambda mesh: {mesh.ndim})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(SettingError, match=r"one device mesh or a part of it, got .* Build an optimizer"):
        AwareLR(optimizer, model=model)


def test_pieces_in_copies_of_the_model_are_refused(alone: Any) -> None:
    from torch.distributed.tensor import distribute_module  # noqa: PLC0415 - not in every torch

    model = torch.nn.Linear(3, 1)
    distribute_module(model, alone)
    wrapped = torch.nn.parallel.DistributedDataParallel(torch.nn.Sequential(torch.nn.Linear(3, 3)))
    wrapped.module[0] = model
    optimizer = torch.optim.SGD(wrapped.parameters(), lr=0.1)
    with pytest.raises(SettingError, match=r"by fully_shard\(\), got one in DistributedDataParallel, which hides them"):
        AwareLR(optimizer, model=wrapped)


def test_flat_parameters_are_refused() -> None:
    class FullyShardedDataParallel(torch.nn.Module):
        """Named as the first version of it is."""

        def __init__(self) -> None:
            super().__init__()
            self.module = torch.nn.Linear(3, 1)

    model = FullyShardedDataParallel()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(SettingError, match=r"sharded by fully_shard\(\), got one in FullyShardedDataParallel, which"):
        AwareLR(optimizer, model=model)
