"""Versions of the packages that a cell runs on."""

import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version

__all__ = ["versions"]


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the installed version of each package, and Python's.

    Args:
        packages: top-level names as they are imported, such as ``"sklearn"``.

    Returns:
        Versions by the name under which each is installed (``"scikit-learn"``); ``"absent"`` where it is not.
    """
    found = {"python": platform.python_version()}
    for package in sorted(set(packages)):
        for distribution in _distributions().get(package, [package]):
            found[distribution] = _version(distribution)
    return dict(sorted(found.items()))


@cache
def _distributions() -> dict[str, list[str]]:
    return {package: sorted(set(names)) for package, names in packages_distributions().items()}


@cache
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"
