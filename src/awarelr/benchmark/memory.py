"""The most memory that this process held at once."""

import sys
from pathlib import Path

__all__ = ["forget_peak", "peak"]

_KIBI = 1024


def forget_peak() -> None:
    """Start the high-water mark afresh at what is held now, where the system can (Linux); else it goes on."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak() -> int | None:
    """Return the high-water mark of the resident set in bytes, or None where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return _since_start()
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * _KIBI
    return _since_start()


def _since_start() -> int | None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * _KIBI
