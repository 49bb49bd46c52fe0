"""TensorBoard event files: framed records, each a protocol buffer."""

import struct
from collections.abc import Iterator
from typing import Any, final

from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.source import Source
from awarelr.errors import LogError, MissingExtraError

__all__ = ["TensorBoard"]

_MARK = b"brain.Event:"
_LENGTH, _CHECK = 8, 4
_LARGEST = 1 << 26
"""Bytes of one record that are read at most (*ours*): images are far smaller."""


@final
class TensorBoard:
    """An event file with scalars, as ``SummaryWriter`` writes it. Needs the package ``tensorboard``.

    Its records are framed as length, check, data, check; the checks are not verified, the data are parsed strictly.
    """

    name = "tensorboard"
    title = "TensorBoard events"

    def claims(self, source: Source) -> bool:
        """True if the first record is an event file's."""
        return _MARK in source.head[:256]

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the scalars of every event with their step; a last record that is cut off is left out.

        Raises:
            LogError: a record is damaged.
            MissingExtraError: ``tensorboard`` is not installed.
        """
        parse, ndarray = _parsers()
        step, row = None, dict[str, float]()
        for number, data in enumerate(_records(source), start=1):
            try:
                event = parse(data)
            except Exception as error:  # several packages, each with errors of its own
                message = f"{source.name}: record {number} is damaged ({error}). Copy the file again."
                raise LogError(message) from error
            values = {each.tag: found for each in event.summary.value if (found := _scalar(each, ndarray)) is not None}
            if event.step != step and row:
                yield row
                row = {}
            step = event.step
            if values:
                row = {**row, "step": float(event.step), **values}
        if row:
            yield row


def _parsers() -> tuple[Any, Any]:
    try:
        from tensorboard.compat.proto.event_pb2 import Event  # noqa: PLC0415 - an extra, only for this format
        from tensorboard.util.tensor_util import make_ndarray  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("tensorboard", "tensorboard", "Reading TensorBoard event files") from error
    return Event.FromString, make_ndarray


def _records(source: Source) -> Iterator[bytes]:
    """Yield the data of every whole record.

    Raises:
        LogError: a length is beyond what a record can have.
    """
    chunks = source.chunks()
    held = b""
    while True:
        while len(held) < _LENGTH + _CHECK:
            more = next(chunks, b"")
            if not more:
                return
            held += more
        (length,) = struct.unpack_from("<Q", held)
        if length > _LARGEST:
            message = f"{source.name} has a record of {length:,} bytes: it is damaged or no event file."
            raise LogError(message)
        whole = _LENGTH + _CHECK + length + _CHECK
        parts, size = [held], len(held)
        while size < whole:
            more = next(chunks, b"")
            if not more:
                return
            parts.append(more)
            size += len(more)
        held = b"".join(parts) if len(parts) > 1 else held
        yield held[_LENGTH + _CHECK : whole - _CHECK]
        held = held[whole:]


def _scalar(value: Any, ndarray: Any) -> float | None:  # noqa: ANN401 - protocol buffers have no types here
    if value.HasField("simple_value"):
        return float(value.simple_value)
    if value.HasField("tensor"):
        try:
            array = ndarray(value.tensor)
            return float(array.reshape(-1)[0]) if array.size == 1 and array.dtype.kind in "fiu" else None
        except (TypeError, ValueError):
            return None
    return None
