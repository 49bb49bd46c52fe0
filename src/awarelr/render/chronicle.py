"""What is kept of every decision: the story, the journal, the trackers, and who is told of a rollback."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, final

from awarelr.core.decision import Action, Decision
from awarelr.core.reading import Reading
from awarelr.journal import Journal
from awarelr.render.story import Length, Story
from awarelr.trackers import Tracker, Tracking

if TYPE_CHECKING:
    from awarelr.render.live import LiveView

__all__ = ["Chronicle"]


@final
class Chronicle:
    """Takes in decisions in their order; ``live`` shows them in a terminal if it is set.

    Args:
        on_rollback: called with step and reason after every rollback; None if nobody is to be told.
        trackers: shown each decision; one that fails is left out.
    """

    def __init__(self, on_rollback: Callable[[int, str], None] | None, trackers: Sequence[Tracker] = ()) -> None:
        """Begin with an empty story and no journal."""
        self.story = Story()
        self.journal: Journal | None = None
        self.live: LiveView | None = None
        self.on_rollback = on_rollback
        self._raised: Exception | None = None
        self._tracking = Tracking(trackers)

    def add(self, reading: Reading, decision: Decision, lr: float) -> None:
        """Take in one decision; ``lr`` is the LR that the update of this step used."""
        if self.journal is not None:
            self.journal.record(reading, decision, lr)  # asks a story just resumed, before anything is added to it
        self.story.add(reading, decision)
        self._tracking.add(reading, decision)
        if self.live is not None:
            self.live.add(reading, decision)

    def announce(self, decision: Decision) -> None:
        """Tell of a rollback, once all is back, and of a step left out; an error of the listener waits."""
        if not decision.action & (Action.RESTORE | Action.WITHHOLD) or self.on_rollback is None:
            return
        try:
            self.on_rollback(decision.t, f"{decision.situation.label}: {decision.sentence}")
        except Exception as error:  # noqa: BLE001 - the user's own, who may end the training with it
            self._raised = self._raised or error

    def raise_listeners(self) -> None:
        """Raise the first error that waits, now that our own work is done."""
        error, self._raised = self._raised, None
        if error is not None:
            raise error

    def flush(self) -> None:
        """Bring the journal to its file, as when a checkpoint is saved."""
        if self.journal is not None:
            self.journal.flush()

    def resume(self, story: Story, state: Any) -> None:  # noqa: ANN401 - each schedule has its own state
        """Go on with a story and a schedule's state that were saved."""
        self.story = story
        if self.journal is not None:
            self.journal.resume(state, begun=story.may_have_begun)

    def close(self) -> None:
        """End the live view, the journal and the trackers."""
        if self.live is not None:
            self.live.close()
        self._tracking.close()
        if self.journal is not None:
            self.journal.close()

    def explain(self, length: Length, *, acted: bool, validation: float | None = None) -> str:
        """Tell the story so far; where nothing was written, say so.

        Args:
            length: as for `Story.text`.
            acted: False if the LRs were decided and never written.
            validation: a validation loss that waits for the next reading; None if none does.
        """
        if validation is None:
            return self.story.text(length, acted=acted)
        return replace(self.story, facts=self.story.facts.with_validation(validation)).text(length, acted=acted)
