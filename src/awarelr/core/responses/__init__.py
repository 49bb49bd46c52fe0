"""One rule a file: from LR and diagnosis to a proposed LR and an action for the adapter."""

from awarelr.core.responses.cut import CUT, cut
from awarelr.core.responses.release import release
from awarelr.core.responses.shorten import shorten
from awarelr.core.responses.steer import steer
from awarelr.core.responses.take_back import take_back
from awarelr.core.responses.undo import undo

__all__ = ["CUT", "cut", "release", "shorten", "steer", "take_back", "undo"]
