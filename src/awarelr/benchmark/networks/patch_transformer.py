"""A transformer over the patches of a small image."""

from typing import final

import torch
from torch import Tensor, nn

__all__ = ["PatchTransformer"]

_SIDE = 8
_PATCH = 2
_PATCHES = (_SIDE // _PATCH) ** 2
_CLASSES = 10
_POSITION_SCALE = 0.02


@final
class PatchTransformer(nn.Module):
    """Logits of ten classes for images of 8 x 8 pixels, cut into sixteen patches; pre-norm blocks, mean over patches.

    Takes rows of 64 pixels, like `mlp`, and folds them itself; for a network that looks at neighbouring pixels first
    use `small_conv`. The blocks are torch's own, without dropout.

    Args:
        blocks: number of blocks.
        width: length of the residual stream's vectors; a multiple of ``heads``.
        heads: attention heads a block.

    Source: Dosovitskiy et al., "An image is worth 16x16 words", 2021, made small; the mean in place of a class token
    after Beyer et al., "Better plain ViT baselines for ImageNet-1k", 2022.
    """

    def __init__(self, *, blocks: int, width: int, heads: int) -> None:
        """Create the parameters from torch's global generator."""
        super().__init__()
        self.patch = nn.Conv2d(1, width, kernel_size=_PATCH, stride=_PATCH)
        self.position = nn.Parameter(_POSITION_SCALE * torch.randn(_PATCHES, width))
        self.blocks = nn.Sequential(*[_block(width, heads) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, _CLASSES)

    def forward(self, pixels: Tensor) -> Tensor:
        """Return logits, shape (batch, 10), for pixels of shape (batch, 64)."""
        patches = self.patch(pixels.view(-1, 1, _SIDE, _SIDE)).flatten(2).transpose(1, 2)
        logits: Tensor = self.head(self.norm(self.blocks(patches + self.position)).mean(dim=1))
        return logits


def _block(width: int, heads: int) -> nn.TransformerEncoderLayer:
    return nn.TransformerEncoderLayer(
        d_model=width,
        nhead=heads,
        dim_feedforward=4 * width,
        dropout=0.0,
        activation="gelu",
        batch_first=True,
        norm_first=True,
    )
