"""The 75 small tasks by the paper's grid and by the quick one: results/uci-small-paper, results/uci-small-quick."""

import html
import re
import sys

from .base import *
from .study import paper, quick


TEN = ("breast-tissue", "glass", "hepatitis", "ionosphere", "iris", "parkinsons", "planning", "seeds", "wine", "zoo")


def ten_cells(method):
    return [quick.cells[f"uci/{name}"][method] for name in TEN]


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
        sys.exit(f"write-figures: the kept results say nothing like {pattern}")
    return found.groups()


def deep_against_shallow():
    """By method, the mean difference of deep from shallow networks and its p, as texts."""
    report = small_report()
    return {name: claim(name + r" (-0\.\d+) \(p = ([0-9.e-]+)\)", report)
            for name in ("SNN", "MSRAinit", "BatchNorm", "Highway")}


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, "searched by halving, on {} of the 75 small UCI tasks, those of the smallest cost", [str(len(paper.tasks))]
    snn = quick.beside_print("snn")
    snn_scaled, msra_scaled = (quick.beside_print(name, MIS_SCALED) for name in ("snn", "msra"))
    nemenyi, = claim(r"critical difference of ([0-9]+[.][0-9]{2})", (ROOT / "results" / quick.folder / "ranks.md").read_text())
    others = [method for method in METHODS if method != "highway"]
    deep = deep_against_shallow()

    def points(name):
        return f"{-100 * float(deep[name][0]):.1f}"

    def p(name):
        return deep[name][1].replace("e-0", "e-")

    highway = [next(row for row in study.ranking if row["method"] == "highway") for study in (paper, quick)]
    yield PAGE, "Friedman's test has p = {} with the paper's grid, {} without highway, and {} with the quick one", [
        p_text(friedman(study.accuracies.values(), names))
        for study, names in ((paper, METHODS), (paper, others), (quick, METHODS))]
    yield PAGE, "Nemenyi's critical difference is {} ranks on the 75 tasks", [nemenyi]
    yield PAGE, "highway without an adjustment (p = {} and {}, one-sided)", [p_text(float(row["p"])) for row in highway]
    yield PAGE, "our SNN is {} points below the paper's on the mean, with the quick one {},", [
        f"{-100 * own.difference:.1f}" for own in (paper.beside_print("snn"), snn)]
    layers, in_paper = quick.chosen_layers(), paper.chosen_layers()
    yield PAGE, ("{} layers on average against {} (msra) to {} (resnet, blocks); with the paper's grid {} against {} (msra) to {} "
                 "(highway)"), [
        f"{float(number):.1f}" for number in (
            *(layers[method] for method in ("snn", "msra", "resnet")), *(in_paper[method] for method in ("snn", "msra", "highway")))]
    yield PAGE, "Deep against shallow SNNs lose {} point (p = {}); msra {} (p = {}), batchnorm {} (p = {}), highway {} (p = {})", [
        text for name in deep for text in (points(name), p(name))]
    yield PAGE, "comes closest to its own numbers in print (mean absolute differences of {} and {})", [
        f"{own.absolute:.3f}" for own in (paper.beside_print("snn"), snn)]
    annealing = quick.cells["uci/annealing"]["snn"]
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


TABLES = {
    "ranking": paper.ranking_text,
    "small": paper.table,
    "against-snn": paper.against_snn_table,
    "small-quick": quick.table,
    "against-snn-quick": quick.against_snn_table,
    "ten": ten_table,
}
