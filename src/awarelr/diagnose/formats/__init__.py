"""Every format of logs, one reader a file, in the order in which they are asked."""

from awarelr.constraints import OneOf
from awarelr.diagnose.formats.bare import Bare
from awarelr.diagnose.formats.delimited import Delimited
from awarelr.diagnose.formats.format import Format, Row
from awarelr.diagnose.formats.json_document import JsonDocument
from awarelr.diagnose.formats.json_lines import JsonLines
from awarelr.diagnose.formats.keras_csv import KerasCsv
from awarelr.diagnose.formats.lightning_csv import LightningCsv
from awarelr.diagnose.formats.own_journal import OwnJournal
from awarelr.diagnose.formats.plain import Plain
from awarelr.diagnose.formats.tensorboard import TensorBoard
from awarelr.diagnose.formats.trainer_state import TrainerState
from awarelr.diagnose.source import Source
from awarelr.errors import LogError

__all__ = ["FORMATS", "Format", "Row", "format_for"]

FORMATS: tuple[Format, ...] = (
    TensorBoard(),
    OwnJournal(),
    TrainerState(),
    JsonLines(),
    JsonDocument(),
    LightningCsv(),
    KerasCsv(),
    Bare(),
    Delimited(),
    Plain(),
)


def format_for(source: Source, name: str | None = None) -> Format:
    """Return the format of a log.

    Args:
        source: the log.
        name: name of a format, if the user gave one.

    Raises:
        LogError: there is no format of that name, or the bytes are no text and no event file.
    """
    if name is not None:
        known = {each.name: each for each in FORMATS}
        complaint = OneOf(names=tuple(known)).complaint("--format", name)
        if complaint:
            raise LogError(complaint)
        return known[name]
    for each in FORMATS:
        if each.claims(source):
            return each
    if not source.is_text:
        message = (
            f"{source.name} is binary and no TensorBoard event file. Give a text log (CSV, JSON lines, lines with "
            f"`loss: 1.23`), or name its format with --format."
        )
        raise LogError(message)
    return FORMATS[-1]
