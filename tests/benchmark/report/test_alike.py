"""What happened to many runs alike is told once, with how many they are."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report.alike import alike
from awarelr.benchmark.score.sheet import Mishap

pytestmark = pytest.mark.torch


def test_runs_with_the_same_words_are_one_group_and_what_has_no_result_comes_first() -> None:
    told = [("a", "slow", False), ("b", "ValueError: no", True), ("c", "slow", False), ("d", "slow", True)]
    groups = alike(Mishap(label=label, key=label, words=words, fatal=fatal) for label, words, fatal in told)
    assert [(each.name, each.words, each.fatal) for each in groups] == [
        ("b", "ValueError: no", True),
        ("d", "slow", True),
        ("a and 1 more", "slow", False),
    ]
    assert groups[-1].labels == ("a", "c")
