"""Every situation has a look, and no two share one: colour is never all that tells them apart."""

from collections import Counter
from importlib.resources import files

from awarelr.core.diagnosis import Situation
from awarelr.render.report.look import LOOKS


def test_every_situation_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(Situation)
    assert Counter((look.colour, look.pattern) for look in LOOKS.values()).most_common(1)[0][1] == 1


def test_the_page_knows_every_pattern() -> None:
    style = files("awarelr.render.report").joinpath("page.css").read_text(encoding="utf-8")
    missing = {look.pattern for look in LOOKS.values() if f".p-{look.pattern} " not in style}
    assert missing == {"plain"}
    assert all(look.hatch or look.pattern == "plain" for look in LOOKS.values())
