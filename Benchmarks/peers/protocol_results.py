"""Results of both sides of torch_protocol.py: what is kept of a training, and what snnbench recorded of its own."""

import argparse
import csv
import dataclasses
import json
import math
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from protocol_training import Curve, Epoch, Unit, load

UNIT_FIELDS = [field.name for field in dataclasses.fields(Unit)]
EPOCH_FIELDS = [field.name for field in dataclasses.fields(Epoch)]
RUN_FIELDS = ["outcome", "epochs_completed", *EPOCH_FIELDS, "chosen_epoch", "chosen_sum", "chosen_test_correct", "seconds"]


@dataclasses.dataclass(frozen=True)
class Run:
    """A training as it ended: the last epoch, and the one that validation chooses."""

    unit: Unit
    outcome: str
    epochs_completed: int
    last: Epoch | None
    chosen_epoch: int | None
    chosen_sum: int | None
    chosen_test_correct: int | None
    seconds: float

    @staticmethod
    def of(unit: Unit, curve: Curve) -> "Run":
        if curve.outcome != "succeeded":
            return Run(unit, curve.outcome, len(curve.epochs), None, None, None, None, curve.seconds)
        epoch, total = curve.chosen()
        return Run(unit, curve.outcome, len(curve.epochs), curve.epochs[-1], epoch, total,
                   curve.epochs[epoch - 1].test_correct, curve.seconds)

    @property
    def cells(self) -> list[Any]:
        """The values of `RUN_FIELDS`; a loss that is not finite is left empty."""
        last = dataclasses.astuple(self.last) if self.last else (None,) * len(EPOCH_FIELDS)
        texts = [f"{value:.9g}" if isinstance(value, float) and math.isfinite(value) else value if isinstance(value, int) else ""
                 for value in last]
        chosen = ["" if value is None else value for value in (self.chosen_epoch, self.chosen_sum, self.chosen_test_correct)]
        return [self.outcome, self.epochs_completed, *texts, *chosen, f"{self.seconds:.4f}"]

    @staticmethod
    def read(row: dict[str, str]) -> "Run":
        unit = Unit(row["task"], int(row["split"]), row["method"], row["values"], int(row["seed"]), int(row["epochs"]),
                    int(row["batch"]))
        if row["outcome"] != "succeeded":
            return Run(unit, row["outcome"], int(row["epochs_completed"]), None, None, None, None, float(row["seconds"]))
        losses = [float(row[name] or "inf") for name in EPOCH_FIELDS[:3]]
        return Run(unit, row["outcome"], int(row["epochs_completed"]),
                   Epoch(losses[0], losses[1], losses[2], int(row["validation_correct"]), int(row["test_correct"])),
                   int(row["chosen_epoch"]), int(row["chosen_sum"]), int(row["chosen_test_correct"]), float(row["seconds"]))

    def measure(self, name: str) -> float:
        """A result; of a training that diverged the worst there is."""
        data = load(self.unit.task, self.unit.split)
        if self.last is None:
            return math.inf if name.endswith("loss") else -math.inf
        value = {
            "training loss": self.last.training_loss, "validation loss": self.last.validation_loss,
            "validation accuracy": self.last.validation_correct / data.validation_rows,
            "test accuracy": self.last.test_correct / data.test_rows,
            "chosen test accuracy": (self.chosen_test_correct or 0) / data.test_rows,
        }[name]
        return math.inf if math.isnan(value) else value


class Journal:
    """A CSV file that grows by whole lines; one that was cut off in the middle of a line is begun anew at that line."""

    def __init__(self, path: Path, header: Sequence[str]):
        self.rows: list[dict[str, str]] = []
        if path.exists():
            text = path.read_text()
            text = text[:text.rfind("\n") + 1]
            path.write_text(text)
            self.rows = list(csv.DictReader(text.splitlines()))
        self.file = path.open("a", newline="")
        self.writer = csv.writer(self.file, lineterminator="\n")
        if path.stat().st_size == 0:
            self.add(header)

    def add(self, cells: Sequence[Any]) -> None:
        self.writer.writerow(cells)
        self.file.flush()


# ---------------------------------------------------------------------------------------------------------- snnbench


def study_options(arguments: argparse.Namespace) -> list[str]:
    options = ["--suite", "sample", "--grid", str(arguments.grid), "--protocol", f"epochs={arguments.epochs}"]
    options += ["--seed", "1", "--repeats", str(arguments.seeds)]
    for task in arguments.task or []:
        options += ["--task", task]
    for method in arguments.method or []:
        options += ["--method", method]
    return options


