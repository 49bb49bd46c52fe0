"""The LR sensitivity is the worst over the best."""

import math

from awarelr.benchmark.score.sensitivity import sensitivity


def test_an_lr_that_does_not_matter_has_sensitivity_one() -> None:
    assert sensitivity([0.3, 0.3, 0.3]) == 1.0


def test_a_run_that_diverges_counts_as_the_worst() -> None:
    assert sensitivity([0.3, math.inf]) == 100.0


def test_nothing_is_said_of_one_lr_or_of_none_that_works() -> None:
    assert sensitivity([0.3]) is None
    assert sensitivity([math.nan, math.inf]) is None
