"""Random forest and SVM trained on the splits of the 75 small tasks: results/comparators."""

from .base import *
from .repeats import seeds
from .study import quick

OTHERS = ("svm", "forest")
nine = {task: dict(cells) for task, cells in quick.accuracies.items()}
for row in read("comparators/accuracies.csv"):
    nine[row["task"]][row["method"]] = Fraction(int(row["correct"]), int(row["total"]))
NINE = (*METHODS, *OTHERS)
tasks = list(nine)


def column(method):
    return [nine[task][method] for task in tasks]


def comparators_table():
    average = average_ranks(nine.values(), NINE)
    order = sorted(NINE, key=average.get)
    best = order[0]
    tests = {method: statistics(column(best), column(method)) for method in order[1:]}
    p = {method: test["r"]["two_sided"]["p"] for method, test in tests.items()}
    adjusted = holm(p)
    rows = []
    for method in order:
        cells = [method, f"{average[method]:.3f}", f"{float(mean(column(method))):.4f}"]
        if method == best:
            cells += ["", "", ""]
        else:
            cells += [interval_text(tests[method]), p_text(p[method]), p_text(adjusted[method])]
        rows.append(cells)
    header = ["method", "average rank of nine", "mean accuracy", f"{best} better by, points", "p, two-sided", "Holm"]
    return markdown(header, 1, rows).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    snn = {other: statistics(column(other), column("snn")) for other in OTHERS}
    yield PAGE, "the SVM is {} points better (95 %: {} to {}; p = {}, two-sided), the forest {} ({} to {}; p = {})", [
        text for other in OTHERS for text in (
            *(f"{100 * snn[other]['bootstrap_mean_difference'][end]:.1f}" for end in ("mean", "lower", "upper")),
            p_text(snn[other]["r"]["two_sided"]["p"]))]
    average = [mean(seeds.cells[task]["snn"]) for task in tasks]
    again = {other: statistics(column(other), average) for other in OTHERS}
    yield PAGE, "Beside the mean of five seeds of SNN it is {} ({} to {}; p = {}), the forest {} (p = {})", [
        *(f"{100 * again['svm']['bootstrap_mean_difference'][end]:.1f}" for end in ("mean", "lower", "upper")),
        p_text(again["svm"]["r"]["two_sided"]["p"]), f"{100 * again['forest']['bootstrap_mean_difference']['mean']:.1f}",
        p_text(again["forest"]["r"]["two_sided"]["p"])]


TABLES = {"comparators": comparators_table}
