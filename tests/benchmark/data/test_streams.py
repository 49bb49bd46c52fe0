"""Streams and environments: what they draw, and that what is called exact is."""

import math

import pytest
import torch

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.friedman import friedman
from awarelr.benchmark.data.growing import GrowingClasses
from awarelr.benchmark.data.ratings import ratings
from awarelr.benchmark.data.rotating import RotatingTruth
from awarelr.benchmark.data.slippery_grid import SlipperyGrid
from awarelr.benchmark.data.spread import spread_at, spread_mean, spread_sd
from awarelr.benchmark.data.step_generator import step_generator
from awarelr.benchmark.data.viscous_flow import force_at, pushed

pytestmark = pytest.mark.torch

CORRIDOR = ("..G",)
EASTWARD = torch.tensor([0.0, 1.0, 0.0, 0.0]).expand(3, 4)
UNDECIDED = torch.full((3, 4), 0.25)


def test_a_step_has_its_own_luck_whenever_it_is_asked_for() -> None:
    drawn = {
        (seed, step): torch.rand(4, generator=step_generator(seed=seed, step=step))
        for seed in (0, 1)
        for step in (1, 2)
    }
    assert torch.equal(drawn[1, 2], torch.rand(4, generator=step_generator(seed=1, step=2)))
    assert len({tuple(each.tolist()) for each in drawn.values()}) == 4


def test_classes_come_in_until_all_are_there() -> None:
    stream = GrowingClasses(examples=digits().train, seed=0, every=10, arriving=2, batch=512)
    assert [stream.classes_at(step) for step in (1, 10, 11, 41, 50, 1000)] == [2, 2, 4, 10, 10, 10]
    assert set(stream.at(10).targets.tolist()) == {0, 1}
    assert set(stream.at(11).targets.tolist()) == {0, 1, 2, 3}
    late = stream.at(41)
    assert late.inputs.shape == (512, 64)
    assert set(late.targets.tolist()) == set(range(10))


def test_a_stream_of_classes_keeps_images_with_their_labels() -> None:
    train = digits().train
    labels = {tuple(image.tolist()): label for image, label in zip(train.inputs, train.targets.tolist(), strict=True)}
    drawn = GrowingClasses(examples=train, seed=3, every=1, arriving=10, batch=64).at(1)
    assert [labels[tuple(image.tolist())] for image in drawn.inputs] == drawn.targets.tolist()


def test_a_rotating_truth_keeps_its_size_and_comes_round() -> None:
    stream = RotatingTruth(seed=0, turn=100, batch=8, features=10, size=4.0)
    start, quarter, half = (stream.truth_at(step) for step in (1, 26, 51))
    assert start.norm().item() == pytest.approx(4.0)
    assert torch.dot(start, quarter).item() == pytest.approx(0.0, abs=1e-4)
    assert torch.allclose(half, -start, atol=1e-4)
    assert torch.allclose(stream.truth_at(101), start, atol=1e-4)


def test_answers_follow_the_truth_of_their_step() -> None:
    stream = RotatingTruth(seed=0, turn=100, batch=20_000, features=5, size=4.0)
    for step in (1, 40):
        examples = stream.at(step)
        likely = torch.sigmoid(examples.inputs @ stream.truth_at(step))
        assert set(examples.targets.tolist()) == {0.0, 1.0}
        sure = likely > 0.9
        assert examples.targets[sure].mean().item() == pytest.approx(likely[sure].mean().item(), abs=0.02)


def test_the_truth_rotates_alike_in_every_run_and_the_examples_do_not() -> None:
    first, second = (RotatingTruth(seed=seed, turn=9, batch=2, features=3, size=1.0) for seed in (0, 1))
    assert torch.equal(first.truth_at(5), second.truth_at(5))
    assert not torch.equal(first.at(1).inputs, second.at(1).inputs)


def test_ratings_are_some_entries_of_a_table_of_low_rank() -> None:
    data = ratings(users=60, items=40, rank=3, observed=0.25, noise=0.0)
    pairs, heard = data.train.inputs, data.train.targets
    assert torch.linalg.matrix_rank(data.truth).item() == 3
    assert torch.equal(heard, data.truth[pairs[:, 0], pairs[:, 1]])
    assert len(pairs) / 2400 == pytest.approx(0.25, abs=0.05)
    assert len({tuple(pair) for pair in pairs.tolist()}) == len(pairs)
    assert torch.equal(data.pairs[41], torch.tensor([1, 1]))
    assert torch.equal(data.truth.flatten()[41], data.truth[1, 1])


