"""The configurations that the quick grid's study selected, trained again: results/seeds, results/splits."""

from .base import *


class Repeats:
    """Test accuracies of selected configurations, some times each, by task and method; nothing where a training diverged."""

    def __init__(self, folder, names):
        self.names = names
        self.cells = {}
        for row in read(f"{folder}/accuracies.csv"):
            self.cells.setdefault(row["task"], {})[row["method"]] = [
                self.accuracy(row[name], row.get("total")) if row[name] else None for name in names]
        self.by_repeat = [average_ranks(self.of_repeat(index), METHODS) for index in range(len(names))]
        self.middle = {method: mean(ranks[method] for ranks in self.by_repeat) for method in METHODS}
        self.order = sorted(METHODS, key=self.middle.get)

    @staticmethod
    def accuracy(correct, total):
        return Fraction(int(correct), int(total)) if total else Fraction(correct)

    def of_repeat(self, index):
        """The accuracies by method of each task; what diverged is worse than anything else."""
        return [{method: -1 if results[index] is None else results[index] for method, results in task.items()}
                for task in self.cells.values()]

    def complete(self, method):
        """The accuracies of the repeats on the tasks where none diverged."""
        return [results[method] for results in self.cells.values() if None not in results[method]]

    def within_task(self, method):
        """The standard deviation of a method's accuracies within a task, pooled over the tasks, in points."""
        return 100 * mean(float(deviation(results)) ** 2 for results in self.complete(method)) ** 0.5

    def spread(self):
        """The standard deviation of a method's average rank over the repeats, pooled over the methods, and that of the means."""
        pooled = mean(deviation([ranks[method] for ranks in self.by_repeat]) ** 2 for method in METHODS) ** 0.5
        return [f"{pooled:.2f}", f"{deviation(list(self.middle.values())):.2f}"]

    def places(self, method):
        return [str(sorted(METHODS, key=ranks.get).index(method) + 1) for ranks in self.by_repeat]

    def table(self):
        first = self.names[0].replace("_", " ")
        rows = []
        for method in self.order:
            complete = self.complete(method)
            later = statistics([results[0] for results in complete], [mean(results[1:]) for results in complete])
            rows.append([
                method, *(f"{ranks[method]:.3f}" for ranks in self.by_repeat), f"{self.middle[method]:.3f}",
                str(sum(results[method].count(None) for results in self.cells.values())), f"{self.within_task(method):.1f}",
                interval_text(later), p_text(later["r"]["two_sided"]["p"])])
        header = ["method", *(f"rank, {name.replace('_', ' ')}" for name in self.names), "mean", "diverged",
                  "deviation within a task, points", f"{first} better than the others by, points (95 %)", "p, two-sided"]
        return markdown(header, 1, rows)


def deviation(values):
    middle = mean(values)
    return (sum((value - middle) ** 2 for value in values) / (len(values) - 1)) ** 0.5


seeds = Repeats("seeds", [f"seed_{seed}" for seed in range(1, 6)])
splits = Repeats("splits", [f"split_{split}" for split in range(4)])


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, ("Over the tasks, a method's average rank has a standard deviation of {} over the seeds, and the methods' means one "
                 "of {}"), seeds.spread()
    yield PAGE, "SNN's place of seven is {}, {}, {}, {} and {}", seeds.places("snn")
    yield PAGE, "the standard deviation over the splits is {}, that of the methods' means {}", splits.spread()
    yield PAGE, "SNN's place is {}, {}, {} and {}", splits.places("snn")


TABLES = {"seeds": seeds.table, "splits": splits.table}
