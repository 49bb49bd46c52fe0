"""Networks: what goes in and what comes out."""

import pytest
import torch

from awarelr.benchmark.networks.byte_lstm import ByteLstm
from awarelr.benchmark.networks.factors import Factors
from awarelr.benchmark.networks.patch_transformer import PatchTransformer

pytestmark = pytest.mark.torch


def test_a_patch_transformer_gives_ten_logits_an_image_alone_or_in_company() -> None:
    torch.manual_seed(0)
    model = PatchTransformer(blocks=2, width=32, heads=4)
    images = torch.rand(5, 64)
    logits = model(images)
    assert logits.shape == (5, 10)
    assert torch.allclose(model(images[2:3]), logits[2:3], atol=1e-5)


def test_a_patch_transformer_answers_the_same_in_training_and_evaluation() -> None:
    torch.manual_seed(0)
    model = PatchTransformer(blocks=2, width=32, heads=4)
    images = torch.rand(5, 64)
    training = model(images)
    with torch.no_grad():
        assert torch.allclose(model.eval()(images), training, atol=1e-5)


def test_a_patch_transformer_knows_where_a_patch_is() -> None:
    torch.manual_seed(0)
    model = PatchTransformer(blocks=1, width=16, heads=2)
    image = torch.zeros(1, 8, 8)
    image[0, :2, :2] = 1.0
    moved = image.roll(2, dims=2)
    assert not torch.allclose(model(image.flatten(1)), model(moved.flatten(1)), atol=1e-5)


def test_a_recurrent_network_does_not_look_ahead() -> None:
    torch.manual_seed(0)
    model = ByteLstm(embedding=8, width=16)
    windows = torch.randint(0, 256, (3, 12))
    logits = model(windows)
    assert logits.shape == (3, 12, 256)
    changed = windows.clone()
    changed[:, 7] = (changed[:, 7] + 1) % 256
    assert torch.equal(model(changed)[:, :7], logits[:, :7])
    assert not torch.equal(model(changed)[:, 7:], logits[:, 7:])


def test_a_rating_is_the_product_of_its_factors() -> None:
    model = Factors(users=4, items=3, rank=2)
    with torch.no_grad():
        model.user.weight[1] = torch.tensor([2.0, 3.0])
        model.item.weight[2] = torch.tensor([5.0, -1.0])
    assert model(torch.tensor([[1, 2]])).tolist() == [7.0]
