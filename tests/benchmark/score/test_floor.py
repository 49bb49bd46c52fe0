"""The floor of a power law is found, and nothing else is taken for one."""

import pytest

from awarelr.benchmark.score.floor import estimate_floor, excess_ratio


@pytest.mark.parametrize("power", [0.2, 0.5, 1.0])
def test_a_power_law_gives_up_its_floor(power: float) -> None:
    losses = [1.5 + 2.0 * budget**-power for budget in (1.0, 4.0, 16.0)]
    assert estimate_floor(losses) == pytest.approx(1.5)


@pytest.mark.parametrize("losses", [[], [2.0, 1.0], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [3.0, 2.9, 2.0], [1.0, 1.0, 1.0]])
def test_losses_that_do_not_bend_give_none(losses: list[float]) -> None:
    assert estimate_floor(losses) is None


def test_an_excess_is_measured_from_the_floor() -> None:
    assert excess_ratio(2.2, 2.1, 2.0) == pytest.approx(2.0)
    assert excess_ratio(2.2, 1.9, 2.0) is None
