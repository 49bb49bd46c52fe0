"""What is said aloud, through logging: each thing once, each rollback always."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.foreign import Found
from awarelr.errors import AwarelrError

__all__ = ["Notices"]

_LOGGER = logging.getLogger("awarelr")
_SKIPS_WORTH_A_WARNING = 10
_FAULTS_WORTH_A_WARNING = 10
_SILENCES_WORTH_A_WARNING = 5
_MORE_AT_INFO = " Further faults like this one are logged at level INFO."


@final
class Notices:
    """Warnings to the logger ``awarelr``.

    Args:
        accumulates: True where a framework accumulates gradients, so that calls without a step are what they should be.
        acts: False where nothing is written, so that an LR decided is advice.
    """

    def __init__(self, *, accumulates: bool = False, acts: bool = True) -> None:
        """Nothing has been said yet."""
        self._rate = "learning rate" if acts else "advised learning rate"
        self._said = {"extra"} if accumulates else set[str]()
        self._skips = 0
        self._silences = 0
        self._faults = 0
        self._verdicts = 0
        self._helpless = 0
        self.shares_model = False
        """True if rollback is off because others train parts of the model, which nobody asked for."""

    def once(self, key: str, message: str, *values: object) -> None:
        """Warn with a message, the first time for each key."""
        if key not in self._said:
            self._said.add(key)
            _LOGGER.warning(message, *values)

    def overridden(self, found: Found) -> None:
        """Say that somebody else wrote the LR."""
        if found.leads and not found.found > 0.0:
            self.once(
                "none",
                "Somebody else writes the learning rate: awarelr wrote %.6g and found %.6g. No learning rate can start "
                "from there: ours is put back. To stop a parameter, freeze it.",
                found.written,
                found.found,
            )
        elif found.leads:
            self.once(
                "overridden",
                "Somebody else writes the learning rate: awarelr wrote %.6g and found %.6g. The found one becomes the "
                "new starting point; if it happens at every step, the learning rate is left to its other owner. "
                "Remove one of the two.",
                found.written,
                found.found,
            )
        else:
            self.once(
                "ratio",
                "Somebody else wrote the learning rate of one parameter group: awarelr wrote %.6g and found %.6g. "
                "Its new ratio to the other groups is kept.",
                found.written,
                found.found,
            )

    def called_without_step(self) -> None:
        """Say that `step` was called more often than the optimizer stepped."""
        self.once(
            "extra",
            "scheduler.step() was called without an optimizer step before it. Only optimizer steps count; with "
            "gradient accumulation that is fine, the losses in between are averaged. Otherwise call optimizer.step() "
            "first, then scheduler.step(loss).",
        )

    def never_steps(self, calls: int) -> None:
        """Say that the steps are made by somebody else."""
        self.once(
            "idle",
            f"scheduler.step() was called {calls} times in a row, and the optimizer that the scheduler holds made no "
            f"step: the learning rate does not move. Where another optimizer makes the steps, one within it "
            f"(optimizer.base_optimizer) or one built anew, give the scheduler that one.",
        )

    def each_by_itself(self) -> None:
        """Say that other processes may decide otherwise."""
        self.once(
            "ranks",
            "This is one of several processes, and model= is neither in DistributedDataParallel nor sharded by "
            "fully_shard: each of them decides by itself, and where they train one model, its copies may part. Pass "
            "model=DistributedDataParallel(model), or the sharded model.",
        )

    def moved(self, saved: str, here: str) -> None:
        """Say that a state is of other pieces of the model."""
        self.once(
            "moved",
            f"A state was loaded that other pieces of the model have saved (it is that of {saved}, this is {here}): "
            f"the learning rate and what was learnt go on; averages, snapshot and best weights begin at the weights in "
            f"place. Let each rank save and load a file of its own to go on to the last bit.",
        )

    def resumed_after_fault(self) -> None:
        """Say that a state is of a scheduler that a fault had stopped."""
        _LOGGER.warning(
            "The state that was loaded is of a scheduler that an error inside had stopped: learning rate and what was "
            "learnt are as of then, averages and snapshot begin at the weights in place."
        )

    def other_optimizer(self, name: str) -> None:
        """Say that a state's snapshot is of no use to this optimizer."""
        _LOGGER.warning(
            "The snapshot of the state that was loaded holds what another optimizer, or one with other options, keeps "
            "of its steps, and %s cannot go on from it: the snapshot begins afresh at the weights in place. Load the "
            "state into the same optimizer, and the optimizer's own state too, to have it.",
            name,
        )

    def validated_within_best(self) -> None:
        """Say that a loss of the best weights is no reading of the training."""
        self.once(
            "validated best",
            "scheduler.validate() within scheduler.best() hands over the loss of weights that the training has left: "
            "it is not taken in. Validate within scheduler.averaged(), or without a block.",
        )

    def stepped_within(self, block: str) -> None:
        """Say that what is trained within an evaluation is lost."""
        self.once(
            "stepped within",
            f"The optimizer steps within scheduler.{block}(): the weights are put back at the end of the block, so "
            f"that the training within it is lost. Leave the block before the training goes on.",
        )

    def no_statistics(self, *, model: bool) -> None:
        """Say that BatchNorm's running statistics were left as they are."""
        if model:
            self.once(
                "no batches",
                "scheduler.averaged(loader): the loader gave no batch (used up?), so that BatchNorm's running "
                "statistics stay those of the training. Pass a loader that can be run through again.",
            )
        else:
            self.once(
                "no model",
                "scheduler.averaged(loader): the scheduler knows no model whose statistics to estimate. Build it "
                "with model=.",
            )

    def best_dropped(self) -> None:
        """Say that a state's best weights are not taken over."""
        _LOGGER.warning(
            "The state holds the weights at the best validation, and this scheduler keeps none: they are not taken "
            "over. Build it without keep_best=False to have them."
        )

    def skipped(self) -> None:
        """Count a step that the loss scaler skipped; ten in a row are worth one warning."""
        self._skips += 1
        if self._skips >= _SKIPS_WORTH_A_WARNING:
            self.once(
                "skipped",
                "The loss scaler has skipped %d optimizer steps in a row: the gradients overflow at every scale. "
                "Look for NaN in the data or the model.",
                self._skips,
            )

    def stepped(self) -> None:
        """Count a step that was made."""
        self._skips = 0

    def unreported(self, made: int) -> None:
        """Count a step after which the scheduler was not called; say so once where it is the rule of those ``made``."""
        self._silences += 1
        if self._silences >= _SILENCES_WORTH_A_WARNING and 2 * self._silences > made:
            self.once(
                "silent",
                "%d of the %d optimizer steps so far were made without a call of scheduler.step(loss). It belongs "
                "after each of them, with that step's loss, not after an epoch (total_steps counts optimizer steps): "
                "without losses damage and drift are not seen.",
                self._silences,
                made,
            )

    def decided(self, decision: Decision, *, probed: bool) -> None:
        """Say what must never be silent: a rollback, a cut or release without one; the verdict after it is a detail."""
        action = decision.action
        precaution = decision.situation is Situation.OVERSTEPPED
        if self.shares_model and not precaution and (action.judges or decision.situation is Situation.NON_FINITE):
            self._not_put_back()
        if Action.RESTORE in action or (decision.situation is Situation.NON_FINITE and not action.judges):
            self._faulty(decision)
        elif action.judges:
            self._verdicts += not probed
            _LOGGER.log(
                logging.INFO if probed or self._verdicts > _FAULTS_WORTH_A_WARNING else logging.WARNING,
                "Step %d: %s (%s). %s %.4g -> %.4g.%s",
                decision.t,
                "verdict" if probed else decision.situation.label,
                decision.sentence,
                self._rate.capitalize(),
                decision.lr_before,
                decision.written_lr,
                _MORE_AT_INFO if not probed and self._verdicts == _FAULTS_WORTH_A_WARNING else "",
            )
        self._watch_faults(decision)

    def _faulty(self, decision: Decision) -> None:
        """Warn of a rollback and of a fault; of bad batches that go on, ten times, then each at level INFO."""
        fault = decision.situation is Situation.NON_FINITE
        self._faults += fault
        _LOGGER.log(
            logging.INFO if fault and self._faults > _FAULTS_WORTH_A_WARNING else logging.WARNING,
            "Step %d: %s (%s)%s%s%s.%s",
            decision.t,
            decision.situation.label,
            decision.sentence,
            ". Parameters and optimizer are put back to the snapshot" if Action.RESTORE in decision.action else "",
            "; its weights are evaluated twice to see who is to blame" if Action.PROBE in decision.action else "",
            f"; {self._rate} {decision.lr_before:.4g} -> {decision.written_lr:.4g}" if decision.action.judges else "",
            _MORE_AT_INFO if fault and self._faults == _FAULTS_WORTH_A_WARNING else "",
        )

    def _not_put_back(self) -> None:
        """Say why damage is not undone where nobody turned that off."""
        self.once(
            "shared",
            "Rollback is off, so that this damage stays: the model trains parameters that this optimizer does not "
            "hold, and half of a model restored would not fit the other half. Give requires_grad=False to parameters "
            "that nobody trains, or say rollback=True; rollback=False says that this is meant.",
        )

    def _watch_faults(self, decision: Decision) -> None:
        """Warn once when nothing brings finite numbers back."""
        harmed = not decision.action & (Action.RESTORE | Action.WITHHOLD)
        helpless = decision.situation is Situation.NON_FINITE and harmed
        self._helpless = self._helpless + 1 if helpless else 0
        if self._helpless == _FAULTS_WORTH_A_WARNING:
            self.once(
                "helpless",
                "Step %d: %d readings in a row were not finite and nothing is put back any more (rollback is off, or "
                "was tried too often). The weights are probably NaN: stop, load a checkpoint, and look for NaN in "
                "the data.",
                decision.t,
                self._helpless,
            )

    @contextmanager
    def surviving(self, where: str, then: str) -> Iterator[None]:
        """Let no error within the block out: it is said, and all goes on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the training goes on
            self.failed(where, error, then)

    def failed(self, where: str, error: Exception, then: str) -> None:
        """Say, with its traceback, that something failed inside; the training goes on."""
        ask = "" if isinstance(error, AwarelrError) else "; please report it"
        _LOGGER.error("awarelr: an error in %s; the training goes on, and %s%s.", where, then, ask, exc_info=error)
