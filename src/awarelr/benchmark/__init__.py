"""The benchmark: tasks, baselines, one training loop for all of them, and how a run is scored."""

from awarelr.errors import MissingExtraError

try:
    import sklearn as _sklearn  # noqa: F401 - looked for here, so that the error names the extra
    import torch as _torch  # noqa: F401 - as above
except ImportError as error:  # pragma: no cover - covered by the test without extras
    raise MissingExtraError(error.name or "torch", "bench", "awarelr.benchmark") from error
