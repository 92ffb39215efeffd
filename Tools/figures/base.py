"""What the figures of all studies are made with: reading, statistics by the program, tables."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

PAGE = "docs/reproduction.md"
METHODS = ("snn", "msra", "batchnorm", "layernorm", "weightnorm", "highway", "resnet")
ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("SNNBENCH", str(ROOT / ".build/release/snnbench"))
# Tasks whose test rows are on another scale than their training rows: `snnbench list tasks --audit`.
MIS_SCALED = {f"uci/{name}" for name in ("annealing", "monks-1", "monks-2", "monks-3", "spectf")}


def read(path):
    with open(ROOT / "results" / path, newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def number(text):
    return float(text) if text else None


def p_text(p):
    """As the program prints p-values: two digits."""
    return f"{p:.1e}" if p < 0.01 else f"{p:.2g}"


def asked(numbers, *options):
    """What the program says of numbers, as JSON; fractions are compared exactly."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(numbers, file, default=lambda value: f"{value.numerator}/{value.denominator}")
        file.flush()
        answer = subprocess.run([PROGRAM, "stats", file.name, *options, "--format", "json"], capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"write-figures: {answer.stderr.strip()}")
    return json.loads(answer.stdout)


def statistics(x, y):
    """Every paired test of two lists."""
    return asked({"x": x, "y": y})


def friedman(tasks, names):
    """The p of Friedman's test of some methods; each task has a value by name."""
    tests = asked({"methods": names, "scores": [[task[name] for name in names] for task in tasks]}, "--part", "tests")
    return next(test["p"] for test in tests if test["test"] == "Friedman")


def two_sided(x, y):
    return p_text(statistics(x, y)["r"]["two_sided"]["p"])


def holm(p):
    """Holm's adjustment of p-values by name."""
    adjusted, largest = {}, 0
    for place, name in enumerate(sorted(p, key=p.get)):
        largest = max(largest, min(1, p[name] * (len(p) - place)))
        adjusted[name] = largest
    return adjusted


def interval_text(test):
    """The mean difference in points with its 95 % interval, from `statistics`."""
    interval = test["bootstrap_mean_difference"]
    return f"{100 * interval['mean']:+.1f} ({100 * interval['lower']:+.1f} to {100 * interval['upper']:+.1f})"


def ranks(values):
    """Ranks from 1 for the largest, ties averaged."""
    return [sum(other > value for other in values) + (sum(other == value for other in values) + 1) / 2 for value in values]


def average_ranks(tasks, names):
    """By name, the average of its rank over tasks; each task has a value by name, the largest of which ranks first."""
    each = [ranks([task[name] for name in names]) for task in tasks]
    return dict(zip(names, map(mean, zip(*each))))


def correlation(x, y):
    """Spearman's."""
    x, y = ranks(x), ranks(y)
    a, b = mean(x), mean(y)
    return sum((i - a) * (j - b) for i, j in zip(x, y)) / (
        sum((i - a) ** 2 for i in x) * sum((j - b) ** 2 for j in y)) ** 0.5


def markdown(header, right, rows):
    """A table; the columns from `right` on are numbers."""
    rules = ["---" if index < right else "---:" for index in range(len(header))]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in [header, rules, *rows])


def sign(value):
    return (value > 0) - (value < 0)
