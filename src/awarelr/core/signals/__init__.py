"""Online statistics, one a file; each is a frozen value that returns its successor."""

from awarelr.core.signals.evidence import NO_EVIDENCE, Evidence
from awarelr.core.signals.mean import EMPTY_MEAN, Mean, contrast

__all__ = ["EMPTY_MEAN", "NO_EVIDENCE", "Evidence", "Mean", "contrast"]
