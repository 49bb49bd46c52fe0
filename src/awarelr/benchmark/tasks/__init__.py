"""The tasks, one a file; `TASKS` is the registry by name, the cheap ones first."""

from awarelr.benchmark.tasks import (
    ae,
    classes,
    cnn,
    contrast,
    deep,
    density,
    digits,
    digits_sgd,
    drift,
    factors,
    finetune,
    func,
    gpt,
    linreg,
    logreg,
    lstm,
    noisy,
    pinn,
    policy,
    quantile,
    rotating,
    softmax,
    spirals,
    vit,
)
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASKS", "Measure", "Task", "Workload"]

TASKS: dict[str, Task] = {
    module.TASK.name: module.TASK
    for module in (
        digits,
        digits_sgd,
        noisy,
        cnn,
        ae,
        logreg,
        linreg,
        func,
        spirals,
        gpt,
        drift,
        vit,
        lstm,
        factors,
        contrast,
        policy,
        pinn,
        finetune,
        rotating,
        classes,
        softmax,
        quantile,
        density,
        deep,
    )
}
"""Every task by name, in the order of the tables."""
