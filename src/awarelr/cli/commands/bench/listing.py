"""`awarelr bench list`: what there is to run."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from awarelr.cli.commands.bench.loading import loading

__all__ = ["list_all"]


def list_all() -> None:
    """List tasks, baselines, protocols and scales."""
    with loading():
        from awarelr.benchmark.baselines import BASELINES  # noqa: PLC0415 - heavy, for this command only
        from awarelr.benchmark.protocols import PROTOCOLS  # noqa: PLC0415
        from awarelr.benchmark.scale import SCALES  # noqa: PLC0415
        from awarelr.benchmark.tasks import TASKS  # noqa: PLC0415
    console = Console()
    console.print(
        _table(
            "Tasks",
            ("name", "default LR", "steps", "judged by"),
            [(task.name, f"{task.lr:g}", f"{task.steps:,}", task.measure.value) for task in TASKS.values()],
        )
    )
    console.print(_table("Baselines", ("name", "what it is"), [(n, _summary(b)) for n, b in BASELINES.items()]))
    console.print(_table("Protocols", ("name", "question"), [(p.name, p.question) for p in PROTOCOLS.values()]))
    rows = [
        (scale.name, f"{scale.share:.0%}", f"{len(scale.seeds)}", f"{len(scale.grid)}") for scale in SCALES.values()
    ]
    console.print(_table("Scales", ("name", "share of the steps", "seeds", "LRs of a tuned baseline"), rows))


def _summary(entry: object) -> str:
    return (type(entry).__doc__ or "").partition("\n")[0]


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in head:
        table.add_column(name)
    for row in rows:
        table.add_row(*row)
    return table
