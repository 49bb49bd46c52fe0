"""A model that refuses its input is the model it was before."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from awarelr.errors import OverflowedError

__all__ = ["unharmed"]

_SHAPE = ("n_features_in_", "classes_")

P = ParamSpec("P")
M = TypeVar("M")


def unharmed(train: Callable[P, M]) -> Callable[P, M]:
    """Make a method that trains give back every attribute of its model where it refuses what it was handed.

    Width, names and classes are learnt from the rows before all of them have been checked: without this a fit that
    raised left weights of one width beside names of another. So does an interruption by hand. An overflow is no
    refusal; it stays to be explained, and nothing goes on from it.

    Source: *ours*; scikit-learn leaves this open.
    """

    @wraps(train)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> M:
        attributes: dict[str, Any] = vars(args[0])
        before = attributes.copy()
        try:
            return train(*args, **kwargs)
        except OverflowedError:
            attributes["_choices"] = {}  # the next training begins anew, from the weights published last
            if any(not _alike(before.get(name), attributes.get(name)) for name in _SHAPE):
                attributes.pop("coef_", None)  # unless those are of another width, or of other classes
            raise
        except BaseException:
            attributes.clear()
            attributes.update(before)
            raise

    return wrapped


def _alike(before: Any, now: Any) -> bool:  # noqa: ANN401 - an attribute's value
    return np.array_equal(np.asarray(before), np.asarray(now))
