"""What the tasks draw follows from the seed and the step alone."""

import pytest
import torch

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.linear import ill_conditioned
from awarelr.benchmark.data.redrawn import RedrawnTruth
from awarelr.benchmark.data.source_text import source_text
from awarelr.benchmark.data.spirals import spirals
from awarelr.benchmark.data.tumours import tumours
from awarelr.errors import SettingError

pytestmark = pytest.mark.torch


def test_batches_are_one_stream_however_they_are_asked_for() -> None:
    forwards = Batches(population=50, size=4, seed=1)
    backwards = Batches(population=50, size=4, seed=1)
    steps = range(1, 601)
    drawn = {step: backwards.at(step).tolist() for step in reversed(steps)}
    assert {step: forwards.at(step).tolist() for step in steps} == drawn
    generator = torch.Generator().manual_seed(1001)
    assert list(drawn.values())[-1] == torch.randint(0, 50, (4,), generator=generator).tolist()


def test_batches_are_drawn_with_replacement_from_everything() -> None:
    batches = Batches(population=3, size=64, seed=0)
    assert set(batches.at(1).tolist()) == {0, 1, 2}


def test_a_truth_lasts_and_is_then_redrawn_larger() -> None:
    stream = RedrawnTruth(seed=0, every=10, batch=4, features=2000, noise=0.0, growth=2.0)
    assert torch.equal(stream.truth_at(1), stream.truth_at(10))
    assert stream.truth_at(10).std().item() == pytest.approx(1.0, abs=0.1)
    assert stream.truth_at(11).std().item() == pytest.approx(2.0, abs=0.2)
    for step in (1, 11):
        examples = stream.at(step)
        assert torch.allclose(examples.targets, examples.inputs @ stream.truth_at(step))


def test_the_truth_is_the_same_in_every_run_and_the_examples_are_not() -> None:
    first, second = (RedrawnTruth(seed=seed, every=5, batch=2, features=3, noise=0.5, growth=2.0) for seed in (0, 1))
    assert torch.equal(first.truth_at(6), second.truth_at(6))
    assert not torch.equal(first.at(1).inputs, second.at(1).inputs)


def test_excess_risk_is_nothing_at_the_truth_and_half_the_squared_error_elsewhere() -> None:
    data = ill_conditioned(examples=10, features=2, decades=1.0, noise=0.3)
    assert data.excess_risk(data.truth) == 0.0
    # off by 3 where the scale is 1 and by 20 where it is 0.1: (3^2 + (0.1 * 20)^2) / 2
    assert data.excess_risk(data.truth + torch.tensor([3.0, 20.0])) == pytest.approx(6.5)


def test_spirals_are_balanced_and_lie_within_the_unit_disc_but_for_the_noise() -> None:
    data = spirals(examples=400, half_turns=3.0, noise=0.02)
    assert data.train.targets.float().mean().item() == pytest.approx(0.5, abs=0.06)
    assert data.validation.inputs.norm(dim=1).max().item() < 1.1


def test_tumours_are_standardised() -> None:
    data = tumours()
    assert data.inputs.shape == (400, 30)
    assert data.inputs.mean(0).abs().max().item() < 0.15
    assert data.inputs.std(0).sub(1.0).abs().max().item() < 0.3


def test_source_text_is_bytes_in_order() -> None:
    text = source_text(("this", "keyword"))
    assert bytes(text[: len(source_text(("this",)))].tolist()).startswith(b's = """Gur Mra')


@pytest.mark.parametrize("name", ["sys", "no_such_module_anywhere"])
def test_a_module_without_source_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match=f"modules must name standard modules that come as source, got '{name}'"):
        source_text((name,))
