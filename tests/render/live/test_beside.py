"""Whole lines go above the picture, an unfinished one below it, as print, tqdm and its nested bars write them."""

import io

import pytest

from awarelr.render.live.beside import Beside


def told(*texts: str) -> tuple[list[str], str]:
    """Return what went above, and what stands below at the end."""
    above: list[str] = []
    below = [""]
    beside = Beside(io.StringIO(), above.append, below.append)
    for text in texts:
        assert beside.write(text) == len(text)
    return above, below[-1]


@pytest.mark.parametrize(
    ("texts", "above", "below"),
    [
        (("one\n",), ["one"], ""),
        (("one", "\n"), ["one"], ""),
        (("one\ntwo\nth", "ree"), ["one\ntwo"], "three"),
        (("\r 10%", "\r 20%"), [], " 20%"),
        (("\r100%", "\n", "done\n"), ["100%", "done"], ""),
        (("one\n", "\n", "two\n"), ["one", "\ntwo"], ""),
        (("\n", "\r inner 5%", "\x1b[A", "\r outer 1%"), [], " outer 1%"),
        ((".", ".", "."), [], "..."),
    ],
)
def test_what_is_printed_finds_its_place(texts: tuple[str, ...], above: list[str], below: str) -> None:
    assert told(*texts) == (above, below)


def test_it_stands_in_for_the_stream_in_everything_else() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    beside = Beside(stream, print, print)
    assert beside.encoding == "latin-1"
    assert beside.isatty() is False
