#!/usr/bin/env python3
"""Trains the protocol in PyTorch, beside snnbench: whether both give the same results, and how long a study takes.

    python3 torch_protocol.py compare ../../.build/release/snnbench peers
    python3 torch_protocol.py compare BINARY FOLDER --task glass --task wine --method snn --seeds 10 --processes 1
    python3 torch_protocol.py time BINARY FOLDER
    python3 torch_protocol.py time BINARY FOLDER --task glass --task balance-scale --rounds 1

`compare` trains each task, method, configuration and seed on both sides, in PyTorch with random numbers of its own
(`protocol_training.py`), and asks of every cell whether losses and accuracies have one distribution
(`protocol_statistics.py`). A difference is snnbench's result minus PyTorch's; `larger` is how often snnbench's is the larger one
of a pair. A training that diverged counts as worse than any other and is left out of mean differences. It also applies the rule of selection to snnbench's curves. Into FOLDER
go `runs.csv` (a line a training), `cells.csv`, `methods.csv` and `counts.csv`.

`time` trains a study, everything included: snnbench from an empty results file to the printed ranking, PyTorch with a process
a core. PyTorch's trainings are dealt into as many blocks as there are rounds, and the whole study by snnbench stands before,
between and after them, so that a noisy neighbour slows down both; the peak of fused multiply-adds is measured before each, on
all cores at once. PyTorch's time is the sum of its blocks, snnbench's the median of its runs. Into FOLDER go `blocks.csv` and
`units.csv`. The machine should do nothing else.

Both go on where they were stopped: the same command with the same FOLDER. Tasks are those of the sample suite. Needs PyTorch and
NumPy; leave OPENBLAS_CORETYPE unset.
"""

import argparse
import csv
import dataclasses
import json
import math
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from protocol_results import RUN_FIELDS, UNIT_FIELDS, Journal, Run, claim, equal_selections, recorded, snnbench, study_options
from protocol_statistics import Cell, CellTest, holm, pooled, test, together
from protocol_training import Unit, operations, passes, steps_of_epoch, train

GRID = Path(__file__).resolve().with_suffix(".json5")
MEASURES = ("training loss", "validation loss", "validation accuracy", "test accuracy", "chosen test accuracy")


# ------------------------------------------------------------------------------------------------------------ processes


def begin_process() -> None:
    torch.set_num_threads(1)
    # The keyboard's interrupt reaches all processes; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The first optimiser loads much of PyTorch, which belongs to no training.
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)


def train_run(unit: Unit) -> Run:
    return Run.of(unit, train(unit))


