"""Linear gradient models with scikit-learn's interface, whose learning rate follows any schedule of the family."""

from awarelr.errors import MissingExtraError

try:
    import numpy  # noqa: F401, ICN001 - only to see whether it is there
    import scipy.sparse  # noqa: F401
    import sklearn  # noqa: F401
except ImportError as error:
    raise MissingExtraError(
        (error.name or "scikit-learn").replace("sklearn", "scikit-learn"), "linear", "awarelr.linear"
    ) from error

from awarelr.errors import OverflowedError
from awarelr.linear.classifier import SGDClassifier
from awarelr.linear.regressor import SGDRegressor
from awarelr.linear.warning import ScaleWarning

__all__ = ["OverflowedError", "SGDClassifier", "SGDRegressor", "ScaleWarning"]
