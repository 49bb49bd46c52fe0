"""One writer a file, across processes: two ranks that journal to one path would spoil it for both."""

import os
import sys

if sys.platform != "win32":  # nobody is kept out there
    import fcntl

__all__ = ["hold", "is_held", "release"]


def hold(fd: int) -> bool:
    """Keep other processes from an open file until it is closed; False if one of them keeps it already.

    Where the system or the file system knows no such locks, every file is free. The lock is the kernel's: it ends with
    the process, however that ends.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def release(fd: int) -> None:
    """Let others have the file: forked workers that are still alive have it open too, and would keep it."""
    if sys.platform != "win32":
        fcntl.flock(fd, fcntl.LOCK_UN)


def is_held(path: str) -> bool:
    """Return True if another process keeps the file."""
    try:
        fd = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not hold(fd)
    finally:
        os.close(fd)
