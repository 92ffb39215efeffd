"""The training protocol in PyTorch: nothing of snnbench's is imported or copied.

Data are the files of the sample suite; random numbers are PyTorch's own, so that only distributions can agree with
snnbench's. It is PyTorch as a sensible user would write it: modules of `torch.nn`, data resident as tensors that a
permutation cuts into batches, `torch.optim.SGD`, one thread, inference mode for the validation and test rows, which go
through the network together. Nothing is compiled ahead: trainings take a second.
"""

import functools
import hashlib
import itertools
import json
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.parametrizations import weight_norm

SAMPLE = Path(__file__).resolve().parents[2] / "Sources" / "CEmbedded" / "sample" / "tasks"
WINDOW = 10
# The second moment of an initial weight is this over the fan-in.
LECUN, MSRA = 1.0, 2.0


@dataclass(frozen=True)
class Unit:
    """One training: a configuration of a method on a split of a task, from a seed."""

    task: str
    split: int
    method: str
    values: str  # The hyperparameters as JSON with sorted keys.
    seed: int
    epochs: int
    batch: int

    @property
    def hyperparameters(self) -> dict[str, Any]:
        return json.loads(self.values)

    @property
    def random_seed(self) -> int:
        """A seed of 63 bits that no other unit has."""
        return int.from_bytes(hashlib.sha256(repr(self).encode()).digest()[:8], "big") >> 1


@dataclass(frozen=True)
class Epoch:
    """What is measured after an epoch: mean losses, and rows classified rightly."""

    training_loss: float
    validation_loss: float
    test_loss: float
    validation_correct: int
    test_correct: int


@dataclass
class Curve:
    """How a training went."""

    outcome: str
    epochs: list[Epoch] = field(default_factory=list)
    seconds: float = 0.0

    def chosen(self) -> tuple[int, int]:
        """The last epoch of the window with the most validation rows right, the earliest of equal ones, and their sum."""
        right = [epoch.validation_correct for epoch in self.epochs]
        width = min(WINDOW, len(right))
        sums = [sum(right[last - width + 1:last + 1]) for last in range(width - 1, len(right))]
        best = max(range(len(sums)), key=lambda index: (sums[index], -index))
        return best + width, sums[best]


# ------------------------------------------------------------------------------------------------------------ data


@dataclass(frozen=True)
class Part:
    features: torch.Tensor
    classes: torch.Tensor


@dataclass(frozen=True)
class Data:
    """A split of a task: the rows to train on, and those of validation and, behind them, of the test."""

    training: Part
    evaluated: Part
    validation_rows: int
    test_rows: int
    classes: int


def numbers(path: Path) -> list[list[float]]:
    return [[float(cell) for cell in line.split(",")] for line in path.read_text().splitlines()]


@functools.cache
def load(task: str, split: int) -> Data:
    """Reads a task of the sample suite, whose features are standardised, with the rows of one of its four splits."""
    name = task.removeprefix("sample/")
    folder = SAMPLE / name
    features = torch.tensor(numbers(folder / f"{name}_py.dat"), dtype=torch.float32)
    classes = torch.tensor([int(row[0]) for row in numbers(folder / "labels_py.dat")])
    tests, validates = (
        torch.tensor([row[split] == 1 for row in numbers(folder / file)])
        for file in ("folds_py.dat", "validation_folds_py.dat"))

    def part(*masks: torch.Tensor) -> Part:
        return Part(torch.cat([features[mask] for mask in masks]), torch.cat([classes[mask] for mask in masks]))

    return Data(
        training=part(~(tests | validates)), evaluated=part(validates & ~tests, tests),
        validation_rows=int((validates & ~tests).sum()), test_rows=int(tests.sum()), classes=int(classes.max()) + 1)


# -------------------------------------------------------------------------------------------------------- networks


def linear(inputs: int, outputs: int, gain: float, bias: float = 0.0) -> nn.Linear:
    """A linear map with normal weights of variance gain / fan-in."""
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=math.sqrt(gain / inputs))
    nn.init.constant_(layer.bias, bias)
    return layer


def dropout(rate: float, method: str) -> list[nn.Module]:
    if rate == 0:
        return []
    return [nn.AlphaDropout(rate) if method == "snn" else nn.Dropout(rate)]


class HighwayLayer(nn.Module):
    """A sigmoid gate between the transformed input and the input itself; it begins mostly carrying (bias -2)."""

    def __init__(self, width: int):
        super().__init__()
        self.transform = linear(width, width, MSRA)
        self.gate = linear(width, width, MSRA, bias=-2.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.lerp(x, torch.relu(self.transform(x)), torch.sigmoid(self.gate(x)))


class ResidualBlock(nn.Module):
    """Linear maps with batch normalisation; the input is added before the last ReLU."""

    def __init__(self, widths: list[int]):
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in itertools.pairwise(widths):
            layers += [linear(inputs, outputs, MSRA), nn.BatchNorm1d(outputs), nn.ReLU()]
        self.body = nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.body(x) + x)


def plain_widths(values: dict[str, Any], outputs: int) -> list[int]:
    """As wide as the first, or conic: geometric from the first width to the outputs."""
    width, count = int(values["hidden_units"]), int(values["layers"])
    if values.get("form") != "conic":
        return [width] * count
    return [max(1, math.floor(width * (outputs / width) ** (layer / count) + 0.5)) for layer in range(count)]


