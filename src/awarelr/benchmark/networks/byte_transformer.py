"""A causal transformer over bytes."""

from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["ByteTransformer"]

_VOCABULARY = 256
_POSITION_SCALE = 0.02


@final
class _Block(nn.Module):
    """Attention and a four times wider GELU layer, each after a layer norm and beside a residual path."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.wide_norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 4 * width)
        self.wide_out = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, context, width = x.shape
        split = self.query_key_value(self.attention_norm(x)).view(batch, context, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.attention_out(heard.transpose(1, 2).reshape(batch, context, width))
        wide: Tensor = self.wide_out(functional.gelu(self.wide(self.wide_norm(x))))
        return x + wide


@final
class ByteTransformer(nn.Module):
    """Logits of the next byte at every position; pre-norm blocks, learnt positions.

    Torch's own start, but for positions, which start small beside the bytes: 0.02.

    Args:
        blocks: number of blocks.
        width: length of the residual stream's vectors; a multiple of ``heads``.
        heads: attention heads a block.
        context: positions in a window.

    Source: Radford et al., "Language models are unsupervised multitask learners", 2019, made small.
    """

    def __init__(self, *, blocks: int, width: int, heads: int, context: int) -> None:
        """Create the parameters from torch's global generator."""
        super().__init__()
        self.byte = nn.Embedding(_VOCABULARY, width)
        self.position = nn.Parameter(_POSITION_SCALE * torch.randn(context, width))
        self.blocks = nn.Sequential(*[_Block(width, heads) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, _VOCABULARY)

    def forward(self, windows: Tensor) -> Tensor:
        """Return logits, shape (batch, context, 256), for byte values of shape (batch, context)."""
        x = self.byte(windows) + self.position
        logits: Tensor = self.head(self.norm(self.blocks(x)))
        return logits
