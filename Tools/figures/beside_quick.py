"""Studies of all seven methods beside the quick grid's on the same tasks: results/adamw, results/uci-small-paper."""

from .base import *
from .study import adamw, paper, quick


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, "trained by AdamW with the quick grid on {} of the 75 tasks, those of the smallest cost", [str(len(adamw.tasks))]
    yield PAGE, "The orders by the two optimisers have a rank correlation of {}", [f"{adamw.correlation(quick):.2f}"]
    gains = {method: 100 * float(mean(paper.column(method)) - mean(quick.column(method, paper.tasks))) for method in METHODS}
    yield PAGE, "bring no method more than {} points", [f"{max(gains.values()):.1f}"]
    before, after = quick.average_ranks(paper.tasks), paper.average_ranks()
    changed = sorted(METHODS, key=lambda method: -abs(before[method] - after[method]))[:2]
    yield PAGE, f"whose ranks change the most, {changed[0]} and {changed[1]}, change by {{}} and {{}} points of accuracy", [
        f"{gains[method]:+.1f}" for method in changed]
    yield PAGE, "The orders by the two grids have a rank correlation of {}", [f"{paper.correlation(quick):.2f}"]


TABLES = {
    "adamw": lambda: adamw.beside_table(quick, ("gradient descent", "AdamW")),
    "paper-grid": lambda: paper.beside_table(quick, ("quick grid", "paper's grid")),
}
