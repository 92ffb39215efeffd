#!/usr/bin/env python3
"""Times training steps of convolutional networks in PyTorch beside those of snnbench, both on one thread.

    python3 torch_convolutions.py ../../.build/release/snnbench
    python3 torch_convolutions.py BINARY --network tensorflow-cnn-mnist-selu --rounds 7

The networks are those of `snnbench tutorials`, trained as there: MNIST's with plain gradient descent and alpha dropout 0.05,
CIFAR-10's with Adam. The two sides take turns, so that a noisy neighbour slows down both; the time of a side is the median
of its rounds, the ratio the median of the ratios round by round (below 1: snnbench is faster). Needs PyTorch; pin the process
to a core (`taskset -c 0`) where the machine is shared, and leave OPENBLAS_CORETYPE unset. PyTorch is timed in both its
layouts, contiguous and channels-last, and the faster one counts.
"""

import argparse
import json
import statistics
import subprocess
import time

import torch
from torch import nn

BATCH = 128


def mnist() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.SELU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5, padding=2), nn.SELU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64 * 49, 1024), nn.SELU(), nn.AlphaDropout(0.05), nn.Linear(1024, 10))


def cifar10() -> nn.Module:
    layers: list[nn.Module] = []
    for inputs, outputs, kernel, pools in [(3, 64, 5, True), (64, 64, 5, True), (64, 128, 3, False),
                                           (128, 128, 3, False), (128, 128, 3, True)]:
        layers += [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.SELU()]
        if pools:
            layers.append(nn.MaxPool2d(3, 2))
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(128 * 9, 384), nn.SELU(), nn.Linear(384, 192), nn.SELU(), nn.Linear(192, 10))


NETWORKS = {
    "tensorflow-cnn-mnist-selu": (mnist, (1, 28, 28), lambda p: torch.optim.SGD(p, lr=1e-3)),
    "tensorflow-cnn-cifar10-selu": (cifar10, (3, 32, 32), lambda p: torch.optim.Adam(p, lr=1e-4)),
}


class TorchStep:
    """A network in PyTorch with a batch."""

    def __init__(self, name: str, layout: torch.memory_format):
        make, shape, optimizer = NETWORKS[name]
        self.network = make().to(memory_format=layout)
        for module in self.network.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="linear")
                nn.init.zeros_(module.bias)
        self.optimizer = optimizer(self.network.parameters())
        self.input = torch.randn(BATCH, *shape).to(memory_format=layout)
        self.classes = torch.arange(BATCH) % 10
        for _ in range(2):
            self.step()

    def step(self) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(self.network(self.input), self.classes).backward()
        self.optimizer.step()

    def milliseconds(self, seconds: float) -> float:
        """The median time of a step."""
        times: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            self.step()
            times.append(time.perf_counter() - start)
        return 1e3 * statistics.median(times)


def ours(binary: str, name: str, seconds: float) -> tuple[float, float]:
    """The median time of a step of snnbench, and its share of the core's peak."""
    command = [binary, "bench", "--format", "json", "--quiet", "--seconds", str(seconds), "--tutorial", name]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    step = json.loads(output)["steps"][0]
    return step["milliseconds"], step["shareOfPeak"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("binary", help="the snnbench program, built with -c release")
    parser.add_argument("--network", action="append", choices=list(NETWORKS))
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side (default: 5)")
    parser.add_argument("--seconds", type=float, default=2, help="time of each turn (default: 2)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} thread, batch {BATCH}")
    print(f"{'network':>28}  {'torch ms':>9}  {'last ms':>9}  {'ours ms':>9}  {'of peak':>7}  {'ours/torch':>10}")
    for name in arguments.network or list(NETWORKS):
        contiguous = TorchStep(name, torch.contiguous_format)
        last = TorchStep(name, torch.channels_last)
        rounds = [
            (contiguous.milliseconds(arguments.seconds), last.milliseconds(arguments.seconds),
             *ours(arguments.binary, name, arguments.seconds))
            for _ in range(arguments.rounds)
        ]
        first, second, mine, share = (statistics.median(times) for times in zip(*rounds))
        ratio = statistics.median(row[2] / min(row[0], row[1]) for row in rounds)
        print(f"{name:>28}  {first:9.2f}  {second:9.2f}  {mine:9.2f}  {share:7.3f}  {ratio:10.2f}", flush=True)


if __name__ == "__main__":
    main()
