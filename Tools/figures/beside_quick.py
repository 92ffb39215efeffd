"""Studies of all seven methods beside the quick grid's on the same tasks: results/adamw, results/uci-small-paper."""

from .base import *
from .small import accuracies


class Study:
    """Test accuracies of a kept study on the tasks that have all seven, beside the quick grid's."""

    def __init__(self, folder):
        self.cells = {}
        for row in read(f"{folder}/accuracies.csv"):
            self.cells.setdefault(row["task"], {})[row["method"]] = Fraction(int(row["correct"]), int(row["total"]))
        # While a study goes on, tasks lack a method.
        self.tasks = [task for task in self.cells if len(self.cells[task]) == len(METHODS)]

    def column(self, cells, method):
        return [cells[task][method] for task in self.tasks]

    def average_ranks(self, cells):
        return average_ranks([cells[task] for task in self.tasks], METHODS)

    def correlation(self):
        """Spearman's, of the two orders of the methods."""
        before, after = self.average_ranks(accuracies), self.average_ranks(self.cells)
        return correlation([before[method] for method in METHODS], [after[method] for method in METHODS])

    def table(self, old, new):
        before, after = self.average_ranks(accuracies), self.average_ranks(self.cells)
        tests = {method: statistics(self.column(self.cells, method), self.column(accuracies, method)) for method in METHODS}
        adjusted = holm({method: test["r"]["two_sided"]["p"] for method, test in tests.items()})
        rows = []
        for method in sorted(METHODS, key=after.get):
            means = [f"{float(mean(self.column(cells, method))):.4f}" for cells in (accuracies, self.cells)]
            rows.append([
                method, f"{before[method]:.3f}", f"{after[method]:.3f}", *means, interval_text(tests[method]),
                p_text(tests[method]["r"]["two_sided"]["p"]), p_text(adjusted[method])])
        header = ["method", f"average rank, {old}", new, f"mean accuracy, {old}", new, "better by, points (95 %)",
                  "p, two-sided", "Holm"]
        return markdown(header, 1, rows)


adamw, paper = Study("adamw"), Study("uci-small-paper")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, "trained by AdamW with the quick grid on {} of the 75 tasks, those of the smallest cost", [str(len(adamw.tasks))]
    yield PAGE, "The orders by the two optimisers have a rank correlation of {}", [f"{adamw.correlation():.2f}"]
    yield PAGE, "The paper's grid, searched by halving, on {} of the 75 tasks so far", [str(len(paper.tasks))]
    yield PAGE, "The orders by the two grids have a rank correlation of {}", [f"{paper.correlation():.2f}"]


TABLES = {
    "adamw": lambda: adamw.table("gradient descent", "AdamW"),
    "paper-grid": lambda: paper.table("quick grid", "paper's grid"),
}
