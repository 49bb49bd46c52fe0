"""Names of tasks, baselines and protocols, as a user types them, checked."""

from collections.abc import Iterable
from importlib.util import find_spec

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.identity import foreign_to
from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.tasks import TASKS
from awarelr.constraints import OneOf, check_all
from awarelr.errors import MissingExtraError

__all__ = ["check_names", "check_packages"]


def check_names(
    *, tasks: Iterable[str] = (), baselines: Iterable[str] = (), protocols: Iterable[str] = (), scale: str = "small"
) -> None:
    """Complain about every unknown name at once; each complaint lists the known and suggests the nearest.

    Raises:
        SettingError: a name is unknown.
    """
    asked: list[tuple[str, Iterable[str], str]] = [
        *(("task", TASKS, name) for name in tasks),
        *(("baseline", BASELINES, name) for name in baselines),
        *(("protocol", PROTOCOLS, name) for name in protocols),
        ("scale", SCALES, scale),
    ]
    check_all(OneOf(names=tuple(known)).complaint(kind, name) for kind, known, name in asked)


def check_packages(baselines: Iterable[str]) -> None:
    """Complain about a baseline whose own package is absent: left out in silence it would flatter the others.

    Raises:
        MissingExtraError: a package is absent; names the extra.
    """
    for baseline in baselines:
        for package in foreign_to(baseline):
            if find_spec(package) is None:
                raise MissingExtraError(package, "bench", f"The baseline {baseline}")
