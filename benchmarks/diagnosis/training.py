"""A planned training, run from its first step to its last with AwareLR beside it."""

import logging
import math
from collections.abc import Callable

import torch
from benchmarks.diagnosis.plan import Course, Plan

from awarelr.torch import AwareLR

_EVERY = 10
"""Steps between two measurements of the exact loss, and between two validations."""


def run(plan: Plan) -> Course:
    """Train; what AwareLR logs is not shown, and a run whose onset is known ends four windows after it."""
    logger = logging.getLogger("awarelr")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    scheduler = AwareLR(plan.optimizer, model=plan.model, observe_only=plan.watching)
    try:
        return _followed(plan, scheduler)
    finally:
        scheduler.close()
        logger.setLevel(level)


def last_step(plan: Plan) -> int:
    """Return where a run may end: 20 % of it after a known onset, all has been seen."""
    known = plan.onset is not None
    return min(plan.steps, (plan.onset or 0) + plan.steps // 5) if known else plan.steps


def _followed(plan: Plan, scheduler: AwareLR) -> Course:
    names: list[str] = []
    sentences: list[str] = []
    exact = {0: _undisturbed(plan.exact)}
    validation: dict[int, float] = {}
    before = after = math.nan
    for step in range(1, last_step(plan) + 1):
        if step == plan.onset:
            before = _undisturbed(plan.exact)
        plan.before(step)
        plan.optimizer.zero_grad()
        loss = plan.loss(step)
        torch.autograd.backward(loss)
        plan.gradients(step)
        plan.optimizer.step()
        plan.stepped(step)
        if step == plan.onset:
            after = _undisturbed(plan.exact)
        if step % _EVERY == 0:
            exact[step] = _undisturbed(plan.exact)
            if plan.validation is not None:
                validation[step] = plan.validation()
                scheduler.validate(validation[step])
        scheduler.step(loss)
        plan.decided(step)
        decision = scheduler.last_decision
        names.append(scheduler.situation.name)
        sentences.append("" if decision is None else decision.sentence)
    return Course(
        names=tuple(names), sentences=tuple(sentences), exact=exact, validation=validation, before=before, after=after
    )


def _undisturbed(measure: "Callable[[], float]") -> float:
    """Measure and leave the random numbers as they were."""
    state = torch.get_rng_state()
    value = measure()
    torch.set_rng_state(state)
    return value
