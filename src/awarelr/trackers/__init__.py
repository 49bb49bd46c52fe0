"""Experiment trackers: a run's numbers and words where the rest of an experiment is shown.

Importing this needs none of them; each looks for its package when it is built.
"""

from awarelr.trackers.contract import Tracker
from awarelr.trackers.mlflow import MlflowTracker
from awarelr.trackers.tensorboard import TensorBoardTracker
from awarelr.trackers.tracking import Tracking, track
from awarelr.trackers.wandb import WandbTracker

__all__ = ["MlflowTracker", "TensorBoardTracker", "Tracker", "Tracking", "WandbTracker", "track"]