class Processes:
    """Processes that train, a thread each; started when they are first needed, so that their start is timed too."""

    def __init__(self, count: int):
        self.count = count
        self.pool: Any = None

    def train(self, units: Iterable[Unit]) -> Iterator[Run]:
        """The longest first, each as it ends."""
        if self.pool is None:
            self.pool = multiprocessing.get_context("spawn").Pool(self.count, begin_process)
        yield from self.pool.imap_unordered(train_run, sorted(units, key=passes, reverse=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.terminate()
            self.pool.join()


# ----------------------------------------------------------------------------------------------------------- compare


def labels(units: Iterable[Unit]) -> Callable[[Unit], str]:
    """Names configurations by the hyperparameters that differ within a method."""
    known: defaultdict[str, defaultdict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for unit in units:
        for name, value in unit.hyperparameters.items():
            known[unit.method][name].add(value)

    def label(unit: Unit) -> str:
        return " ".join(f"{name}={value:g}" if isinstance(value, (int, float)) else f"{name}={value}"
                        for name, value in unit.hyperparameters.items() if len(known[unit.method][name]) > 1)

    return label


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def print_table(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]))


def compare(arguments: argparse.Namespace) -> None:
    claim(arguments, {})
    database = arguments.folder / "snnbench.sqlite"
    snnbench(arguments, "run", *study_options(arguments), "--threads", str(arguments.processes), "--database", str(database),
             "--quiet")
    ours = recorded(database)
    journal = Journal(arguments.folder / "torch.csv", UNIT_FIELDS + RUN_FIELDS)
    theirs = {run.unit: run for run in map(Run.read, journal.rows)}
    missing = [trained.unit for trained in ours if trained.unit not in theirs]
    with Processes(arguments.processes) as processes:
        for count, run in enumerate(processes.train(missing), 1):
            journal.add([*dataclasses.astuple(run.unit), *run.cells])
            theirs[run.unit] = run
            if count % 50 == 0:
                print(f"{count} of {len(missing)} trainings in PyTorch", file=sys.stderr, flush=True)
    pairs = [(Run.of(trained.unit, trained.curve), theirs[trained.unit]) for trained in ours]
    report(arguments.folder, pairs)
    equal, count = equal_selections(database, ours)
    print(f"\nThe rule of selection, applied to snnbench's curves here, makes the stored choice in {equal} of {count} cases.")


def report(folder: Path, pairs: list[tuple[Run, Run]]) -> None:
    """Writes and prints what pairs of runs, snnbench's and PyTorch's, say."""
    generator = np.random.default_rng(1)
    label = labels(mine.unit for mine, _ in pairs)
    methods = list(dict.fromkeys(["snn", *sorted({mine.unit.method for mine, _ in pairs})]))
    methods = [method for method in methods if any(mine.unit.method == method for mine, _ in pairs)]
    groups: defaultdict[tuple[str, str, int, str], list[tuple[Run, Run]]] = defaultdict(list)
    for mine, other in sorted(pairs, key=lambda pair: pair[0].unit.seed):
        unit = mine.unit
        groups[unit.method, unit.task, unit.split, label(unit)].append((mine, other))
    groups = defaultdict(list, sorted(groups.items(), key=lambda item: (methods.index(item[0][0]), item[0])))
    write_table(
        folder / "runs.csv", ["program", "task", "split", "method", "configuration", "seed", *RUN_FIELDS[:-1]],
        ([program, task, split, method, configuration, run.unit.seed, *run.cells[:-1]]
         for (method, task, split, configuration), runs in groups.items()
         for program, side in (("snnbench", 0), ("torch", 1)) for run in (pair[side] for pair in runs)))

    cell_rows: list[list[Any]] = []
    tests: defaultdict[str, list[CellTest]] = defaultdict(list)
    cells: defaultdict[tuple[str, str], list[Cell]] = defaultdict(list)
    for key, runs in groups.items():
        for name in MEASURES:
            cell = Cell(*(np.array([pair[side].measure(name) for pair in runs]) for side in (0, 1)))
            result = test(cell, generator)
            tests[name].append(result)
            cells[key[0], name].append(cell)
            means = [side[np.isfinite(side)].mean() if np.isfinite(side).any() else math.nan for side in (cell.mine, cell.other)]
            texts = ["" if math.isnan(mean) else f"{mean:.6g}" for mean in means]
            cell_rows.append([*key, name, len(runs), *texts, f"{result.p:.6g}", f"{result.attained(0.05):.6g}"])
    write_table(folder / "cells.csv", ["method", "task", "split", "configuration", "measure", "seeds", "snnbench", "torch", "p",
                                       "chance_of_p_at_most_0.05"], cell_rows)

    tried = {key: pooled(value, generator) for key, value in cells.items()}
    adjusted = dict(zip(tried, holm([one.p for one in tried.values()])))
    method_rows: list[list[Any]] = []
    for method in methods:
        sides = [[run.outcome == "diverged" for pair in pairs for run in pair[side:side + 1] if run.unit.method == method]
                 for side in (0, 1)]
        for name in MEASURES:
            one = tried[method, name]
            method_rows.append([
                method, name, len(cells[method, name]), len(sides[0]), sum(sides[0]), sum(sides[1]),
                *(f"{value:.4g}" for value in (*one.difference, *one.larger, one.p, adjusted[method, name]))])
    header = ["method", "measure", "cells", "trainings", "diverged", "diverged_torch", "difference", "low", "high", "larger",
              "larger_low", "larger_high", "p", "holm"]
    write_table(folder / "methods.csv", header, method_rows)

    count_rows = []
    for name in MEASURES:
        many = together(tests[name])
        count_rows.append([name, str(many.cells), *(
            f"{value:.4g}" for value in (many.below, many.expected, many.below_p, many.smallest, many.smallest_adjusted))])
    count_header = ["measure", "cells", "p_at_most_0.05", "expected", "p_of_as_many", "smallest_p", "smallest_p_adjusted"]
    write_table(folder / "counts.csv", count_header, count_rows)
    print(f"PyTorch {torch.__version__}: {len(pairs)} trainings of each side, {len(groups)} cells\n")
    print_table([header, *([str(cell) for cell in row] for row in method_rows)])
    print()
    print_table([count_header, *count_rows])


# -------------------------------------------------------------------------------------------------------------- time


def peak(arguments: argparse.Namespace) -> float:
    """The peak of multiply-adds in GFLOP/s a core, measured on all cores at once."""
    command = [arguments.binary, "bench", "--format", "json", "--quiet", "--steps-only", "--seconds", "0.3",
               "--method", "snn", "--width", "64", "--depth", "2", "--batch", "32"]
    cores = sorted(os.sched_getaffinity(0))
    running = [subprocess.Popen(["taskset", "-c", str(core), *command], stdout=subprocess.PIPE, text=True) for core in cores]
    outputs = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        sys.exit(f"{arguments.binary} bench failed")
    return statistics.mean(json.loads(output)["peakGflops"] for output in outputs)


def timed(arguments: argparse.Namespace) -> None:
    cores = sorted(os.sched_getaffinity(0))[:arguments.processes]
    arguments.processes = len(cores)
    os.sched_setaffinity(0, cores)
    claim(arguments, {"rounds": arguments.rounds, "cores": len(cores)})
    blocks = Journal(arguments.folder / "blocks.csv", ["block", "program", "seconds", "peak", "trainings", "training_seconds"])
    journal = Journal(arguments.folder / "units.csv", ["block", *UNIT_FIELDS, *RUN_FIELDS, "steps", "operations"])
    done = {int(row["block"]) for row in blocks.rows}
    units: list[Unit] = []
    with Processes(len(cores)) as processes:
        for block in range(2 * arguments.rounds + 1):
            database = arguments.folder / f"block-{block}.sqlite"
            if block not in done:
                speed = peak(arguments)
                began = time.perf_counter()
                if block % 2 == 0:
                    train_study(arguments, database)
                    seconds = time.perf_counter() - began
                    rows = [(Run.of(one.unit, one.curve), one.steps) for one in recorded(database)]
                else:
                    runs = list(processes.train(units[block // 2::arguments.rounds]))
                    seconds = time.perf_counter() - began
                    rows = [(run, run.epochs_completed * steps_of_epoch(run.unit)) for run in runs]
                for run, steps in rows:
                    needed = operations(run.unit, steps, run.epochs_completed)
                    journal.add([block, *dataclasses.astuple(run.unit), *run.cells, steps, f"{needed:.0f}"])
                program = "torch" if block % 2 else "snnbench"
                blocks.add([block, program, f"{seconds:.3f}", f"{speed:.2f}", len(rows),
                            f"{sum(run.seconds for run, _ in rows):.3f}"])
                print(f"block {block + 1} of {2 * arguments.rounds + 1}: {program}, {len(rows)} trainings, {seconds:.1f} s, peak "
                      f"{speed:.1f} GFLOP/s a core", file=sys.stderr, flush=True)
            if block == 0:
                units = sorted((one.unit for one in recorded(database)), key=lambda unit: (-passes(unit), repr(unit)))
    summary(arguments.folder, len(cores))


def train_study(arguments: argparse.Namespace, database: Path) -> None:
    for path in arguments.folder.glob(database.name + "*"):
        path.unlink()
    snnbench(arguments, "run", *study_options(arguments), "--threads", str(arguments.processes), "--database", str(database))


def summary(folder: Path, cores: int) -> None:
    """Prints what a study took on both sides."""
    blocks = Journal(folder / "blocks.csv", []).rows
    names = {row["block"]: row["program"] for row in blocks}
    # A block that was stopped has units but no line, and its units stand there once more.
    latest = {(row["block"], *(row[name] for name in UNIT_FIELDS)): row for row in Journal(folder / "units.csv", []).rows}
    units = [row for row in latest.values() if row["block"] in names]
    ours = [row for row in blocks if row["program"] == "snnbench"]
    theirs = [row for row in blocks if row["program"] == "torch"]
    seconds = statistics.median(float(row["seconds"]) for row in ours)
    torch_seconds = sum(float(row["seconds"]) for row in theirs)
    speed = statistics.median(float(row["peak"]) for row in blocks)

    def total(name: str, program: str, method: str | None = None) -> float:
        runs = len(ours) if program == "snnbench" else 1
        return sum(float(row[name]) for row in units
                   if names[row["block"]] == program and method in (None, row["method"])) / runs

    needed, torch_needed = total("operations", "snnbench"), total("operations", "torch")
    rate, torch_rate = needed / seconds / cores / 1e9, torch_needed / torch_seconds / cores / 1e9
    print(f"PyTorch {torch.__version__}, cores: {cores}, {ours[0]['trainings']} trainings, peak {speed:.1f} GFLOP/s a core "
          f"({min(float(row['peak']) for row in blocks):.1f} to {max(float(row['peak']) for row in blocks):.1f})\n")
    print_table([
        ["", "seconds", "GFLOP/s a core", "share of the peak", "rest of the trainings", "outside trainings"],
        *([name, f"{wall:.1f}", f"{speed_of:.1f}", f"{speed_of / speed:.3f}",
           f"{total('seconds', program) / wall / cores - speed_of / speed:.3f}",
           f"{1 - total('seconds', program) / wall / cores:.3f}"]
          for name, program, wall, speed_of in (
              ("snnbench", "snnbench", seconds, rate), ("PyTorch", "torch", torch_seconds, torch_rate)))])
    print(f"\nPyTorch takes {torch_seconds / seconds:.2f} times as long (runs of snnbench: "
          f"{', '.join(row['seconds'] for row in ours)} s).\n")
    rows = [["method", "snnbench, s of a core", "PyTorch, s of a core", "times as fast", "GFLOP/s", "share of the peak",
             "diverged", "in PyTorch"]]
    for method in dict.fromkeys(row["method"] for row in units):
        mine, other = total("seconds", "snnbench", method), total("seconds", "torch", method)
        reached = total("operations", "snnbench", method) / mine / 1e9
        diverged = [sum(row["outcome"] == "diverged" for row in units
                        if row["method"] == method and names[row["block"]] == program) for program in ("snnbench", "torch")]
        rows.append([method, f"{mine:.2f}", f"{other:.2f}", f"{other / mine:.2f}", f"{reached:.1f}", f"{reached / speed:.3f}",
                     str(diverged[0] // len(ours)), str(diverged[1])])
    print_table(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="compare|time")
    for name, action, summary_text in (
            ("compare", compare, "whether results have the same distributions"), ("time", timed, "how long a study takes")):
        command = commands.add_parser(name, help=summary_text)
        command.set_defaults(action=action)
        command.add_argument("binary", help="the snnbench program, built with -c release")
        command.add_argument("folder", type=Path, help="where results go, and from where the same command goes on")
        command.add_argument("--task", action="append", help="a task of the sample suite (repeatable; default: all)")
        command.add_argument("--method", action="append", help="a method (repeatable; default: all seven)")
        command.add_argument("--epochs", type=int, default=100, help="epochs of a training (default: 100)")
        command.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)),
                             help="processes of PyTorch and threads of snnbench (default: one a core)")
        if action is compare:
            command.add_argument("--grid", default=GRID, help=f"a grid or a file of one (default: {GRID.name})")
            command.add_argument("--seeds", type=int, default=5, help="trainings of a cell and side (default: 5)")
        else:
            command.add_argument("--grid", default="small", help="a grid or a file of one (default: small)")
            command.add_argument("--rounds", type=int, default=3, help="blocks of PyTorch (default: 3)")
            command.set_defaults(seeds=1)
    arguments = parser.parse_args()
    # So that the processes are ended with this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(75))
    try:
        arguments.action(arguments)
    except KeyboardInterrupt:
        sys.exit(75)


if __name__ == "__main__":
    main()
