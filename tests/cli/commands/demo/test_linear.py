"""The demo without PyTorch: the same course with the linear classifier."""

import pytest

pytest.importorskip("sklearn")

from awarelr.cli.commands.demo.contender import Kind
from awarelr.cli.commands.demo.linear import LinearSetting


@pytest.mark.parametrize("kind", ["AwareLR", "constant", "cosine"])
def test_every_schedule_trains_the_linear_classifier(kind: Kind) -> None:
    setting = LinearSetting(seed=0)
    contender = setting.start(kind, setting.usual_lr, steps=60)
    moments = [contender.step() for _ in range(60)]
    assert moments[-1].loss < 0.5 * moments[0].loss
    assert contender.result().accuracy > 0.8
    assert (moments[-1].decision is not None) == (kind == "AwareLR")
    assert bool(contender.explain()) == (kind == "AwareLR")
    contender.close()


def test_the_first_step_of_aware_is_at_a_tenth_of_the_lr_given() -> None:
    contender = LinearSetting(seed=0).start("AwareLR", 1.0, steps=10)
    assert contender.step().lr == pytest.approx(0.1)
