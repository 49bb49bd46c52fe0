"""A recurrent network over bytes."""

from typing import final

from torch import Tensor, nn

__all__ = ["ByteLstm"]

_VOCABULARY = 256


@final
class ByteLstm(nn.Module):
    """Logits of the next byte at every position, from one layer of long short-term memory; torch's own start.

    What it reads passes through every position in turn; `ByteTransformer` sees them all at once.

    Args:
        embedding: length of a byte's vector.
        width: length of the memory.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.
    """

    def __init__(self, *, embedding: int, width: int) -> None:
        """Create the parameters from torch's global generator."""
        super().__init__()
        self.byte = nn.Embedding(_VOCABULARY, embedding)
        self.memory = nn.LSTM(embedding, width, batch_first=True)
        self.head = nn.Linear(width, _VOCABULARY)

    def forward(self, windows: Tensor) -> Tensor:
        """Return logits, shape (batch, context, 256), for byte values of shape (batch, context)."""
        remembered, _state = self.memory(self.byte(windows))
        logits: Tensor = self.head(remembered)
        return logits
