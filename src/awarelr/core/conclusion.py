"""A state and a diagnosis put together into a decision."""

from dataclasses import replace

from awarelr.core.averaging import averaging_window
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis
from awarelr.core.limits import written_lr_of
from awarelr.core.settings import AwareSettings
from awarelr.core.state import State

__all__ = ["decided", "decision_of"]


def decided(settings: AwareSettings, state: State, diagnosis: Diagnosis, action: Action) -> tuple[State, Decision]:
    """Return a state whose LR was decided with the LR to write, and the decision."""
    after = replace(state, written_lr=written_lr_of(settings, state.lr, state.t))
    return after, decision_of(after, state.written_lr, diagnosis, action)


def decision_of(state: State, lr_before: float, diagnosis: Diagnosis, action: Action) -> Decision:
    """Word the decision of a state that is complete."""
    return Decision(
        t=state.t,
        clock=state.clock,
        lr_before=lr_before,
        lr=state.lr,
        written_lr=state.written_lr,
        situation=diagnosis.situation,
        evidence=diagnosis.evidence,
        sentence=diagnosis.sentence,
        action=action,
        remark=diagnosis.remark,
        averaging=averaging_window(state.clock, state.path),
    )
