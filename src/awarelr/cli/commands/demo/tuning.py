"""The rival that people tune: the best cosine of eight learning rates."""

from collections.abc import Callable

from awarelr.cli.commands.demo.contender import Setting
from awarelr.cli.commands.demo.race import Race, Track

__all__ = ["GRID", "TUNED", "tuned"]

GRID = tuple(10.0 ** (exponent / 2.0) for exponent in range(-4, 4))
"""Multiples of the usual LR, over 3.5 decades."""
TUNED = "tuned cosine"


def tuned(setting: Setting, steps: int, told: Callable[[int, Track], None]) -> Track:
    """Train once with every LR of the grid and return the best, with the cost of all.

    Args:
        setting: what to train.
        steps: budget of each run, in steps.
        told: called after every run with its number and its track.
    """
    tracks = []
    for number, factor in enumerate(GRID, start=1):
        lr = factor * setting.usual_lr
        track = Track(name=TUNED, lr0=lr)
        race = Race([(track, setting.start("cosine", lr, steps))], steps)
        while not race.over:
            race.advance()
        race.close()
        tracks.append(track)
        told(number, track)
    best = min(tracks, key=_loss)
    best.steps, best.seconds = sum(track.steps for track in tracks), sum(track.seconds for track in tracks)
    return best


def _loss(track: Track) -> tuple[bool, float]:
    loss = float("nan") if track.result is None else track.result.loss
    return loss != loss, loss  # noqa: PLR0124 - NaN last
