"""AwareLR, and every other scheduler of the family, as a callback of Lightning's ``Trainer``."""

from awarelr.errors import MissingExtraError

try:
    import lightning.pytorch as _lightning  # noqa: F401 - looked for here, so that the error names the extra
except ImportError as error:
    raise MissingExtraError("lightning", "lightning", "awarelr.lightning") from error

from awarelr.lightning.callback import AwareCallback

__all__ = ["AwareCallback"]
