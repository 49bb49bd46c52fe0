"""The demo's training with PyTorch: a small network on handwritten digits under SGD with momentum.

Rejected: AdamW, which forgives a rate 30 x too large, so that there would be nothing to see.
"""

from pathlib import Path
from typing import final

from awarelr.errors import MissingExtraError

try:
    import sklearn  # noqa: F401 - only to see whether it is there; the digits are its own
except ImportError as error:
    raise MissingExtraError("scikit-learn", "linear", "The demo") from error
try:
    import torch
    from torch import Tensor, nn
    from torch.nn import functional
except ImportError as error:
    raise MissingExtraError("torch", "torch", "The network of the demo") from error

from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.baselines.cosine import CosineBaseline
from awarelr.benchmark.baselines.planned import PlannedControl
from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.labelled import Labelled
from awarelr.benchmark.networks.mlp import mlp
from awarelr.cli.commands.demo.contender import Kind, Moment, Result
from awarelr.torch import AwareLR

__all__ = ["Network", "NetworkSetting"]

_BATCH = 64


@final
class NetworkSetting:
    """A 64-128-128-10 network on scikit-learn's digits; `LinearSetting` is for machines without PyTorch.

    Args:
        seed: seed of weights and batches.
    """

    title = "network 64-128-128-10 on 1,300 handwritten digits, SGD with momentum 0.9, batches of 64"
    usual_lr = 0.1

    def __init__(self, seed: int) -> None:
        """Load the data; use one thread, which is quickest for a network this small."""
        torch.set_num_threads(1)
        self._seed = seed
        self._data = digits()

    def start(self, kind: Kind, lr: float, steps: int, journal: Path | None = None) -> "Network":
        """Begin a training from the same weights and with the same batches as every other."""
        torch.manual_seed(self._seed)
        model = mlp((64, 128, 128, 10), nn.ReLU)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        control: PlannedControl | AwareLR
        match kind:
            case "AwareLR":
                control = AwareLR(optimizer, model=model, journal=journal)
            case "constant":
                control = ConstantBaseline().start(model=model, optimizer=optimizer, total_steps=steps)
            case "cosine":
                control = CosineBaseline().start(model=model, optimizer=optimizer, total_steps=steps)
        return Network(self._data.train, self._data.validation, model, optimizer, control, self._seed)


@final
class Network:
    """One training of the network.

    Args:
        train: data to fit.
        validation: data to measure on.
        model: the network at its start.
        optimizer: holds the LR.
        control: sets it.
        seed: seed of the batches.
    """

    def __init__(
        self,
        train: Labelled,
        validation: Labelled,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        control: PlannedControl | AwareLR,
        seed: int,
    ) -> None:
        """Store the parts."""
        self._train = train
        self._validation = validation
        self._model = model
        self._optimizer = optimizer
        self._control = control
        self._batches = Batches(population=len(train.inputs), size=_BATCH, seed=seed)
        self._step = 0

    def step(self) -> Moment:
        """Train one step."""
        self._step += 1
        rows = self._batches.at(self._step)
        lr = float(self._optimizer.param_groups[0]["lr"])
        self._optimizer.zero_grad()
        loss: Tensor = functional.cross_entropy(self._model(self._train.inputs[rows]), self._train.targets[rows])
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        self._control.step(loss)
        decision = self._control.last_decision if isinstance(self._control, AwareLR) else None
        return Moment(loss=loss.item(), lr=lr, decision=decision)

    def result(self) -> Result:
        """Measure the last weights and the averaged ones, and return the better: each schedule at its best."""
        last = self._measured()
        with self._control.averaged():
            averaged = self._measured()
        return averaged if averaged.loss < last.loss else last

    def explain(self) -> str:
        """Say why the LR is what it is."""
        return self._control.explain() if isinstance(self._control, AwareLR) else ""

    def close(self) -> None:
        """Let go of optimizer and journal."""
        if isinstance(self._control, AwareLR):
            self._control.close()

    def _measured(self) -> Result:
        with torch.no_grad():
            scores = self._model(self._validation.inputs)
            loss = functional.cross_entropy(scores, self._validation.targets).item()
            right = (scores.argmax(dim=1) == self._validation.targets).float().mean().item()
        return Result(loss=loss, accuracy=right)
