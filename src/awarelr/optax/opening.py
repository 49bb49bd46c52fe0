"""The journal of a training on Optax, with what a reader wants to know of where it came from."""

import platform
from os import PathLike

import jax

from awarelr.journal import Journal
from awarelr.optax.driver import Driver
from awarelr.optax.rates import Tree

__all__ = ["opened"]


def opened(path: "str | PathLike[str] | None", driver: Driver, params: Tree) -> Journal | None:
    """Return the journal of a training, None if none is wanted or another process has it; nothing is written yet.

    Args:
        path: the file.
        driver: the training's driver, ready to make its first reading.
        params: the parameters.

    Raises:
        JournalError: the file is no journal, or cannot be written where it is.
    """
    if path is None or jax.process_index() != 0:
        return None
    leaves = jax.tree.leaves(params)
    origin = {
        "python": platform.python_version(),
        "jax": str(jax.__version__),
        "parameters": sum(int(each.size) for each in leaves),
        "device": jax.default_backend(),
        "observe_only": not driver.act,
    }
    return Journal(path, driver.schedule, driver.state, driver.rates.lead, meta=origin)
