"""The 75 small tasks: results/uci-small-quick."""

import html
import re
import sys

from .base import *


small = read("uci-small-quick/accuracies.csv")
ranking = read("uci-small-quick/ranks.csv")
# Exact test accuracies by task and method.
accuracies = {}
for row in small:
    accuracies.setdefault(row["task"], {})[row["method"]] = Fraction(int(row["correct"]), int(row["total"]))


class Method:
    """A method's accuracies on the 75 tasks beside those in print."""

    def __init__(self, name, without=frozenset()):
        rows = [row for row in small if row["method"] == name and row["published"] and row["task"] not in without]
        ours = [int(row["correct"]) / int(row["total"]) for row in rows]
        print_ = [float(row["published"]) for row in rows]
        differences = [a - b for a, b in zip(ours, print_)]
        self.tasks = len(rows)
        self.ours, self.published = mean(ours), mean(print_)
        self.difference, self.absolute = mean(differences), mean(map(abs, differences))
        # Print has four decimals.
        self.equal = sum(abs(difference) < 6e-5 for difference in differences)


def small_table():
    rows = []
    for row in ranking:
        method = Method(row["method"])
        rows.append([
            row["method"], f"{float(row['average_rank']):.3f}", f"{method.ours:.4f}", f"{method.published:.4f}",
            f"{method.difference:+.4f}", f"{method.absolute:.4f}", f"{method.equal} of {method.tasks}"])
    header = ["method", "average rank", "mean accuracy, ours", "paper (A11)", "mean difference",
              "mean absolute difference", "equal to the row"]
    return markdown(header, 1, rows)


def ranking_text():
    """The ranking as `snnbench rank` prints it."""
    table = [["method", "average rank", "average rank difference", "mean accuracy", "p"]]
    for row in ranking:
        table.append([
            row["method"], f"{float(row['average_rank']):.3f}", f"{float(row['average_rank_difference']):+.3f}",
            f"{float(row['mean_accuracy']):.4f}", p_text(float(row["p"])) if row["p"] else ""])
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    lines = ["  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip()
             for row in table]
    return "```\n" + "\n".join(lines) + "\n```\n"


OTHERS = ("msra", "layernorm", "highway", "resnet", "weightnorm", "batchnorm")


def against_snn_table():
    """SNN against each, here and in print, on the tasks with a number in print for all seven."""
    printed = {}
    for row in small:
        if row["published"]:
            printed.setdefault(row["task"], {})[row["method"]] = Fraction(row["published"])
    tasks = [task for task in printed if len(printed[task]) == 7]
    tests = [{other: statistics([cells[task]["snn"] for task in tasks], [cells[task][other] for task in tasks])
              for other in OTHERS} for cells in (accuracies, printed)]
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


def ordinal(place):
    return ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")[place]


TEN = ("breast-tissue", "glass", "hepatitis", "ionosphere", "iris", "parkinsons", "planning", "seeds", "wine", "zoo")


def ten_cells(method):
    cells = {row["task"]: row for row in small if row["method"] == method}
    return [cells[f"uci/{name}"] for name in TEN]


def ten_table():
    rows = []
    for name, snn, msra in zip(TEN, ten_cells("snn"), ten_cells("msra")):
        cells = [name, snn["total"]]
        for row in (snn, msra):
            cells += [f"{int(row['correct']) / int(row['total']):.4f}", f"{float(row['published']):.4f}"]
        rows.append(cells)
    return markdown(["task", "test rows", "snn", "snn, paper", "msra", "msra, paper"], 1, rows)


def ten_differences(method):
    return [int(row["correct"]) / int(row["total"]) - float(row["published"]) for row in ten_cells(method)]


def small_report():
    """The text of the kept report, without its marks."""
    text = (ROOT / "results/uci-small-quick/report.html").read_text()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def claim(pattern, text):
    found = re.search(pattern, text)
    if not found:
        sys.exit(f"write-figures: results/uci-small-quick says nothing like {pattern}")
    return found.groups()


def deep_against_shallow():
    """By method, the mean difference of deep from shallow networks and its p, as texts."""
    report = small_report()
    return {name: claim(name + r" (-0\.\d+) \(p = ([0-9.e-]+)\)", report)
            for name in ("SNN", "MSRAinit", "BatchNorm", "Highway")}


def chosen_layers():
    """How many layers validation chooses on the mean: of SNN, of the shallowest and of the deepest of the others, as texts."""
    return claim(r"Ours SNN ([0-9.]+), MSRAinit ([0-9.]+), [^=]*? ResNet ([0-9.]+) Average number of layers", small_report())


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    snn, msra = Method("snn"), Method("msra")
    snn_scaled, msra_scaled = (Method(name, MIS_SCALED) for name in ("snn", "msra"))
    notes = (ROOT / "results/uci-small-quick/ranks.md").read_text()
    friedman, nemenyi = claim(r"(?s)Friedman: .*?, p ([0-9.]+),.*critical difference of ([0-9.]+)", notes)
    deep = deep_against_shallow()

    def points(name):
        return f"{-100 * float(deep[name][0]):.1f}"

    def p(name):
        return deep[name][1].replace("e-0", "e-")

    highway = next(row for row in ranking if row["method"] == "highway")
    yield PAGE, "(Friedman, p = {}; Nemenyi's critical difference is {} ranks)", [f"{float(friedman):.2f}", nemenyi[:4]]
    yield PAGE, "weightnorm is better than highway only without an adjustment (p = {},", [p_text(float(highway["p"]))]
    yield PAGE, "Our SNN is {} points below the paper's on the mean,", [f"{-100 * snn.difference:.1f}"]
    yield PAGE, "{} layers on average against {} (msra) to {} (resnet, blocks)", list(chosen_layers())
    yield PAGE, "Deep against shallow SNNs lose {} point (p = {}); msra {} (p = {}), batchnorm {} (p = {}), highway {} (p = {})", [
        text for name in deep for text in (points(name), p(name))]
    yield PAGE, "comes closest to its own numbers in print (mean absolute difference {})", [f"{snn.absolute:.3f}"]
    annealing = next(row for row in small if row["task"] == "uci/annealing" and row["method"] == "snn")
    yield PAGE, "Annealing alone, {} for SNN beside {} in print, makes {} of the {} by which our SNN is below", [
        f"{float(annealing['accuracy']):.2f}", f"{float(annealing['published']):.2f}",
        f"{-float(annealing['difference']) / snn.tasks:.3f}", f"{-snn.difference:.3f}"]
    yield PAGE, "without the five the mean difference of SNN is {} and its mean absolute difference {} (msra {})", [
        f"{snn_scaled.difference:+.3f}", f"{snn_scaled.absolute:.3f}", f"{msra_scaled.absolute:.3f}"]
    for name in ("snn", "msra"):
        differences = ten_differences(name)
        equal = sum(abs(value) < 6e-5 for value in differences)
        yield PAGE, f"{name} agrees with print within {{}} on average ({{}} of ten to the row, {{}} on the mean)", [
            f"{mean(map(abs, differences)):.3f}", str(equal), f"{mean(differences):+.3f}"]


TABLES = {"small": small_table, "against-snn": against_snn_table, "ranking": ranking_text, "ten": ten_table}