def plain_layers(method: str, inputs: int, widths: list[int], rate: float) -> list[nn.Module]:
    """Layers of snn, msra and the three normalisations, which stand between the linear map and the ReLU."""
    layers: list[nn.Module] = []
    for width in widths:
        layer = linear(inputs, width, LECUN if method == "snn" else MSRA)
        # Directions begin as the weights that were drawn, lengths as their norms.
        layers.append(weight_norm(layer, dim=0) if method == "weightnorm" else layer)
        if method == "batchnorm":
            layers.append(nn.BatchNorm1d(width))
        if method == "layernorm":
            layers.append(nn.LayerNorm(width))
        layers += [nn.SELU() if method == "snn" else nn.ReLU(), *dropout(rate, method)]
        inputs = width
    return layers


def make_network(method: str, values: dict[str, Any], inputs: int, outputs: int) -> nn.Sequential:
    """One of the paper's seven networks, with its initial weights drawn."""
    rate, count = float(values["dropout_rate"]), int(values["layers"])
    layers: list[nn.Module] = []
    if method == "highway":
        width = int(values.get("hidden_units", inputs))
        if width != inputs:
            layers.append(linear(inputs, width, MSRA))
        for _ in range(count):
            layers += [HighwayLayer(width), *dropout(rate, method)]
    elif method == "resnet":
        width = int(values["hidden_units"])
        inner = max(1, round(width * float(values["bottleneck"])))
        widths = [width, *[inner] * (2 if values["form"] == "diavolo" else 1), width]
        layers.append(linear(inputs, width, MSRA))
        for _ in range(count):
            layers += [ResidualBlock(widths), *dropout(rate, method)]
    else:
        widths = plain_widths(values, outputs)
        layers += plain_layers(method, inputs, widths, rate)
        width = widths[-1]
    return nn.Sequential(*layers, linear(width, outputs, LECUN if method == "snn" else MSRA))


# -------------------------------------------------------------------------------------------------------- training


def penalised(network: nn.Module, penalty: float) -> Iterable[Any]:
    """The parameters, with the penalty on weights, directions and lengths alone, which have two axes."""
    if penalty == 0:
        return network.parameters()
    parameters = list(network.parameters())
    return [{"params": [p for p in parameters if p.ndim > 1], "weight_decay": penalty},
            {"params": [p for p in parameters if p.ndim == 1]}]


def train(unit: Unit) -> Curve:
    """Trains a unit; it has diverged where the loss of a step is not finite."""
    began = time.perf_counter()
    data, values = load(unit.task, unit.split), unit.hyperparameters
    features, classes = data.training.features, data.training.classes
    torch.manual_seed(unit.random_seed)
    network = make_network(unit.method, values, features.shape[1], data.classes)
    optimizer = torch.optim.SGD(
        penalised(network, float(values.get("l2_penalty", 0))), lr=float(values["learning_rate"]))
    curve = Curve("succeeded")
    for _ in range(unit.epochs):
        network.train()
        order = torch.randperm(len(classes))
        shuffled_features, shuffled_classes = features[order], classes[order]
        losses = 0.0
        for inputs, targets in zip(shuffled_features.split(unit.batch), shuffled_classes.split(unit.batch)):
            loss = cross_entropy(network(inputs), targets)
            value = loss.item()
            if not math.isfinite(value):
                curve.outcome = "diverged"
                curve.seconds = time.perf_counter() - began
                return curve
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses += value * len(targets)
        curve.epochs.append(measure(network, data, losses / len(classes)))
    curve.seconds = time.perf_counter() - began
    return curve


@torch.inference_mode()
def measure(network: nn.Module, data: Data, training_loss: float) -> Epoch:
    network.eval()
    logits = network(data.evaluated.features)
    losses = cross_entropy(logits, data.evaluated.classes, reduction="none")
    right = logits.argmax(1) == data.evaluated.classes
    count = data.validation_rows
    return Epoch(
        training_loss, losses[:count].mean().item(), losses[count:].mean().item(),
        int(right[:count].sum()), int(right[count:].sum()))


# ----------------------------------------------------------------------------------------------------------- costs


@functools.cache
def shape(method: str, values: str, task: str, split: int) -> tuple[int, int, int]:
    """Weights, those of them that meet the data themselves, and linear maps of a network."""
    data = load(task, split)
    network = make_network(method, json.loads(values), data.training.features.shape[1], data.classes)
    weights = [layer.in_features * layer.out_features for layer in network.modules() if isinstance(layer, nn.Linear)]
    # A highway network as wide as the data meets them with a transform and a gate.
    first = 2 if isinstance(network[0], HighwayLayer) else 1
    return sum(weights), sum(weights[:first]), len(weights)


def operations(unit: Unit, steps: int, epochs: int) -> float:
    """The floating-point operations of the matrix products that so many steps and evaluations need.

    Two a weight for each row that is evaluated; in training as many for the output, for the gradient of the weights
    and, but for weights that meet the data, for that of the input.
    """
    data = load(unit.task, unit.split)
    weights, first, _ = shape(unit.method, unit.values, unit.task, unit.split)
    rows = len(data.training.classes)
    whole, begun = divmod(steps, steps_of_epoch(unit))
    trained = whole * rows + min(begun * unit.batch, rows)
    return (6.0 * weights - 2.0 * first) * trained + 2.0 * weights * epochs * (data.validation_rows + data.test_rows)


def steps_of_epoch(unit: Unit) -> int:
    return math.ceil(len(load(unit.task, unit.split).training.classes) / unit.batch)


def passes(unit: Unit) -> int:
    """Steps times linear maps, which the time of small networks goes by in PyTorch."""
    return steps_of_epoch(unit) * unit.epochs * shape(unit.method, unit.values, unit.task, unit.split)[2]
