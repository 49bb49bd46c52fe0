"""Alignment of gradients and displacements at three horizons, from parameters and gradients; one module a framework."""

from awarelr.sensors.contract import Sum, Windows, reading_from_sums, windows_at
from awarelr.sensors.sampling import Sample, plan_samples

__all__ = ["Sample", "Sum", "Windows", "plan_samples", "reading_from_sums", "windows_at"]
