"""A small convolutional network with batch normalisation."""

from torch import nn

__all__ = ["small_conv"]


def small_conv() -> nn.Sequential:
    """Return conv 16, batch norm, ReLU, conv 32 with stride 2, batch norm, ReLU, linear: 64 pixels to 10 classes.

    Takes rows of 64 pixels, like `mlp`, and folds them into images of 1 x 8 x 8 itself.
    """
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 10),
    )
