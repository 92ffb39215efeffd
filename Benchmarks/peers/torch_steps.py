#!/usr/bin/env python3
"""Times training steps in PyTorch beside those of snnbench, both on one thread.

    python3 torch_steps.py ../../.build/release/snnbench
    python3 torch_steps.py BINARY --case 256x8x128 --case 64x4x32 --method batchnorm --rounds 7

A case is WIDTHxDEPTHxBATCH: as many features as hidden units, that many hidden layers, 10 classes, cross entropy,
plain gradient descent without momentum. `snn` is Linear, SELU, AlphaDropout(0.05); `batchnorm` is Linear,
BatchNorm1d, ReLU. The two sides take turns within each case, so that a noisy neighbour slows down both; the time
of a side is the median of its rounds, the ratio the median of the ratios round by round (below 1: snnbench is
faster). Needs PyTorch; pin the process to a core (`taskset -c 0`) where the machine is shared.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

import torch

CLASSES = 10
LEARNING_RATE = 1e-3


def network(method: str, width: int, depth: int) -> torch.nn.Module:
    """The network that `snnbench bench` trains too."""
    layers: list[torch.nn.Module] = []
    for _ in range(depth):
        linear = torch.nn.Linear(width, width)
        gain = 1 if method == "snn" else 2
        torch.nn.init.normal_(linear.weight, std=(gain / width) ** 0.5)
        torch.nn.init.zeros_(linear.bias)
        layers.append(linear)
        if method == "snn":
            layers += [torch.nn.SELU(), torch.nn.AlphaDropout(0.05)]
        else:
            layers += [torch.nn.BatchNorm1d(width), torch.nn.ReLU()]
    layers.append(torch.nn.Linear(width, CLASSES))
    return torch.nn.Sequential(*layers)


class TorchStep:
    """One network in PyTorch with a batch."""

    def __init__(self, method: str, width: int, depth: int, batch: int):
        self.network = network(method, width, depth)
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=LEARNING_RATE)
        self.input = torch.randn(batch, width)
        self.classes = torch.arange(batch) % CLASSES
        for _ in range(3):
            self.step()

    def step(self) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(self.network(self.input), self.classes).backward()
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


def ours(binary: str, method: str, width: int, depth: int, batch: int, seconds: float) -> float:
    """The median time of a step of snnbench."""
    command = [
        binary, "bench", "--format", "json", "--quiet", "--steps-only", "--seconds", str(seconds),
        "--method", method, "--width", str(width), "--depth", str(depth), "--batch", str(batch),
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)["steps"][0]["milliseconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("binary", help="the snnbench program, built with -c release")
    parser.add_argument("--case", action="append", metavar="WIDTHxDEPTHxBATCH")
    parser.add_argument("--method", choices=["snn", "batchnorm"], default="snn")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side (default: 5)")
    parser.add_argument("--seconds", type=float, default=0.5, help="time of each turn (default: 0.5)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cases = arguments.case or ["64x4x32", "256x8x128", "512x8x128", "1024x8x128"]
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} thread, {arguments.method}")
    print(f"{'case':>12}  {'torch ms':>9}  {'ours ms':>9}  {'ours/torch':>10}")
    for case in cases:
        try:
            width, depth, batch = (int(part) for part in case.split("x"))
        except ValueError:
            sys.exit(f"a case is WIDTHxDEPTHxBATCH, not {case}")
        step = TorchStep(arguments.method, width, depth, batch)
        pairs = [
            (
                step.milliseconds(arguments.seconds),
                ours(arguments.binary, arguments.method, width, depth, batch, arguments.seconds),
            )
            for _ in range(arguments.rounds)
        ]
        torch_time, our_time = (statistics.median(times) for times in zip(*pairs))
        ratio = statistics.median(mine / theirs for theirs, mine in pairs)
        print(f"{case:>12}  {torch_time:9.3f}  {our_time:9.3f}  {ratio:10.2f}", flush=True)


if __name__ == "__main__":
    main()
