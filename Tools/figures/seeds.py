"""Five seeds of the configurations that the quick grid's study selected: results/seeds."""

from .base import *

SEEDS = (1, 2, 3, 4, 5)
# By task and method an accuracy a seed; nothing where the training diverged.
cells = {}
for row in read("seeds/accuracies.csv"):
    cells.setdefault(row["task"], {})[row["method"]] = [
        Fraction(int(row[f"seed_{seed}"]), int(row["total"])) if row[f"seed_{seed}"] else None for seed in SEEDS]


def deviation(values):
    middle = mean(values)
    return (sum((value - middle) ** 2 for value in values) / (len(values) - 1)) ** 0.5


def of_seed(seed):
    """The accuracies by method of each task; what diverged is worse than anything else."""
    return [{method: -1 if results[seed - 1] is None else results[seed - 1] for method, results in task.items()}
            for task in cells.values()]


def complete(method):
    """The accuracies of the five seeds on the tasks where none diverged."""
    return [results[method] for results in cells.values() if None not in results[method]]


def within_task(method):
    """The standard deviation of a method's accuracies over seeds within a task, pooled over the tasks, in points."""
    return 100 * mean(float(deviation(results)) ** 2 for results in complete(method)) ** 0.5


by_seed = {seed: average_ranks(of_seed(seed), METHODS) for seed in SEEDS}
middle = {method: mean(by_seed[seed][method] for seed in SEEDS) for method in METHODS}
order = sorted(METHODS, key=middle.get)


def seeds_table():
    rows = []
    for method in order:
        later = statistics([results[0] for results in complete(method)], [mean(results[1:]) for results in complete(method)])
        rows.append([
            method, *(f"{by_seed[seed][method]:.3f}" for seed in SEEDS), f"{middle[method]:.3f}",
            str(sum(results[method].count(None) for results in cells.values())), f"{within_task(method):.1f}",
            interval_text(later), p_text(later["r"]["two_sided"]["p"])])
    header = ["method", *(f"rank, seed {seed}" for seed in SEEDS), "mean", "diverged", "deviation within a task, points",
              "seed 1 better than the others by, points (95 %)", "p, two-sided"]
    return markdown(header, 1, rows)


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    spread = mean(deviation([by_seed[seed][method] for seed in SEEDS]) ** 2 for method in METHODS) ** 0.5
    yield PAGE, "Over the tasks, a method's average rank has a standard deviation of {} over the seeds, and the methods' means one of {}", [
        f"{spread:.2f}", f"{deviation(list(middle.values())):.2f}"]
    places = [sorted(METHODS, key=by_seed[seed].get).index("snn") for seed in SEEDS]
    yield PAGE, "SNN's place of seven is {}, {}, {}, {} and {}", [str(place + 1) for place in places]


TABLES = {"seeds": seeds_table}
