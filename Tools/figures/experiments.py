"""HTRU2 and Tox21: results/htru2-quick, results/tox21-quick."""

from .base import *


htru2 = read("htru2-quick/htru2.csv")
tox21 = {(row["method"], row["layers"]): row for row in read("tox21-quick/tox21.csv")}


def htru2_table():
    rows = []
    for row in htru2:
        rows.append([
            row["method"], f"{float(row['auc_mean']):.4f} ± {float(row['auc_sd']):.4f}",
            p_text(float(row["p"])) if row["p"] else "",
            f"{float(row['paper_auc']):.4f} ± {float(row['paper_sd']):.3f}",
            p_text(float(row["paper_p"])) if row["paper_p"] else ""])
    return markdown(["method", "AUC, ours", "p", "AUC, paper", "p, paper"], 1, rows).replace("|  |", "| |")


def tox21_table():
    rows = []
    for method, layers in (("snn", "2"), ("snn", "8"), ("msra", "2"), ("msra", "8")):
        row = tox21[method, layers]
        rows.append([method, layers, f"{float(row['auc_mean']):.3f}",
                     f"{float(row['paper_auc']):.3f} ± {float(row['paper_sd']):.3f}"])
    return markdown(["method", "layers", "AUC, ours", "AUC, paper"], 1, rows)


def tox21_loss(method, column):
    return float(tox21[method, "8"][column]) - float(tox21[method, "2"][column])


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    yield PAGE, "From 2 to 8 layers SNN loses {} and msra {} (paper: {} and {})", [
        f"{-tox21_loss('snn', 'auc_mean'):.3f}", f"{-tox21_loss('msra', 'auc_mean'):.3f}",
        f"{tox21_loss('snn', 'paper_auc'):+.3f}", f"{tox21_loss('msra', 'paper_auc'):+.3f}"]
    first = htru2[0]
    for place in ("README.md", "results/htru2-quick/README.md"):
        words = "SNN is first with an AUC of {}, as in the paper ({})" if place == "README.md" else \
            "as in the paper, and {} beside the {} in print"
        yield place, words, [f"{float(first['auc_mean']):.4f}", f"{float(first['paper_auc']):.4f}"]


TABLES = {"htru2": htru2_table, "tox21": tox21_table}
