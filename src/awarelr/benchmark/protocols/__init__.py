"""What is asked of every baseline, one question a file; `PROTOCOLS` is the registry by name."""

from awarelr.benchmark.protocols import (
    budget_unknown,
    damage,
    default,
    drift,
    length,
    target,
    tuned,
    wrong_lr,
)
from awarelr.benchmark.protocols.contest import REFERENCES, Contest, Field, Reading, reference_grid
from awarelr.benchmark.protocols.protocol import Protocol

__all__ = ["PROTOCOLS", "REFERENCES", "Contest", "Field", "Protocol", "Reading", "reference_grid"]

PROTOCOLS: dict[str, Protocol] = {
    module.PROTOCOL.name: module.PROTOCOL
    for module in (wrong_lr, default, tuned, budget_unknown, drift, damage, target, length)
}
"""Every protocol by name, the headline first."""