def snnbench(arguments: argparse.Namespace, *options: str) -> str:
    done = subprocess.run([arguments.binary, *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{arguments.binary} {options[0]}: {done.stderr.strip()}")
    return done.stdout


def claim(arguments: argparse.Namespace, more: dict[str, Any]) -> None:
    """Makes the folder one of this study, or refuses one of another."""
    arguments.folder.mkdir(parents=True, exist_ok=True)
    study = json.loads(snnbench(arguments, "run", *study_options(arguments), "--describe"))
    text = json.dumps({"study": study, **more}, indent=1) + "\n"
    path = arguments.folder / "study.json"
    if path.exists() and path.read_text() != text:
        sys.exit(f"{arguments.folder} holds another study; name another folder")
    path.write_text(text)


@dataclasses.dataclass(frozen=True)
class Trained:
    """What snnbench recorded of a unit."""

    unit: Unit
    unit_hash: str
    steps: int
    curve: Curve


def recorded(database: Path) -> list[Trained]:
    """All units of a results file with their curves; ends the program where its splits have other sizes than ours."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    for row in connection.execute("""
            SELECT name, split_index, training_rows, validation_rows, test_rows, features, classes
            FROM splits JOIN tasks USING (task_id)"""):
        data = load(row["name"], row["split_index"])
        sizes = (*data.training.features.shape, data.validation_rows, data.test_rows, data.classes)
        theirs = (row["training_rows"], row["features"], row["validation_rows"], row["test_rows"], row["classes"])
        if sizes != theirs:
            sys.exit(f"split {row['split_index']} of {row['name']} has sizes {theirs}, by the files of the suite {sizes}")
    curves: defaultdict[int, list[Epoch]] = defaultdict(list)
    for row in connection.execute("SELECT * FROM epochs ORDER BY attempt_id, epoch"):
        losses = [math.inf if row[name] is None else row[name] for name in EPOCH_FIELDS[:3]]
        curves[row["attempt_id"]].append(
            Epoch(losses[0], losses[1], losses[2], row["validation_correct"], row["test_correct"]))
    units = []
    for row in connection.execute("""
            SELECT a.attempt_id, t.name AS task, s.split_index, m.name AS method, c.hyperparameters, u.seed, p.definition,
                u.unit_hash, a.outcome, a.seconds, a.steps
            FROM current_attempts AS a JOIN units AS u USING (unit_id) JOIN configurations AS c USING (configuration_id)
            JOIN methods AS m USING (method_id) JOIN protocols AS p USING (protocol_id) JOIN splits AS s USING (split_id)
            JOIN tasks AS t USING (task_id) WHERE a.outcome IN ('succeeded', 'diverged') ORDER BY u.unit_hash"""):
        protocol = json.loads(row["definition"])
        unit = Unit(
            row["task"], row["split_index"], row["method"], json.dumps(json.loads(row["hyperparameters"]), sort_keys=True),
            row["seed"], protocol["epochs"], protocol["batch_size"])
        curve = Curve(row["outcome"], curves[row["attempt_id"]], row["seconds"])
        units.append(Trained(unit, row["unit_hash"], row["steps"], curve))
    return units


def equal_selections(database: Path, units: list[Trained]) -> tuple[int, int]:
    """How many of the stored selections choose the unit and the epoch that the rule chooses here, and of how many."""
    candidates: defaultdict[tuple[Any, ...], list[Trained]] = defaultdict(list)
    for trained in units:
        if trained.curve.outcome == "succeeded":
            unit = trained.unit
            candidates[unit.task, unit.split, unit.method, unit.seed].append(trained)

    def order(trained: Trained) -> tuple[Any, ...]:
        values = trained.unit.hyperparameters
        return (-trained.curve.chosen()[1], -values["layers"], values["learning_rate"], -values["dropout_rate"],
                trained.unit_hash)

    equal = count = 0
    for task, split, method, seed, unit_hash, epoch in sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
            "SELECT task, split_index, method, seed, unit_hash, epoch FROM selected_results"):
        count += 1
        group = candidates[task, split, method, seed]
        best = min(group, key=order) if group else None
        equal += (unit_hash, epoch) == ((best.unit_hash, best.curve.chosen()[0]) if best else (None, None))
    return equal, count
