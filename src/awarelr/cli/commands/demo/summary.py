"""What the demo came to, in a table and in sentences."""

import math

from rich.table import Table

from awarelr.cli.commands.demo.race import Track
from awarelr.cli.commands.demo.tuning import TUNED

__all__ = ["NOTE", "table", "verdicts"]

NOTE = (
    "Measured on images not trained on, for each training with its last or its averaged weights, whichever do better."
)


def table(tracks: list[Track], best: Track) -> Table:
    """Return one row a training; the tuned rival comes last, at the cost of all its trainings."""
    result = Table(box=None, padding=(0, 1, 0, 0))
    for heading in ("schedule", "LR given"):
        result.add_column(heading, no_wrap=True)
    for heading in ("val. loss", "accuracy", "steps", "time"):
        result.add_column(heading, justify="right", no_wrap=True)
    result.add_column("LR first, highest, last", no_wrap=True)
    for track in [*tracks, best]:
        style = {"AwareLR": "bold green", TUNED: "cyan"}.get(track.name)
        result.add_row(track.name, f"{track.lr0:.3g}", *_figures(track), _path(track), style=style)
    return result


def _figures(track: Track) -> tuple[str, str, str, str]:
    found = track.result
    loss = "-" if found is None else f"{found.loss:.3f}" if math.isfinite(found.loss) else "diverged"
    accuracy = "-" if found is None else f"{found.accuracy:.1%}"
    return loss, accuracy, f"{track.steps:,}", f"{track.seconds:.1f} s"


def _path(track: Track) -> str:
    if not track.lrs:
        return "-"
    return ", ".join(f"{lr:.2g}" for lr in (track.lrs[0], max(track.lrs), track.lrs[-1]))


def verdicts(tracks: list[Track], best: Track) -> list[str]:
    """Say what each `AwareLR` run came to beside the tuned rival and beside the cosine that got the same LR."""
    if best.result is None:
        return []
    lines = []
    for track in tracks:
        if track.name != "AwareLR" or track.result is None:
            continue
        same = next((each for each in tracks if each.name == "cosine" and each.lr0 == track.lr0), None)
        times = track.result.loss / best.result.loss
        line = (
            f"From {track.lr0:.3g}: validation loss {track.result.loss:.3f}, {times:.2f} x the tuned cosine's "
            f"{best.result.loss:.3f}, in {track.steps:,} steps instead of {best.steps:,}"
        )
        if same is not None and same.result is not None:
            line += f"; a cosine given the same LR ends at {same.result.loss:.3f}"
        lines.append(line + ".")
    return lines
