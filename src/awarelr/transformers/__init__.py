"""AwareLR, and every other scheduler of the family, in transformers' ``Trainer``."""

from awarelr.errors import MissingExtraError

try:
    import accelerate as _accelerate  # noqa: F401 - looked for here, so that the error names the extra
    import transformers as _transformers  # noqa: F401
except ImportError as error:
    raise MissingExtraError(error.name or "transformers", "transformers", "awarelr.transformers") from error

from awarelr.transformers.trainer import AwareTrainer

__all__ = ["AwareTrainer"]
