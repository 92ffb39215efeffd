"""What becomes of the last batch: results/last-batch."""

from .base import *
from .study import quick


# Tasks whose last batch has 2 to 13 rows beside a full one.
FEW_ROWS_LEFT = {f"uci/{name}" for name in (
    "arrhythmia", "audiology-std", "balance-scale", "congressional-voting", "monks-2", "statlog-vehicle")}

LAST_BATCH = ("kept", "dropped", "merged", "scaled")
LAST_METHODS = ("snn", "msra", "batchnorm", "resnet")


LAST_GROUPS = (("2 to 13", lambda rows: 0 < rows <= 13), ("20 to 127", lambda rows: rows > 13),
               ("none", lambda rows: rows == 0), ("all", lambda rows: True))
# While the study goes on, tasks lack a value or a method.
last_batch = [row for row in read("last-batch/accuracies.csv") if all(row[value] for value in LAST_BATCH)]


def last_group(belongs):
    """The tasks of a group by the rows beyond the last full batch, each with its methods."""
    tasks = {}
    for row in last_batch:
        if belongs(0 if int(row["training_rows"]) < 128 else int(row["last_rows"])):
            tasks.setdefault(row["task"], {})[row["method"]] = row
    return [cells for cells in tasks.values() if set(cells) >= set(LAST_METHODS)]


def last_accuracy(cells, method, value):
    return Fraction(int(cells[method][value]), int(cells[method]["total"]))


def last_batch_rows():
    rows = []
    for name, belongs in LAST_GROUPS:
        group = last_group(belongs)
        for value in LAST_BATCH:
            means = [f"{float(mean(last_accuracy(cells, method, value) for cells in group)):.4f}" for method in LAST_METHODS]
            rank = mean(ranks([last_accuracy(cells, method, value) for method in LAST_METHODS])[0] for cells in group)
            p = "" if value == "kept" else two_sided(
                [last_accuracy(cells, "snn", value) for cells in group],
                [last_accuracy(cells, "snn", "kept") for cells in group])
            rows.append([name, value, str(len(group)), *means, f"{rank:.3f}", p])
    return rows


def last_batch_table():
    header = ["rows of the last batch", "last_batch", "tasks", *LAST_METHODS, "rank of snn (of four)", "p, snn against kept"]
    return markdown(header, 2, last_batch_rows()).replace("|  |", "| |")


def best_of_k_table():
    counts = (1, 2, 4, 8, 12, 16, 24)
    rows = [[row["method"], *(f"{float(row[f'k_{k}']):.4f}" if row[f"k_{k}"] else "" for k in counts)]
            for row in read("last-batch/best-of-k.csv")]
    return markdown(["method", *map(str, counts)], 1, rows).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""

    def snn_rank(is_among):
        return mean(ranks(list(cells.values()))[list(cells).index("snn")]
                    for task, cells in quick.accuracies.items() if (task in FEW_ROWS_LEFT) == is_among)

    yield PAGE, "There SNN has an average rank of {}, on the other tasks one of {}", [
        f"{snn_rank(True):.3f}", f"{snn_rank(False):.3f}"]

    expected = {row["method"]: {k: float(row[f"k_{k}"]) for k in (1, 12, 24) if row[f"k_{k}"]}
                for row in read("last-batch/best-of-k.csv")}
    yield PAGE, "From 12 to 24 configurations SNN gains {} points, msra {} and resnet {}", [
        f"{100 * (expected[method][24] - expected[method][12]):.1f}" for method in ("snn", "msra", "resnet")]
    yield PAGE, "choosing brings it {} points, msra {}", [
        f"{100 * (expected[method][24] - expected[method][1]):.1f}" for method in ("snn", "msra")]

    def gains(value, methods, name):
        """Points by which a value of last_batch is better than kept, on the mean over a group of tasks."""
        group = last_group(dict(LAST_GROUPS)[name])
        return [100 * float(mean(last_accuracy(cells, method, value) - last_accuracy(cells, method, "kept")
                                 for cells in group)) for method in methods]

    few = [gains(value, ["snn"], "2 to 13")[0] for value in LAST_BATCH[1:]]
    yield PAGE, "it is better under each other value, by {} to {} points", [f"{min(few):.1f}", f"{max(few):.1f}"]
    table = last_batch_rows()
    yield PAGE, "points, most under `merged` (p = {}, two-sided, not adjusted)", [
        row[-1] for row in table if row[:2] == ["2 to 13", "merged"]]
    many = {value: [-gain for gain in gains(value, LAST_METHODS, "20 to 127")] for value in LAST_BATCH[1:]}
    yield PAGE, "methods, by {} to {} points, and `dropped`, which has the rows less, by {} to {};", [
        f"{end(many[value]):.1f}" for value in ("merged", "dropped") for end in (min, max)]
    none = [abs(gain) for value in LAST_BATCH[1:] for gain in gains(value, LAST_METHODS, "none")]
    yield PAGE, "the means move by up to {} points", [f"{max(none):.1f}"]
    every = [row for row in table if row[0] == "all"]
    yield PAGE, "SNN's rank among the four is {} to {} whatever the value", [
        end(row[-2] for row in every) for end in (min, max)]
    yield PAGE, "no value is better for it than `kept` (p = {} to {})", [end(row[-1] for row in every[1:]) for end in (min, max)]


TABLES = {"best-of-k": best_of_k_table, "last-batch": last_batch_table}
