"""A kept study of the seven methods on the 75 small tasks, or on those of them that are through."""

from .base import *

OTHERS = ("msra", "layernorm", "highway", "resnet", "weightnorm", "batchnorm")


class Study:
    """Test accuracies and selections of a study's folder, of the tasks that have all seven methods."""

    def __init__(self, folder):
        self.folder = folder
        self.ranking = read(f"{folder}/ranks.csv")
        self.cells = {}
        for row in read(f"{folder}/accuracies.csv"):
            self.cells.setdefault(row["task"], {})[row["method"]] = row
        # While a study goes on, tasks lack a method.
        self.cells = {task: cells for task, cells in self.cells.items() if len(cells) == len(METHODS)}
        self.tasks = list(self.cells)
        # Exact test accuracies by task and method.
        self.accuracies = {task: {method: Fraction(int(row["correct"]), int(row["total"])) for method, row in cells.items()}
                           for task, cells in self.cells.items()}
        self.selections = {}
        for row in read(f"{folder}/selections.csv"):
            if row["task"] in self.cells:
                self.selections.setdefault(row["task"], {})[row["method"]] = row

    def rows(self, method):
        return [cells[method] for cells in self.cells.values()]

    def column(self, method, tasks=None):
        return [self.accuracies[task][method] for task in tasks or self.tasks]

    def average_ranks(self, tasks=None):
        return average_ranks([self.accuracies[task] for task in tasks or self.tasks], METHODS)

    def place(self, method):
        """Where a method stands in the ranking, in words."""
        return ordinal([row["method"] for row in self.ranking].index(method))

    def average_rank(self, method):
        return float(next(row for row in self.ranking if row["method"] == method)["average_rank"])

    def better_than(self):
        """The methods that SNN is significantly better than, one-sided and not adjusted, as the paper tests."""
        return [other for other in OTHERS
                if statistics(self.column("snn"), self.column(other))["r"]["greater"]["p"] < 0.05]

    def chosen_layers(self):
        """How many layers (or blocks) validation chooses on the mean, by method."""
        return {method: mean(int(cells[method]["layers"]) for cells in self.selections.values()) for method in METHODS}

    def beside_print(self, method, without=frozenset()):
        return BesidePrint([row for row in self.rows(method) if row["published"] and row["task"] not in without])

    def table(self):
        """Ranks and accuracies beside Table A11."""
        rows = []
        for row in self.ranking:
            method = self.beside_print(row["method"])
            rows.append([
                row["method"], f"{float(row['average_rank']):.3f}", f"{method.ours:.4f}", f"{method.published:.4f}",
                f"{method.difference:+.4f}", f"{method.absolute:.4f}", f"{method.equal} of {method.tasks}"])
        header = ["method", "average rank", "mean accuracy, ours", "paper (A11)", "mean difference",
                  "mean absolute difference", "equal to the row"]
        return markdown(header, 1, rows)

    def ranking_text(self):
        """The ranking as `snnbench rank` prints it."""
        table = [["method", "average rank", "average rank difference", "mean accuracy", "p"]]
        for row in self.ranking:
            table.append([
                row["method"], f"{float(row['average_rank']):.3f}", f"{float(row['average_rank_difference']):+.3f}",
                f"{float(row['mean_accuracy']):.4f}", p_text(float(row["p"])) if row["p"] else ""])
        widths = [max(len(row[column]) for row in table) for column in range(5)]
        lines = ["  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip()
                 for row in table]
        return "```\n" + "\n".join(lines) + "\n```\n"

    def against_snn_table(self):
        """SNN against each, here and in print, on the tasks with a number in print for all seven."""
        tasks = [task for task, cells in self.cells.items() if all(row["published"] for row in cells.values())]
        printed = {task: {method: Fraction(row["published"]) for method, row in self.cells[task].items()} for task in tasks}
        tests = [{other: statistics([cells[task]["snn"] for task in tasks], [cells[task][other] for task in tasks])
                  for other in OTHERS} for cells in (self.accuracies, printed)]
        rows = []
        for other in OTHERS:
            cells = [other]
            for test in tests:
                adjusted = holm({name: test[name]["r"]["two_sided"]["p"] for name in OTHERS})
                cells += [interval_text(test[other]), p_text(test[other]["r"]["greater"]["p"]), p_text(adjusted[other])]
            rows.append(cells)
        header = ["snn minus", "here, points (95 %)", "p that it is better", "two-sided, Holm",
                  "in print, points (95 %)", "p that it is better", "two-sided, Holm"]
        return markdown(header, 1, rows)

    def beside_table(self, other, names):
        """Ranks and accuracies beside another study's on the tasks of this one; `names`: the other's and this one's."""
        before, after = other.average_ranks(self.tasks), self.average_ranks()
        tests = {method: statistics(self.column(method), other.column(method, self.tasks)) for method in METHODS}
        adjusted = holm({method: test["r"]["two_sided"]["p"] for method, test in tests.items()})
        rows = []
        for method in sorted(METHODS, key=after.get):
            means = [f"{float(mean(study.column(method, self.tasks))):.4f}" for study in (other, self)]
            rows.append([
                method, f"{before[method]:.3f}", f"{after[method]:.3f}", *means, interval_text(tests[method]),
                p_text(tests[method]["r"]["two_sided"]["p"]), p_text(adjusted[method])])
        old, new = names
        header = ["method", f"average rank, {old}", new, f"mean accuracy, {old}", new, "better by, points (95 %)",
                  "p, two-sided", "Holm"]
        return markdown(header, 1, rows)

    def correlation(self, other):
        """Spearman's, of the orders of the methods by two studies on the tasks of this one."""
        before, after = other.average_ranks(self.tasks), self.average_ranks()
        return correlation([before[method] for method in METHODS], [after[method] for method in METHODS])


class BesidePrint:
    """A method's accuracies beside those in print."""

    def __init__(self, rows):
        ours = [int(row["correct"]) / int(row["total"]) for row in rows]
        print_ = [float(row["published"]) for row in rows]
        differences = [a - b for a, b in zip(ours, print_)]
        self.tasks = len(rows)
        self.ours, self.published = mean(ours), mean(print_)
        self.difference, self.absolute = mean(differences), mean(map(abs, differences))
        # Print has four decimals.
        self.equal = sum(abs(difference) < 6e-5 for difference in differences)


def ordinal(place):
    return ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")[place]


quick, paper, adamw = Study("uci-small-quick"), Study("uci-small-paper"), Study("adamw")
