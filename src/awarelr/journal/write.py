"""Writing a journal: one line a decision, picked up again after a resume, never a reason for a training to end."""

import json
import logging
import os
import weakref
from collections.abc import Callable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Never, TypeVar, final

from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule, ScheduleState
from awarelr.errors import AwarelrError, CopyError, JournalError
from awarelr.journal.header import Header, own_version
from awarelr.journal.line import decision_line
from awarelr.journal.lock import hold, is_held
from awarelr.journal.read import Entry, read_journal
from awarelr.journal.sink import Pace, Sink
from awarelr.journal.stream import is_stream
from awarelr.journal.survey import Survey, survey
from awarelr.schedules.registry import describe

__all__ = ["Journal"]

S = TypeVar("S", bound=ScheduleState)

_log = logging.getLogger("awarelr")

_OPEN: "weakref.WeakValueDictionary[str, Sink]" = weakref.WeakValueDictionary()
"""Files that journals of this process are writing."""


@final
class Journal:
    """The journal of one run, being written.

    Nothing is written before the first decision. What then happens depends on what the file holds:

    | the file holds | the run starts at | then |
    |---|---|---|
    | nothing | any reading | first line, decisions |
    | this run, to the resumed reading or beyond | that reading | lines beyond are cut (they come again), decisions |
    | this run, but lines are missing or settings changed | a later reading | a header with the state, decisions |
    | another run, or damage | any reading | it is moved to ``run.1.jsonl`` and nothing of it is lost |
    | what another journal is writing | any reading | this one goes to ``run.1.jsonl`` |
    | no journal at all | | the constructor refuses |

    So the decision lines of a resumed and of an uninterrupted run are equal byte for byte. Once the run is under way,
    no fault of disk or data is raised: the journal ends with one warning.

    Args:
        path: the file.
        schedule: the schedule that decides.
        state: its state before the next reading.
        lr0: LR given at the start.
        meta: what else to note in the first line, in plain JSON types.
        pace: when lines go to the file.

    Raises:
        JournalError: the file is no journal, no regular file, or cannot be written where it is.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        schedule: Schedule[S],
        state: S,
        lr0: float,
        *,
        meta: Mapping[str, Any] | None = None,
        pace: Pace = Pace(),  # noqa: B008 - frozen
    ) -> None:
        """Check that the file can become this run's journal; touch nothing."""
        self._path = fspath(path)
        _check(Path(self._path))
        self._schedule: Schedule[Any] = schedule
        self._state: ScheduleState = state
        self._lr0 = lr0
        self._meta = {} if meta is None else dict(meta)
        self._pace = pace
        self._begun: Callable[[Sequence[Entry]], bool] | None = None
        self._sink: Sink | None = None
        self._ended = False

    @property
    def path(self) -> str:
        """The file."""
        return self._path

    def record(self, reading: Reading, decision: Decision, lr: float | None = None) -> None:
        """Write one decision down.

        Args:
            reading: what was read.
            decision: what was decided on it.
            lr: LR that the update of this step used, where decisions come late and it is not ``decision.lr_before``.
        """
        if self._ended:
            return
        try:
            line = decision_line(decision.lr_before if lr is None else lr, reading, decision)
            sink = self._sink
            if sink is None:
                sink = self._sink = self._begin()
            sink.add(line)
        except (OSError, AwarelrError, TypeError, ValueError) as error:
            self._give_up(error)
        else:
            self._ended = not sink.open

    def resume(
        self,
        state: S,
        schedule: Schedule[S] | None = None,
        *,
        begun: Callable[[Sequence[Entry]], bool] | None = None,
    ) -> None:
        """Go on from another state: call it when a saved state was loaded or the schedule was changed.

        Args:
            state: the state before the next reading.
            schedule: the schedule from now on; None leaves it.
            begun: False if the run cannot have begun with the first decisions of a file, which another one made then;
                None if nobody remembers.
        """
        self._close_sink()
        self._state = state
        self._schedule = self._schedule if schedule is None else schedule
        self._begun = begun
        self._ended = False

    def flush(self) -> None:
        """Bring every decision recorded to the file; worth calling when a checkpoint is saved."""
        if self._sink is not None:
            self._sink.flush()
            self._ended = self._ended or not self._sink.open

    def close(self) -> None:
        """Flush and end the journal: nothing more is recorded unless `resume` is called. It runs by itself at exit."""
        self._close_sink()
        self._ended = True

    def __reduce__(self) -> Never:
        """Refuse a copy: two writers would spoil one file."""
        message = f"A journal being written ({self._path}) cannot be copied or pickled. Give the copy another path."
        raise CopyError(message)

    def _close_sink(self) -> None:
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def _give_up(self, error: Exception) -> None:
        self._ended = True
        if self._sink is not None:
            self._sink.fail(error)
        else:
            message = "The journal %s is not written: %s. The training goes on without it."
            _log.warning(message, self._path, str(error).removesuffix("."))

    def _begin(self) -> Sink:
        """Open the file, settle what it holds, write a header if one is needed."""
        header = Header(
            schedule=describe(self._schedule),
            lr0=self._lr0,
            t=self._state.t,
            state=self._schedule.dump(self._state),
            meta=self._meta,
            version=own_version(),
        ).line()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        while True:
            self._avoid_others()
            size, needs_header = self._settle(json.loads(header)["schedule"])
            fd = os.open(self._path, flags, 0o666)
            if hold(fd):
                break
            os.close(fd)  # another process was quicker
        os.ftruncate(fd, size)
        sink = Sink(self._path, fd, size, self._pace)
        weakref.finalize(self, sink.close)
        _OPEN[os.path.realpath(self._path)] = sink
        if needs_header:
            sink.add(header)
        return sink

    def _settle(self, schedule: Mapping[str, Any]) -> tuple[int, bool]:
        """Return the bytes of the file to keep, and whether a header must follow; move aside what is not this run's."""
        if not os.path.exists(self._path):  # noqa: PTH110 - the path is kept as given
            return 0, True
        try:
            found = survey(self._path, self._state.t)
        except JournalError as error:
            _log.warning("%s The journal goes on in a new file.", error)
            self._move_aside()
            return 0, True
        if found.header is None or (found.decisions == 0 and found.beyond == 0):
            return 0, True
        begun = self._begun is None or self._begun(found.opening)
        if not begun or not _same_run(found, self._state, schedule):
            self._move_aside()
            return 0, True
        if found.beyond:
            message = "%s: %d lines after reading %d were cut; the resumed run writes them again."
            _log.warning(message, self._path, found.beyond, self._state.t)
        gap = found.last is None or found.last.t != self._state.t
        return found.keep, gap or found.header.schedule != schedule

    def _avoid_others(self) -> None:
        """Take another file if another journal is writing this one: two runs in one file are none."""
        other = _OPEN.get(os.path.realpath(self._path))
        ours = other is not None and other.open
        if ours or is_held(self._path):
            taken, self._path = self._path, str(_free_beside(Path(self._path)))
            writer = "another scheduler" if ours else "another process"
            message = "%s is being written by %s; this journal is %s. Give each a path of its own."
            _log.warning(message, taken, writer, self._path)

    def _move_aside(self) -> None:
        path = Path(self._path)
        free = _free_beside(path)
        path.rename(free)
        _log.warning("%s held another run; it is now %s.", self._path, free)


def _free_beside(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return free


def _same_run(found: Survey, state: ScheduleState, schedule: Mapping[str, Any]) -> bool:
    """True if the state can follow what was found: same decision at its reading, or a gap under the same schedule."""
    last, header = found.last, found.header
    if last is None or header is None:
        return False
    if last.t == state.t:
        return last.written_lr == state.written_lr
    return header.schedule == schedule


def _check(path: Path) -> None:
    if path.is_dir():
        message = f"journal must be the path of a file, got the folder {path}. Use {path / 'run.jsonl'}."
        raise JournalError(message)
    if is_stream(str(path)):
        message = (
            f"journal must be the path of a regular file, got {path}: it is read back when a run goes on. "
            f"Use run.jsonl, or leave journal out to keep none."
        )
        raise JournalError(message)
    if not path.parent.is_dir():
        message = f"journal must be a path in an existing folder, got {path}. Make the folder {path.parent} first."
        raise JournalError(message)
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        message = f"journal must be a path that can be written, got {path}. Change its rights or use another path."
        raise JournalError(message)
    if path.exists():
        try:
            read_journal(path)
        except JournalError as error:
            message = f"{error} It is left as it is; give the journal another path."
            raise JournalError(message) from error
