"""`awarelr bench run`: run what is not recorded yet."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from awarelr.cli.commands.bench.loading import loading
from awarelr.cli.commands.bench.options import (
    DEFAULT_STORE,
    BaselinesOption,
    ProtocolsOption,
    ScaleOption,
    SeedsOption,
    StoreOption,
    TasksOption,
)
from awarelr.cli.commands.bench.selecting import Options, plan_of

if TYPE_CHECKING:
    from awarelr.benchmark.campaign import Tally
    from awarelr.benchmark.executors import Executor

__all__ = ["INTERRUPTED", "Place", "run"]

INTERRUPTED = 130
_MOST_FAULTS = 10


class Place(StrEnum):
    """Where cells run."""

    SERIAL = "serial"
    PROCESSES = "processes"
    RAY = "ray"


def run(  # noqa: PLR0913 - a command's options are its parameters
    *,
    store: StoreOption = DEFAULT_STORE,
    task: TasksOption = None,
    baseline: BaselinesOption = None,
    protocol: ProtocolsOption = None,
    scale: ScaleOption = "small",
    seeds: SeedsOption = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Only cells that match, such as 'digits/*/x0.01/*'; may be given several times."),
    ] = None,
    executor: Annotated[
        Place, typer.Option(help="Where cells run: in this process, in processes of this machine, on a Ray cluster.")
    ] = Place.PROCESSES,
    workers: Annotated[int | None, typer.Option(min=1, help="Cells at once; as many as there are cores.")] = None,
    address: Annotated[str | None, typer.Option(help="Ray cluster to run on, such as 'auto'.")] = None,
    budget_minutes: Annotated[
        float | None, typer.Option(min=0.0, help="Begin no further cell after so many minutes.")
    ] = None,
    resume: Annotated[bool, typer.Option(help="Skip the cells that are recorded.")] = True,
) -> None:
    """Run the benchmark, or what is missing of it; stop it whenever you like, the same command goes on."""
    asked = Options(tasks=task, baselines=baseline, protocols=protocol, scale=scale, seeds=seeds, filters=filters)
    place = Place.RAY if address is not None else executor
    console = Console(stderr=True)
    with loading():
        try:
            where = _executor(place, workers, address)
            budget = None if budget_minutes is None else 60.0 * budget_minutes
            tally = _run(asked, store, where, console, budget=budget, resume=resume)
        except KeyboardInterrupt:
            console.print(f"Interrupted. What is recorded in {store} stays; the same command goes on from there.")
            raise typer.Exit(INTERRUPTED) from None
    _say(tally, store)


def _executor(place: Place, workers: int | None, address: str | None) -> "Executor":
    from awarelr.benchmark.executors import (  # noqa: PLC0415 - heavy, for this command only
        ProcessExecutor,
        RayExecutor,
        SerialExecutor,
    )

    if place is Place.RAY:
        return RayExecutor(address=address, workers=workers)
    if place is Place.SERIAL:
        return SerialExecutor()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ProcessExecutor(workers=workers or cores)


def _run(
    asked: Options, folder: Path, executor: "Executor", console: Console, *, budget: float | None, resume: bool
) -> "Tally":
    from awarelr.benchmark.campaign import Campaign  # noqa: PLC0415 - heavy, for this command only
    from awarelr.benchmark.roster import check_packages  # noqa: PLC0415
    from awarelr.benchmark.store import Store  # noqa: PLC0415
    from awarelr.cli.commands.bench.progress import Follower  # noqa: PLC0415

    plan = plan_of(asked)
    check_packages(dict.fromkeys(cell.baseline for cell in plan.cells))
    store = Store(folder, notice=lambda words: console.print(words, markup=False, highlight=False))
    with Follower(console) as follower:
        campaign = Campaign(store=store, executor=executor, watcher=follower, resume=resume, budget=budget)
        return campaign.run(plan.cells)


def _say(tally: "Tally", store: Path) -> None:
    from awarelr.cli.commands.bench.progress import duration  # noqa: PLC0415 - as above

    typer.echo(
        f"{tally.run:,} cells run in {duration(tally.seconds)}, {duration(tally.training)} of training; "
        f"{tally.found:,} were recorded before. All are in {store}."
    )
    if tally.left:
        typer.echo(f"{tally.left:,} cells are left; the same command goes on with them.")
    for record in tally.faults[:_MOST_FAULTS]:
        typer.echo(f"No result, counts as the worst: {record.cell.label}: {record.fault and record.fault.words}")
    if len(tally.faults) > _MOST_FAULTS:
        typer.echo(f"... and {len(tally.faults) - _MOST_FAULTS:,} more without a result.")
