"""What a name stands for in a linear model."""

from awarelr.linear.choices import schedule_of
from awarelr.schedules import Aware, Cosine


def test_aware_by_name_raises_faster_than_for_a_network() -> None:
    for steps in (100, None):
        found = schedule_of("aware", steps)
        assert isinstance(found, Aware)
        assert found.settings.max_raise == 0.08


def test_an_object_is_taken_as_it_is_and_another_name_as_everywhere() -> None:
    assert schedule_of(Aware(), 100) == Aware()
    assert schedule_of("cosine", 100) == Cosine(total_steps=100)
