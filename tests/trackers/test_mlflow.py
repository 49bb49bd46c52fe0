"""MLflow's local store holds what its tracker handed over."""

import sys
from pathlib import Path
from typing import Any

import pytest

from awarelr.errors import MissingExtraError
from awarelr.trackers import MlflowTracker, track

LOCAL = pytest.mark.filterwarnings("ignore")  # what MLflow and SQLAlchemy warn each other of


@LOCAL
@pytest.mark.trackers
def test_a_run_of_its_own_is_kept_in_a_local_store(tmp_path: Path, run: list[Any]) -> None:
    mlflow = pytest.importorskip("mlflow")
    store = f"sqlite:///{tmp_path / 'runs.db'}"
    client = mlflow.MlflowClient(tracking_uri=store)
    client.create_experiment("mine", artifact_location=(tmp_path / "artifacts").as_uri())
    track(run, [MlflowTracker(store=store, experiment="mine")])
    (kept,) = client.search_runs([client.get_experiment_by_name("mine").experiment_id])
    assert kept.info.status == "FINISHED"
    history = client.get_metric_history(kept.info.run_id, "awarelr/evidence/z_long")
    assert [(each.step, each.value) for each in history] == [(step, 2.0) for step in (1, 10, 20, 30, 40)]
    assert kept.data.tags["awarelr.situation"] == "step 20: raising: the path points downhill"
    (story,) = (tmp_path / "artifacts").rglob("story.txt")
    assert [line.partition(":")[0] for line in story.read_text().splitlines()] == [
        "step 1, situation",
        "step 20, situation",
        "step 25, event",
    ]


@LOCAL
@pytest.mark.trackers
def test_a_run_of_the_user_is_not_ended(tmp_path: Path, run: list[Any]) -> None:
    mlflow = pytest.importorskip("mlflow")
    store = f"sqlite:///{tmp_path / 'runs.db'}"
    client = mlflow.MlflowClient(tracking_uri=store)
    place = client.create_experiment("mine", artifact_location=(tmp_path / "artifacts").as_uri())
    mine = client.create_run(place).info.run_id
    track(run, [MlflowTracker(mine, store=store)])
    assert client.get_run(mine).info.status == "RUNNING"
    assert client.get_run(mine).data.metrics["awarelr/lr"] == 0.1


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(MissingExtraError, match=r"needs the package mlflow.*awarelr\[mlflow\]"):
        MlflowTracker()
