"""Every scale measures what the protocols ask, and shortens only what is long."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.protocols import PROTOCOLS
from awarelr.benchmark.scale import SCALES, Scale
from awarelr.benchmark.tasks import TASKS

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_the_moments_that_protocols_ask_for_are_measured(scale: Scale) -> None:
    assert scale.evaluations % 8 == 0
    assert len(scale.seeds) == 1 if scale.name == "tiny" else len(scale.seeds) >= 3


def test_a_short_task_keeps_its_own_budget() -> None:
    assert SCALES["tiny"].steps(40) == 40
    assert SCALES["tiny"].steps(2000) == 100
    assert SCALES["small"].steps(40, length=0.25) == 10


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_tasks_that_stand_for_all_are_tasks(scale: Scale) -> None:
    assert {*scale.sample, *scale.longer} <= set(TASKS)
    assert scale.longer
    assert set(scale.asked) <= set(PROTOCOLS)
