"""AwareLR and every other scheduler of the family on Optax optimizers."""

from awarelr.errors import MissingExtraError

try:
    import jax as _jax  # noqa: F401 - looked for here, so that the error names the extra
    import optax as _optax  # noqa: F401
except ImportError as error:
    raise MissingExtraError(error.name or "optax", "optax", "awarelr.optax") from error

from awarelr.core.settings import AwareSettings
from awarelr.optax.aware_lr import AwareLR
from awarelr.optax.best import BestParams
from awarelr.optax.scheduler import Scheduler

__all__ = ["AwareLR", "AwareSettings", "BestParams", "Scheduler"]
