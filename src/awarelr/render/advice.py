"""What a person should do next, in one sentence."""

from typing import TYPE_CHECKING

from awarelr.core.diagnosis import Situation
from awarelr.render.phrases import number

if TYPE_CHECKING:
    from awarelr.render.facts import Facts

__all__ = ["advised"]

_OFTEN = 3
"""Verdicts against the LR from which something is wrong that lowering it does not mend (*ours*)."""
_FAULTY = 0.01
"""Share of readings that are not finite from which the data or the model deserve a look (*ours*)."""
_VALIDATED = 3
"""Validation losses from which their best says something (*ours*)."""
_BY_SITUATION = {
    Situation.WARMING_UP: "Nothing needs doing yet: a few readings more, then the learning rate is judged.",
    Situation.WORTHLESS: "Nothing needs doing; for the last bit of loss evaluate within averaged(), or stop here.",
    Situation.STALLED: "Evaluate within averaged(), or stop here: at this learning rate the loss has come to rest.",
    Situation.ALTERNATING: "Mix the kinds of batches if you can: each block of one kind undoes some of the last one.",
    Situation.PLATEAU: "If the loss should be lower, look at the model and the data: the learning rate has been tried.",
    Situation.NOISE_FLOOR: "Evaluate within averaged(), or use larger batches: noise holds the loss up.",
    Situation.OVERFITTING: "Stop at the best validation loss and regularise more; a lower learning rate mends nothing.",
    Situation.DIVERGED: "Wait for the next readings: they tell whether the learning rate or the data are to blame.",
    Situation.OVERSTEPPED: "Nothing needs doing; where the norm of the weights says nothing, set long_stride=inf.",
    Situation.PROBING: "Wait for the next readings: they tell whether the learning rate or the data are to blame.",
    Situation.NON_FINITE: "Look for NaN and overflow in the batch of this step and in the model.",
    Situation.DRIFTED: "If the data were not meant to change here, look at what feeds them.",
    Situation.DEAD: "Check that gradients reach the parameters; then start again from a lower learning rate.",
    Situation.FROZEN: "If that part was not meant to be frozen, set requires_grad; else leave it out of the optimizer.",
    Situation.EXPLODING: "Look for a weight decay of the wrong sign, or a scale of the weights that nothing holds.",
    Situation.OVERRIDDEN: "Find who else writes the learning rate (a scheduler, a callback) and remove one of the two.",
    Situation.DECAYING: "Nothing needs doing: let it run to the end of its budget.",
    Situation.FINISHED: "Evaluate the weights; to train on, give a larger total_steps.",
}
_OTHERWISE = "Nothing needs doing."


def advised(facts: "Facts") -> str:
    """Return the one thing most worth doing, as a sentence.

    | what is true | then |
    |---|---|
    | no loss, or no gradient, is ever seen | say how to hand it over |
    | somebody else wrote the LR again and again | find him |
    | one reading in a hundred is not finite | look at the data and the model |
    | three verdicts against the LR | bound it |
    | the validation loss was better before | keep those weights |
    | else | what the remark asks for, or the situation if there is none |
    """
    situation = Situation[facts.situation] if facts.remark is None else facts.remark.situation
    return _unseen(facts) or _again(facts) or _BY_SITUATION.get(situation, _OTHERWISE)


def _unseen(facts: "Facts") -> str:
    if not (facts.path_wanted and facts.ordinary):
        return ""
    if facts.without_loss == facts.ordinary:
        return "Hand the loss to step(loss): without it damage, drift and a stalled loss stay unseen."
    if facts.without_gradient == facts.ordinary:
        return "Call observe() while the gradients are in place: without them the learning rate cannot be judged."
    return ""


def _again(facts: "Facts") -> str:
    """Return what the run as a whole asks for, whatever the situation is just now."""
    if facts.overrides > 1:
        return _BY_SITUATION[Situation.OVERRIDDEN]
    if facts.non_finite > 1 and facts.non_finite > _FAULTY * (facts.last - facts.first + 1):
        return f"Look for NaN and overflow in data and model: {facts.non_finite:,} readings were not finite."
    if facts.ours >= _OFTEN:
        bound = number(facts.lr_high / 2.0)
        return f"Damage came {facts.ours:,} times: set max_lr to {bound} or so, and look at the batches before each."
    last = facts.validation_last
    over = Situation[facts.situation] in (Situation.FINISHED, Situation.DEAD)
    if facts.validations >= _VALIDATED and last is not None and last > facts.validation_best and not over:
        return f"Keep the weights of step {facts.validation_best_at:,}: no validation loss since was as low."
    return ""
