"""Every exception of the project.

```
AwarelrError
├── SettingError          (ValueError)    a setting or constructor argument breaks its constraint
├── ReadingError          (ValueError)    a loop handed over what is no reading (a loss that is no scalar), or nothing
├── StateError            (ValueError)    a saved state is of another format, schedule or settings, or damaged
│   └── ForeignStateError (StateError)    a saved state is of another library's scheduler
├── JournalError          (ValueError)    a journal cannot be read, or is none
├── LogError             (ValueError)    a log of losses cannot be read, or holds none
├── OverflowedError      (ValueError)    weights overflowed under a schedule that does not undo damage
├── ConflictError         (RuntimeError)  two owners for one thing: a scheduler on top of a scheduler
├── CopyError             (TypeError)     an object tied to a live optimizer was pickled or copied
└── MissingExtraError     (ImportError)   an optional dependency is absent; names the extra to install
```

Each also derives from the built-in class in brackets, so that ``except ValueError`` keeps working.
"""

__all__ = [
    "AwarelrError",
    "ConflictError",
    "CopyError",
    "ForeignStateError",
    "JournalError",
    "LogError",
    "MissingExtraError",
    "OverflowedError",
    "ReadingError",
    "SettingError",
    "StateError",
]


class AwarelrError(Exception):
    """Root of every exception that awarelr raises on purpose."""


class SettingError(AwarelrError, ValueError):
    """A setting or constructor argument breaks its constraint; lists every fault found, one a line."""


class ReadingError(AwarelrError, ValueError):
    """What a training loop handed over cannot be a reading, such as a loss that is not a scalar, or is lacking."""


class StateError(AwarelrError, ValueError):
    """A saved state cannot be loaded: other format, other schedule, other settings, missing or unknown keys."""


class ForeignStateError(StateError):
    """A saved state is that of another library's scheduler, or of none."""


class JournalError(AwarelrError, ValueError):
    """A journal cannot be read, or the file is not a journal."""


class LogError(AwarelrError, ValueError):
    """A log cannot be read, holds no loss, or an override names what is not there; the message names the way out."""


class OverflowedError(AwarelrError, ValueError):
    """Weights overflowed under a schedule that does not undo damage; names the column and the way out."""


class ConflictError(AwarelrError, RuntimeError):
    """Two owners for one thing, such as a second scheduler on the same optimizer."""


class CopyError(AwarelrError, TypeError):
    """An object tied to a live optimizer was pickled or copied; the message names the way out."""


class MissingExtraError(AwarelrError, ImportError):
    """An optional dependency is absent.

    Args:
        package: the package that could not be imported.
        extra: the extra of awarelr that installs it.
        purpose: what needs it, as the start of a sentence.
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        """Word the message once, for every extra alike."""
        super().__init__(f"{purpose} needs the package {package}. Install it with: pip install 'awarelr[{extra}]'")
        self.package = package
        self.extra = extra
