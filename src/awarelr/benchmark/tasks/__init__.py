"""The tasks, one a file; `TASKS` is the registry by name, the cheap ones first."""

from awarelr.benchmark.tasks import (
    ae,
    cnn,
    digits,
    digits_sgd,
    drift,
    func,
    gpt,
    linreg,
    logreg,
    noisy,
    spirals,
)
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASKS", "Measure", "Task", "Workload"]

TASKS: dict[str, Task] = {
    module.TASK.name: module.TASK
    for module in (digits, digits_sgd, noisy, cnn, ae, logreg, linreg, func, spirals, gpt, drift)
}
"""Every task by name, in the order of the tables."""
