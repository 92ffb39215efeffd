"""The quick grid's study repeated: its selections from other seeds (results/seeds) and on other splits, and its whole grid on other
splits (results/splits)."""

from .base import *
from .study import quick


def read_cells(path, names):
    """Test accuracies by task and method, one for each column of `names`; none where it is empty."""

    def accuracy(correct, total):
        return Fraction(int(correct), int(total)) if total else Fraction(correct)

    cells = {}
    for row in read(path):
        cells.setdefault(row["task"], {})[row["method"]] = [
            accuracy(row[name], row.get("total")) if row[name] else None for name in names]
    return cells


class Repeats:
    """Test accuracies of each method, some times each, by task and method; none where a training diverged."""

    def __init__(self, cells, names):
        self.names = names
        self.cells = cells
        self.by_repeat = [average_ranks(self.of_repeat(index), METHODS) for index in range(len(names))]
        self.middle = {method: mean(ranks[method] for ranks in self.by_repeat) for method in METHODS}
        self.order = sorted(METHODS, key=self.middle.get)

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

    def rank_table(self):
        """The ranks of each repeat."""
        header = ["method", *(f"rank, {name.replace('_', ' ')}" for name in self.names), "mean", "mean accuracy",
                  "deviation within a task, points"]
        rows = [[method, *(f"{ranks[method]:.3f}" for ranks in self.by_repeat), f"{self.middle[method]:.3f}",
                 f"{float(mean(mean(results) for results in self.complete(method))):.4f}", f"{self.within_task(method):.1f}"]
                for method in self.order]
        return markdown(header, 1, rows)

    def table(self):
        """The ranks of each repeat, and what the first one, by which configurations were chosen, is better by than the others."""
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


def whole_grids():
    """The quick grid on four splits, on the tasks that have all methods: split 0 is that of the study itself."""
    cells = {task: {method: [quick.accuracies[task][method], *accuracies] for method, accuracies in methods.items()}
             for task, methods in read_cells("splits/quick-grid.csv", SPLITS[1:]).items()}
    return {task: methods for task, methods in cells.items()
            if len(methods) == len(METHODS) and not any(None in accuracies for accuracies in methods.values())}


SEEDS = [f"seed_{seed}" for seed in range(1, 6)]
SPLITS = [f"split_{split}" for split in range(4)]
seeds = Repeats(read_cells("seeds/accuracies.csv", SEEDS), SEEDS)
splits = Repeats(read_cells("splits/accuracies.csv", SPLITS), SPLITS)
chosen_anew = Repeats(whole_grids(), SPLITS)


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, ("Over the tasks, a method's average rank has a standard deviation of {} over the seeds, and the methods' means one "
                 "of {}"), seeds.spread()
    yield PAGE, "SNN's place of seven is {}, {}, {}, {} and {}", seeds.places("snn")
    yield PAGE, "the standard deviation over the splits is {}, that of the methods' means {}", splits.spread()
    yield PAGE, "SNN's place is {}, {}, {} and {}", splits.places("snn")
    yield PAGE, "The quick grid on all four splits of the {} cheapest of these tasks", [str(len(chosen_anew.cells))]
    yield PAGE, "each split with its own choice, the deviation over the splits is {} and that of the methods' means {}", chosen_anew.spread()
    yield PAGE, "SNN is in place {}, {}, {} and {}", chosen_anew.places("snn")
    fixed = Repeats({task: methods for task, methods in splits.cells.items() if task in chosen_anew.cells}, SPLITS)
    yield PAGE, "With the configurations of split 0 they are {} and {} on the same tasks", fixed.spread()


TABLES = {"seeds": seeds.table, "splits": splits.table, "splits-chosen": chosen_anew.rank_table}