def test_the_function_of_ten_variables_is_standardised_and_ignores_five() -> None:
    data = friedman(train=1500, validation=1000, noise=0.0)
    assert data.train.inputs.shape == (1500, 10)
    assert data.validation.targets.shape == (1000,)
    assert data.train.inputs.abs().max().item() <= 1.0
    everything = torch.cat((data.train.targets, data.validation.targets))
    assert everything.std().item() == pytest.approx(1.0, abs=1e-3)
    related = torch.corrcoef(torch.cat((data.train.inputs, data.train.targets[:, None]), dim=1).T)[-1, :-1]
    assert related[[0, 1, 3, 4]].min().item() > 0.2
    assert related[5:].abs().max().item() < 0.1


def test_values_have_the_mean_and_spread_of_their_point() -> None:
    examples = spread_at(seed=0, step=1, batch=20_000)
    points = examples.inputs[:, 0]
    scaled = (examples.targets - spread_mean(points)) / spread_sd(points)
    assert scaled.mean().item() == pytest.approx(0.0, abs=0.03)
    assert scaled.std().item() == pytest.approx(1.0, abs=0.03)
    assert spread_sd(torch.tensor([-1.0, 1.0])).tolist() == pytest.approx([0.01, 0.25])


def test_a_force_is_measured_with_some_noise_at_points_between_the_walls() -> None:
    data = pushed(count=2000, noise=0.3)
    assert data.inputs.shape == data.targets.shape == (2000, 1)
    assert data.inputs.abs().max().item() <= 1.0
    assert (data.targets - force_at(data.inputs)).std().item() == pytest.approx(0.3, abs=0.02)


def test_expected_returns_of_a_corridor_by_hand() -> None:
    world = SlipperyGrid(CORRIDOR, slip=0.0, discount=0.5, horizon=3)
    # from the square beside the goal 1, from the one before it 0.5
    assert world.expected_return(EASTWARD) == pytest.approx(0.75)
    assert world.optimal_return() == pytest.approx(0.75)
    westward = EASTWARD.roll(2, dims=1)
    assert world.expected_return(westward) == 0.0


def test_slipping_costs_what_it_must() -> None:
    # A step to the side leaves one where one is: from the second square the goal is reached with 0.8 at once, with
    # 0.2 * 0.8 a step later; from the first one in two steps, both of which must hold.
    world = SlipperyGrid(CORRIDOR, slip=0.2, discount=0.5, horizon=2)
    assert world.expected_return(EASTWARD) == pytest.approx((0.8 + 0.5 * 0.2 * 0.8 + 0.5 * 0.8 * 0.8) / 2)


def test_a_pit_ends_an_episode_and_is_avoided_by_the_best_policy() -> None:
    world = SlipperyGrid(("x.G",), slip=0.0, discount=1.0, horizon=5)
    assert world.optimal_return() == pytest.approx(1.0)
    assert world.expected_return(EASTWARD.roll(2, dims=1)) == pytest.approx(-1.0)


def test_what_is_played_returns_on_average_what_is_expected() -> None:
    rows = ("..x", ".x.", "..G")
    world = SlipperyGrid(rows, slip=0.2, discount=0.9, horizon=8)
    logits = torch.randn(9, 4, generator=torch.Generator().manual_seed(0))
    chances = logits.softmax(dim=1)
    played = world.play(chances, episodes=20_000, seed=0, step=1)
    returns = played.returns[0]
    error = returns.std().item() / math.sqrt(len(returns))
    assert returns.mean().item() == pytest.approx(world.expected_return(chances), abs=4.0 * error)
    assert world.expected_return(chances) < world.optimal_return()


def test_an_episode_stays_where_it_ended_and_earns_no_more() -> None:
    world = SlipperyGrid(CORRIDOR, slip=0.0, discount=0.5, horizon=4)
    played = world.play(EASTWARD, episodes=50, seed=0, step=1)
    assert played.squares.shape == played.actions.shape == played.returns.shape == played.alive.shape == (4, 50)
    assert bool(played.alive[0].all())
    assert not bool(played.alive[2:].any())
    far = played.squares[0] == 0
    assert [set(returns.tolist()) for returns in played.returns[:2, far]] == [{0.5}, {1.0}]


def test_the_luck_of_an_episode_is_that_of_its_seed_and_step() -> None:
    world = SlipperyGrid(CORRIDOR, slip=0.5, discount=0.5, horizon=6)
    first, again, other = (world.play(UNDECIDED, episodes=30, seed=1, step=step) for step in (2, 2, 3))
    assert torch.equal(first.squares, again.squares)
    assert not torch.equal(first.squares, other.squares)
