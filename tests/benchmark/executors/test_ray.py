"""The Ray executor, on a real cluster of two nodes on this machine."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors import RayExecutor, SerialExecutor
from awarelr.benchmark.perform import perform
from awarelr.errors import MissingExtraError

DOUBLES = Path(__file__).parent / "doubles"

Test = TypeVar("Test", bound=Callable[..., None])


def on_a_cluster(test: Test) -> Test:
    """Mark a test that starts Ray, which leaves sockets open when it ends."""
    for mark in (pytest.mark.slow, pytest.mark.ray, pytest.mark.filterwarnings("ignore")):
        test = mark(test)
    return test


def test_without_ray_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch, cell: Cell) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"needs the package ray.*awarelr\[ray\]"):
        list(RayExecutor().run([cell], lambda _cell: None))  # type: ignore[arg-type, return-value] # never called


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start two nodes of one core each and return the address; their workers can import the doubles."""
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - an extra

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(DOUBLES), prepend=os.pathsep)
        patch.setenv("AWARELR_TEST_MARKS", str(tmp_path_factory.mktemp("marks")))
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
        cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        yield cluster.address
        cluster.shutdown()


@on_a_cluster
def test_a_cluster_gives_the_same_bits_as_one_process(cluster: str) -> None:
    cell = Cell(task="digits", baseline="aware", multiplier=30.0, seed=0, scale="tiny")
    cells = [cell, replace(cell, task="drift"), replace(cell, baseline="cosine"), replace(cell, damage="nan_gradient")]
    here = {each.cell: each.record for each in SerialExecutor().run(cells, perform)}
    there = {each.cell: each.record for each in RayExecutor(address=cluster).run(cells, perform)}
    for each in cells:
        mine, theirs = here[each], there[each]
        assert mine is not None
        assert theirs is not None
        assert repr((mine.key, mine.evaluations, mine.curve)) == repr((theirs.key, theirs.evaluations, theirs.curve))


@on_a_cluster
def test_both_nodes_work(cluster: str, cell: Cell, doubles: ModuleType) -> None:
    cells = [replace(cell, seed=seed) for seed in range(8)]
    deliveries = list(RayExecutor(address=cluster).run(cells, doubles.pausing))
    processes = {each.record.averaged for each in deliveries if each.record is not None}
    assert sorted(each.cell.seed for each in deliveries) == list(range(8))
    assert len(processes) >= 2


@on_a_cluster
def test_a_killed_workers_cell_is_tried_again_on_the_cluster(cluster: str, cell: Cell, doubles: ModuleType) -> None:
    cells = [replace(cell, seed=seed) for seed in range(4)]
    deliveries = list(RayExecutor(address=cluster).run(cells, doubles.dying_once))
    assert sorted(each.cell.seed for each in deliveries) == [0, 1, 2, 3]
    assert all(each.record is not None for each in deliveries)


@on_a_cluster
def test_a_cell_that_kills_its_workers_is_given_up_on_the_cluster(
    cluster: str, cell: Cell, doubles: ModuleType
) -> None:
    cells = [replace(cell, seed=seed) for seed in range(3)]
    deliveries = {each.cell.seed: each for each in RayExecutor(address=cluster).run(cells, doubles.dying)}
    assert deliveries[0].record is not None
    assert deliveries[1].record is None
    assert "killed, 3 times out of 3" in deliveries[1].lost


@on_a_cluster
def test_closing_the_run_leaves_the_cluster_to_others(cluster: str, cell: Cell, doubles: ModuleType) -> None:
    run = RayExecutor(address=cluster).run([replace(cell, seed=seed) for seed in range(4)], doubles.pausing)
    next(run)
    run.close()  # type: ignore[attr-defined] # a generator
    (delivery,) = RayExecutor(address=cluster).run([cell], doubles.quick)
    assert delivery.record is not None
