"""Five tasks with the paper's grid in full, beside the search by halving: results/uci-five-full, results/uci-small-paper."""

from .base import *
from .study import Study, paper

full = Study("uci-five-full")
CONFIGURATION = ("hidden_units", "layers", "learning_rate", "dropout_rate", "form", "bottleneck")
# Numbers of configurations, up to those of highway, of the networks with normalisation and of the others.
COUNTS = (1, 4, 16, 36, 64, 108, 180, 216)


class Pairs:
    """What the full search and halving chose for a method, task by task."""

    def __init__(self, methods):
        self.pairs = [(full.selections[task][method], paper.selections[task][method]) for task in full.tasks for method in methods]
        self.same = sum(all(one[key] == other[key] for key in CONFIGURATION) for one, other in self.pairs)
        self.validation = [self.accuracy(side, "validation") for side in (0, 1)]
        self.test = [mean(float(pair[side]["test_value"]) for pair in self.pairs) for side in (0, 1)]

    def accuracy(self, side, part):
        return mean(int(pair[side][f"{part}_correct"]) / int(pair[side][f"{part}_total"]) for pair in self.pairs)


def halving_table():
    rows = []
    for method in METHODS:
        pairs = Pairs([method])
        rows.append([method, f"{pairs.same} of {len(pairs.pairs)}", *(f"{value:.4f}" for value in (*pairs.validation, *pairs.test))])
    header = ["method", "same configuration", "validation accuracy, full search", "halving", "test accuracy, full search", "halving"]
    return markdown(header, 1, rows)


def expected():
    return {row["method"]: row for row in read("uci-five-full/best-of-k.csv")}


def best_of_k_table():
    rows = [[method, *(f"{float(row[f'k_{k}']):.4f}" if row[f"k_{k}"] else "" for k in COUNTS)] for method, row in expected().items()]
    return markdown(["method", *map(str, COUNTS)], 1, rows).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    pairs = Pairs(METHODS)
    yield PAGE, "It chooses the same configuration for {} of {} pairs of a task and method, and its choices have {} points on validation " \
        "rows and {} on test rows beside those of the full search", [
            str(pairs.same), str(len(pairs.pairs)), f"{100 * (pairs.validation[1] - pairs.validation[0]):+.1f}",
            f"{100 * (pairs.test[1] - pairs.test[0]):+.1f}"]
    moved = [100 * (own.test[1] - own.test[0]) for own in (Pairs([method]) for method in METHODS)]
    yield PAGE, "method's mean test accuracy on the five tasks by {} to {} points", [f"{min(moved):+.1f}", f"{max(moved):+.1f}"]
    rows = sum(int(cells["snn"]["total"]) for cells in full.cells.values())
    yield PAGE, "these five tasks, {} test rows together", [str(rows)]
    gains = [100 * (float(expected()[method][f"k_{most}"]) - float(expected()[method]["k_36"]))
             for method, most in (("snn", 216), ("msra", 216), ("resnet", 180), ("batchnorm", 108))]
    yield PAGE, "From 36 configurations to all of them SNN changes by {} points, msra by {}, resnet by {} and batchnorm by {}", [
        f"{gain:+.1f}" for gain in gains]


TABLES = {"halving": halving_table, "best-of-k-full": best_of_k_table}
