"""AwareLR and every other scheduler of the family on torch optimizers."""

from awarelr.errors import MissingExtraError

try:
    import torch as _torch  # noqa: F401 - looked for here, so that the error names the extra
except ImportError as error:  # pragma: no cover - covered by the test without extras
    raise MissingExtraError("torch", "torch", "awarelr.torch") from error

from awarelr.core.settings import AwareSettings
from awarelr.torch.aware_lr import AwareLR
from awarelr.torch.best import BestValidation
from awarelr.torch.scheduler import Scheduler

__all__ = ["AwareLR", "AwareSettings", "BestValidation", "Scheduler"]
