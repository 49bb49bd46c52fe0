"""What a cell ran on: facts that a reader of its wall time needs."""

import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

__all__ = ["Machine", "this_machine"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine without its name or address.

    Args:
        processor: model of the processor, as the system tells it.
        cores: cores that the process may use.
        memory: main memory in bytes; None where the system does not tell.
        system: operating system and architecture.
        python: version and implementation of the interpreter.
    """

    processor: str
    cores: int
    memory: int | None
    system: str
    python: str


@cache
def this_machine() -> Machine:
    """Return the facts about the machine that this process runs on."""
    return Machine(
        processor=_processor(),
        cores=_cores(),
        memory=_memory(),
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
