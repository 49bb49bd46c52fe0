"""The first steps were long beside the weights that they moved."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_FIRST_STEPS = 6
"""Steps that are all made at the LR of the start (*ours*)."""
_FAR = 6.0
"""Long strides that the first steps may lead away from the start: three times what as many long steps do that go
straight (*ours*; at the best constant LR of 20 tasks the first six steps move 0.01 to 2 of the norm, 0.15 in the median
task, and a start below that costs some ten steps, while one far above it leaves weights that never learn)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name first steps that moved the weights by a large share of their norm, whatever the loss says of it.

    A rate that is far too large need not raise the loss: it leaves weights so large, or units so dead, that no later
    rate mends them. This is a precaution, and no proof: a good rate may begin so as well, and loses a few steps by it.
    Where the weights begin at zero, or their norm says nothing, no step is too long. Where they move as far at an LR a
    hundred times lower, something else moves them, such as a line search or a clamp, and the LR is put back.

    Source: *ours*, ``docs/decisions/0082``.
    """
    moved, steps = observation.moved_share, observation.moved_steps
    far = _FAR * observation.long_stride * observation.boldness
    if not (observation.clock <= 1 + _FIRST_STEPS and steps > 0 and moved > far):
        return None
    counted = "step" if steps == 1 else f"{steps} steps"
    sentence = f"the first {counted} moved {moved:.3g} of the weights' norm; from {far:.2g} on a start may spoil them"
    if observation.steadfast:
        sentence += f", but at a learning rate of {observation.attempt_lr:.3g} they were hardly longer: it is put back"
    return Diagnosis(
        situation=Situation.OVERSTEPPED,
        evidence={
            "moved_share": moved,
            "moved_steps": steps,
            "long_stride": observation.long_stride,
            "boldness": observation.boldness,
            "clock": observation.clock,
            "lr": observation.lr,
            "attempt_lr": observation.attempt_lr,
            "attempt_pace": observation.attempt_pace,
        },
        sentence=sentence,
    )
