"""The report as a figure for a paper; needs the package ``matplotlib`` of the extra ``report``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awarelr.core.diagnosis import Situation
from awarelr.errors import JournalError, MissingExtraError
from awarelr.render.report.drawing import bands_of
from awarelr.render.report.look import LOOKS
from awarelr.render.report.page import axes_of, names_of
from awarelr.render.report.record import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FORMATS", "write_figure"]

FORMATS = (".svg", ".png", ".pdf")
"""What a figure can be written as, by its suffix."""
_WIDE, _HIGH = 6.5, 4.2
"""Inches of one run: the text width of a page."""
_LOSS, _LR = "#0b5cad", "#a34400"
_MARKS = {"R": "v", "D": "D", "S": "^", "N": "X", "B": "s", "O": "P"}


def write_figure(records: Sequence[Record], path: Path) -> None:
    """Draw the runs side by side on shared axes: loss above, LR below, situations as coloured and hatched bands.

    Args:
        records: the runs, at least one.
        path: the file; its suffix is one of `FORMATS`.

    Raises:
        JournalError: another suffix, or the file cannot be written.
        MissingExtraError: ``matplotlib`` is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra, only for the figure
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("matplotlib", "report", "A figure of a run") from error
    if path.suffix.lower() not in FORMATS:
        message = f"a figure must end in {', '.join(FORMATS)}, got {path}. Rename it."
        raise JournalError(message)
    with mpl.rc_context({"svg.hashsalt": "awarelr", "hatch.linewidth": 0.4, "font.size": 8}):
        figure = Figure(figsize=(_WIDE * len(records), _HIGH), layout="constrained")
        grid: Any = figure.subplots(2, len(records), sharex=True, sharey="row", squeeze=False)
        for column, (name, record) in enumerate(zip(names_of(records), records, strict=True)):
            _draw(record, grid[0][column], grid[1][column])
            grid[0][column].set_title(name, loc="left", parse_math=False)
        grid[0][0].set_ylabel("loss")
        grid[1][0].set_ylabel("learning rate")
        loss, _ = axes_of(records)
        if loss.logarithmic:
            grid[0][0].set_yscale("log")
            grid[0][0].set_ylim(10.0**loss.low, 10.0**loss.high)
        grid[1][0].set_yscale("log")
        facts = [record.story.facts for record in records]
        grid[1][0].set_xlim(min(each.first for each in facts) - 0.5, max(each.last for each in facts) + 0.5)
        _legend(figure, records)
        try:
            figure.savefig(path, dpi=200, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
        except OSError as error:
            message = f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists."
            raise JournalError(message) from error


def _draw(record: Record, above: "Axes", below: "Axes") -> None:
    losses = [each for each in record.buckets if each.losses]
    middles = [(each.first.decision.t + each.last.decision.t) / 2.0 for each in losses]
    above.plot(middles, [each.total / each.losses for each in losses], color=_LOSS, linewidth=0.9)
    if record.size > 1:
        ends = [(each.loss_low, each.loss_high) for each in losses]
        lows = [low.reading.loss or 0.0 for low, _ in ends if low is not None]
        highs = [high.reading.loss or 0.0 for _, high in ends if high is not None]
        above.fill_between(middles, lows, highs, color=_LOSS, alpha=0.25, linewidth=0.0)
    checks = [each for bucket in record.buckets for each in bucket.validations]
    if checks:
        above.plot(
            [each.decision.t for each in checks], [each.reading.validation or 0.0 for each in checks], "ko", ms=2.5
        )
    rates = [each for bucket in record.buckets for each in bucket.kept() if each.decision.written_lr > 0.0]
    below.plot(
        [each.decision.t for each in rates], [each.decision.written_lr for each in rates], color=_LR, linewidth=1.2
    )
    below.set_xlabel("step")
    for band in bands_of(record, 0, 1):
        look = LOOKS[band.situation]
        for axes in (above, below):
            axes.axvspan(
                band.first - 0.5, band.last + 0.5, facecolor=look.colour, alpha=0.2, hatch=look.hatch, linewidth=0.0
            )
    for mark in record.marks:
        above.plot(
            mark.entry.decision.t,
            0.97,
            _MARKS[mark.kind.value],
            color="black",
            ms=3.5,
            transform=above.get_xaxis_transform(),
        )


def _legend(figure: Any, records: Sequence[Record]) -> None:  # noqa: ANN401 - matplotlib is not needed to import this
    from matplotlib.lines import Line2D  # noqa: PLC0415 - as in `write_figure`
    from matplotlib.patches import Patch  # noqa: PLC0415

    named: dict[Situation, int] = {}
    for record in records:
        named |= record.situations()
    handles: list[Any] = [
        Patch(facecolor=LOOKS[each].colour, alpha=0.4, hatch=LOOKS[each].hatch, label=each.label) for each in named
    ]
    kinds = dict.fromkeys(mark.kind for record in records for mark in record.marks)
    handles += [
        Line2D([], [], color="black", marker=_MARKS[kind.value], linestyle="", ms=3.5, label=kind.words)
        for kind in kinds
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=min(4 * len(records), 8), frameon=False, fontsize=7
    )
