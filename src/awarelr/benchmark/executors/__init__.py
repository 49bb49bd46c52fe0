"""Where cells run, one place a file, all behind the contract `Executor`."""

from awarelr.benchmark.executors.executor import Delivery, Executor
from awarelr.benchmark.executors.processes import ProcessExecutor
from awarelr.benchmark.executors.ray import RayExecutor
from awarelr.benchmark.executors.serial import SerialExecutor

__all__ = ["Delivery", "Executor", "ProcessExecutor", "RayExecutor", "SerialExecutor"]
