"""An independent program in PyTorch: results/peers."""

from .base import *


def peer_rows():
    """The differences from PyTorch over all cells of a method, by method and measure."""
    return {(row["method"], row["measure"]): row for row in read("peers/methods.csv")}


def peer_table():
    measured = peer_rows()

    def estimate(method, measure, names, scale, form):
        row = measured[method, measure]
        middle, low, high = (f"{scale * float(row[name]):{form}}" for name in names)
        return [f"{middle} ({low} to {high})", p_text(float(row["p"]))]

    larger = ("larger", "larger_low", "larger_high")
    rows = []
    for method in METHODS:
        row = measured[method, "test accuracy"]
        rows.append([
            method, row["diverged"], row["diverged_torch"],
            *estimate(method, "training loss", larger, 1, ".2f"), *estimate(method, "validation loss", larger, 1, ".2f"),
            *estimate(method, "test accuracy", ("difference", "low", "high"), 100, "+.1f")])
    header = ["method", "diverged", "in PyTorch", "training loss larger", "p", "validation loss larger", "p",
              "test accuracy, points", "p"]
    return markdown(header, 1, rows)


def peer_counts():
    rows = []
    for row in read("peers/counts.csv"):
        rows.append([
            row["measure"], row["cells"], row["p_at_most_0.05"], f"{float(row['expected']):.1f}",
            p_text(float(row["p_of_as_many"])), p_text(float(row["smallest_p"])), p_text(float(row["smallest_p_adjusted"]))])
    header = ["measure", "cells", "p at most 0.05", "expected by chance", "p of as many", "smallest p", "adjusted"]
    return markdown(header, 1, rows)


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    measured = peer_rows().values()
    trainings = sum(int(row["trainings"]) for row in measured if row["measure"] == "test accuracy")
    yield PAGE, "Of {} trainings of each side {} diverged here and {} in PyTorch", [str(trainings), *(
        str(sum(int(row[name]) for row in measured if row["measure"] == "test accuracy"))
        for name in ("diverged", "diverged_torch"))]
    yield PAGE, "The smallest p of all {} of a method and a measure is {}, {} by Holm", [
        str(len(measured)), p_text(min(float(row["p"]) for row in measured)),
        p_text(min(float(row["holm"]) for row in measured))]


TABLES = {"peers": peer_table, "peer-counts": peer_counts}
