"""Names of schedules that users bring along from other libraries, and what stands here in their place."""

from dataclasses import dataclass
from typing import final

__all__ = ["FOREIGN", "Foreign", "said_of"]

_SKLEARN, _TORCH, _TRANSFORMERS = "scikit-learn", "torch", "transformers"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A name of another library's.

    Args:
        owner: the library.
        instead: what to build here, in Python; what it leaves open is called as over there, or as here.
        why: what must be known beside it, a clause; empty if nothing.
    """

    owner: str
    instead: str
    why: str = ""


def _torch(instead: str, why: str = "") -> Foreign:
    return Foreign(owner=_TORCH, instead=instead, why=why)


_NO_FUNCTION = "a function cannot be saved, so the law is put together from stages"

FOREIGN: dict[str, Foreign] = {
    "optimal": Foreign(
        owner=_SKLEARN, instead="'aware'", why="which finds the LR as well, and from the training, not from alpha"
    ),
    "adaptive": Foreign(
        owner=_SKLEARN,
        instead="ReduceOnPlateau(factor=0.2, patience=4)",
        why="which divides the LR by 5 after 5 sweeps without progress too",
    ),
    "pa1": Foreign(
        owner=_SKLEARN, instead="'aware'", why="a passive-aggressive step follows from one row alone, no schedule does"
    ),
    "pa2": Foreign(
        owner=_SKLEARN, instead="'aware'", why="a passive-aggressive step follows from one row alone, no schedule does"
    ),
    "steplr": _torch("Step(every=step_size, gamma=gamma)"),
    "multisteplr": _torch(
        "Chain((Stage(Constant(), steps=milestone), Stage(Constant(), factor=gamma)))", "a stage for each milestone"
    ),
    "constantlr": _torch("Chain((Stage(Constant(), steps=total_iters, factor=factor), Stage(Constant())))"),
    "linearlr": _torch("Warmup(Constant(), steps=total_iters, start_factor=start_factor)"),
    "exponentiallr": _torch("Exponential(gamma=gamma)"),
    "polynomiallr": _torch("Polynomial(total_steps=total_iters, power=power)"),
    "cosineannealinglr": _torch("Cosine(total_steps=T_max, end_factor=eta_min / lr)"),
    "cosineannealingwarmrestarts": _torch(
        "Chain((Stage(Cosine(total_steps=T_0), steps=T_0), Stage(Cosine(total_steps=T_0))))", "a stage for each cycle"
    ),
    "cycliclr": _torch("OneCycle(total_steps=total_steps, lr_max=max_lr)", "one cycle, over the whole run"),
    "onecyclelr": _torch(
        "OneCycle(total_steps=total_steps, final_div=25e4, cycle_momentum=True)", "with max_lr as the LR given"
    ),
    "reducelronplateau": _torch("ReduceOnPlateau(factor=factor, patience=patience)"),
    "sequentiallr": _torch("Chain((Stage(first, steps=milestone), Stage(second)))"),
    "chainedscheduler": _torch("Warmup(inner, steps=steps)", "a wrapper around another schedule, or Bounded"),
    "lambdalr": _torch("Chain((Stage(first, steps=milestone), Stage(second)))", _NO_FUNCTION),
    "multiplicativelr": _torch("Chain((Stage(first, steps=milestone), Stage(second)))", _NO_FUNCTION),
    "linear": Foreign(
        owner=_TRANSFORMERS,
        instead="Warmup(Polynomial(total_steps=total_steps - steps), steps=steps)",
        why="or Polynomial alone",
    ),
    "constantwithwarmup": Foreign(owner=_TRANSFORMERS, instead="Warmup(Constant(), steps=steps)"),
    "cosinewithrestarts": Foreign(
        owner=_TRANSFORMERS,
        instead="Chain((Stage(Cosine(total_steps=T_0), steps=T_0), Stage(Cosine(total_steps=T_0))))",
        why="a stage for each cycle",
    ),
    "inversesqrt": Foreign(owner=_TRANSFORMERS, instead="InverseScaling(power=0.5)"),
}
"""Name, in lower case and without ``_`` and ``-``, to what stands in its place."""


def said_of(name: object) -> str:
    """Return a sentence about a name that another library knows, after a blank; empty if none does.

    Args:
        name: what was given for a schedule: a name, or the other library's own scheduler or its class.

    Example:
        >>> said_of("StepLR")
        " 'StepLR' is known from torch; here it is Step(every=step_size, gamma=gamma)."

    Source: *ours*; the laws are set beside theirs in the tests.
    """
    word = str(name) if isinstance(name, str) else (name if isinstance(name, type) else type(name)).__name__
    found = FOREIGN.get(word.casefold().replace("_", "").replace("-", ""))
    if found is None or not (isinstance(name, str) or found.owner == _TORCH):
        return ""
    return f" {word!r} is known from {found.owner}; here it is {found.instead}{f', {found.why}' if found.why else ''}."
