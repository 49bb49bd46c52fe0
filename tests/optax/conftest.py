"""A small regression in JAX, trained step by step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

try:
    import jax
    import jax.numpy as jnp
    import optax
except ImportError:
    collect_ignore_glob = ["test_*.py"]
else:
    ROWS = np.random.default_rng(0).normal(size=(512, 8)).astype(np.float32)
    NOISE = np.random.default_rng(2).normal(size=512).astype(np.float32)
    TARGETS = 0.3 * ROWS.sum(axis=1) + 0.3 * NOISE

    def start() -> dict[str, Any]:
        draw = np.random.default_rng(1)
        wide, narrow = draw.normal(size=(8, 32)) / 3.0, draw.normal(size=(32, 1)) / 6.0
        return {"in": jnp.asarray(wide, jnp.float32), "out": jnp.asarray(narrow, jnp.float32)}

    def batch(step: int, size: int = 32) -> tuple[Any, Any]:
        rows = np.random.default_rng(step).integers(0, len(ROWS), size)
        return ROWS[rows], TARGETS[rows]

    def seen(params: Any, x: Any, y: Any) -> Any:
        """Return loss and gradients."""

        def loss(params: Any) -> Any:
            return jnp.square((jnp.tanh(x @ params["in"]) @ params["out"]).squeeze(1) - y).mean()

        return jax.value_and_grad(loss)(params)

    look = jax.jit(seen)


@dataclass(repr=False)
class Run:
    """A training under way.

    Args:
        scheduler: what drives it.
        params: where it is; by default where all begin.
    """

    scheduler: Any
    params: Any = None
    state: Any = field(init=False)
    step: int = 0
    lrs: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.params = start() if self.params is None else self.params
        self.state = self.scheduler.init(self.params)

    def train(self, steps: int, **spoil: "Callable[[Any], Any]") -> "Run":
        """Make steps; ``spoil`` maps a step's number, as ``at7``, to what it does to the loss and the gradients."""
        for _ in range(steps):
            loss, gradients = look(self.params, *batch(self.step))
            loss, gradients = spoil.get(f"at{self.step}", lambda seen: seen)((loss, gradients))
            self.params, self.state = self.scheduler.step(loss, gradients, self.params, self.state)
            self.step += 1
            self.lrs.append(self.scheduler.get_last_lr()[0])
            self.losses.append(float(loss))
            self.named.append(self.scheduler.situation.label)
        return self

    def batch(self, step: int) -> tuple[Any, Any]:
        return batch(step)

    def loss(self, params: Any = None) -> float:
        """Return the loss on all rows."""
        return float(look(self.params if params is None else params, ROWS, TARGETS)[0])


@pytest.fixture
def run() -> type[Run]:
    return Run


@pytest.fixture
def sgd() -> Callable[..., Any]:
    """Return a maker of optimizers with an injected LR, ten thousand times too low."""

    def made(lr: float = 1e-5, kind: Any = None) -> Any:
        return optax.inject_hyperparams(optax.sgd if kind is None else kind)(learning_rate=lr)

    return made
