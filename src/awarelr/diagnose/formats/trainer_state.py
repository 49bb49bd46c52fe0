"""Transformers' ``trainer_state.json``."""

from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.flatten import flat
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.json_document import parsed
from awarelr.diagnose.source import Source
from awarelr.errors import LogError

__all__ = ["TrainerState"]


@final
class TrainerState:
    """The state that Transformers' ``Trainer`` saves in each checkpoint; its ``log_history`` holds the losses."""

    name = "trainer-state"
    title = "trainer_state.json of Transformers"

    def claims(self, source: Source) -> bool:
        """True if the keys of such a state stand in the first 64 KiB."""
        head = source.head
        known = (b'"log_history"', b'"best_model_checkpoint"', b'"global_step"')
        return (
            head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            and any(each in head for each in known[:2])
            and (b'"log_history"' in head or known[2] in head)
        )

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the records of its history; totals of the whole run are left out."""
        data = parsed(source)
        history = data.get("log_history") if isinstance(data, dict) else None
        if not isinstance(history, list):
            message = f"{source.name} has no list log_history, as a trainer_state.json must. Try --format json."
            raise LogError(message)
        for each in history:
            row = flat(each)
            if row and "train_runtime" not in row:
                yield row
