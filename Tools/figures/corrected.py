"""Five tasks as released and with their scales corrected: results/corrected-data."""

from .base import *
from .study import quick

FORMS = ("released", "corrected")
cells = {}
for row in read("corrected-data/accuracies.csv"):
    cells.setdefault(row["task"], {})[row["method"]] = {
        form: Fraction(int(row[form]), int(row["total"])) for form in FORMS}


def all_tasks(form):
    """The accuracies by method of each of the 75 small tasks, with these five in one of their forms."""
    return [{method: cells[task][method][form] for method in METHODS} if task in cells else quick.accuracies[task]
            for task in quick.tasks]


def corrected_table():
    average = {form: average_ranks(all_tasks(form), METHODS) for form in FORMS}
    rows = []
    for method in METHODS:
        rows.append([method] + [
            f"{float(mean(cells[task][method][form] for task in cells if (task == 'uci/spectf') == is_spectf)):.3f}"
            for is_spectf in (False, True) for form in FORMS] + [f"{average[form][method]:.3f}" for form in FORMS])
    header = ["method", "annealing and monks, released", "corrected", "spectf, released", "corrected",
              "rank on 75 tasks, five released", "five corrected"]
    return markdown(header, 1, rows)


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    gains = [mean(cells[task][method]["corrected"] - cells[task][method]["released"] for method in METHODS)
             for task in cells if task != "uci/spectf"]
    yield PAGE, "gain {} to {} points on the mean of the seven methods", [
        f"{100 * float(end(gains)):.0f}" for end in (min, max)]


TABLES = {"corrected": corrected_table}
