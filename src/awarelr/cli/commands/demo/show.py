"""The course of the demo."""

from pathlib import Path

from awarelr.cli.commands.demo.case import CASES
from awarelr.cli.commands.demo.contender import Kind, Setting
from awarelr.cli.commands.demo.race import Race, Track
from awarelr.cli.commands.demo.tuning import tuned
from awarelr.cli.commands.demo.view import View
from awarelr.cli.commands.demo.warned import warnings_to

__all__ = ["journal_of", "show"]

_KINDS: tuple[Kind, ...] = ("AwareLR", "constant", "cosine")


def show(setting: Setting, view: View, *, steps: int, journal: Path | None = None) -> None:
    """Tune the rival, run both races, sum up.

    Args:
        setting: what to train.
        view: what shows it.
        steps: budget of each training, in steps.
        journal: where to write the journal of the first `AwareLR` run; the second's goes beside it.
    """
    view.opening(setting, steps)
    best = tuned(setting, steps, view.tuning)
    view.tuned(best)
    tracks: list[Track] = []
    stories = []
    for number, case in enumerate(CASES):
        lr = case.factor * setting.usual_lr
        contenders = [
            (Track(name=kind, lr0=lr), setting.start(kind, lr, steps, journal_of(journal, number))) for kind in _KINDS
        ]
        race = Race(contenders, steps)
        try:
            with warnings_to(view.warned), view.race(case, race, best):
                while not race.over:
                    race.advance()
                    view.moved(race)
            stories.append(f"AwareLR from {lr:.3g}: {race.explain()}")
        finally:
            race.close()
        tracks += race.tracks
    if journal is not None:
        written = " and ".join(str(journal_of(journal, number)) for number in range(len(CASES)))
        stories.append(f"Journals: {written}. The whole story: awarelr explain {journal}")
    view.closing(tracks, best, stories)


def journal_of(path: Path | None, number: int) -> Path | None:
    """Return the journal's path for a race: as given for the first, with its number for others."""
    if path is None or number == 0:
        return path
    return path.with_name(f"{path.stem}-{number + 1}{path.suffix}")
