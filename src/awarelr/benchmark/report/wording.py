"""Numbers and places as a page writes them."""

import re

from awarelr.benchmark.score.ratio import WORST

__all__ = ["bytes_in_words", "ratio_in_words", "share_in_words", "without_places"]

_TEN, _ALMOST, _HUNDRED = 10.0, 99.0, 100.0
_GIBI = 1 << 30
_MEBI = 1 << 20
_PLACE = re.compile(
    r'File "(?:[^"]*[\\/])?(?:(?:site|dist)-packages[\\/]|lib[\\/]python[\d.]+[\\/]|(?=awarelr[\\/]))(?P<rest>[^"]+)"'
)


def ratio_in_words(ratio: float) -> str:
    """Return a ratio with three digits at most.

    Example:
        >>> [ratio_in_words(each) for each in (0.984, 1.0, 23.456, 100.0)]
        ['0.98', '1.00', '23.5', '100']
    """
    if ratio >= WORST:
        return f"{WORST:.0f}"
    return f"{ratio:.2f}" if ratio < _TEN else f"{ratio:.1f}"


def share_in_words(share: float) -> str:
    """Return a share in per cent, and never 0 % or 100 % for what is not.

    Example:
        >>> [share_in_words(each) for each in (0.0, 0.001, 0.5, 0.999, 1.0)]
        ['0 %', '<1 %', '50 %', '>99 %', '100 %']
    """
    percent = _HUNDRED * share
    if 0.0 < percent < 1.0:
        return "<1 %"
    if _ALMOST < percent < _HUNDRED:
        return ">99 %"
    return f"{percent:.0f} %"


def bytes_in_words(count: int | None) -> str:
    """Return an amount of memory; empty if it is not known.

    Example:
        >>> bytes_in_words(300 << 20), bytes_in_words(64 << 30), bytes_in_words(None)
        ('300 MiB', '64.0 GiB', '')
    """
    if count is None:
        return ""
    return f"{count / _GIBI:.1f} GiB" if count >= _GIBI else f"{count / _MEBI:.0f} MiB"


def without_places(trace: str) -> str:
    """Return a traceback whose files are named from their package on: pages travel, folders and their owners need not.

    Example:
        >>> without_places('File "/srv/me/env/lib/python3.12/site-packages/torch/nn/x.py", line 3')
        'File "torch/nn/x.py", line 3'
    """
    return _PLACE.sub(r'File "\g<rest>"', trace)
