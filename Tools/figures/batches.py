"""Three batch sizes: results/batch-sizes."""

from .base import *
from .study import quick


batches = read("batch-sizes/accuracies.csv")
chosen = read("batch-sizes/selections.csv")
totals = {task: int(cells["snn"]["total"]) for task, cells in quick.cells.items()}


def batch(size, method, without=frozenset()):
    """Pairs of our accuracy, exact, and that in print, by task."""
    return {
        row["task"]: (Fraction(round(float(row[f"batch_{size}"]) * totals[row["task"]]), totals[row["task"]]),
                      float(row["published"]))
        for row in batches if row["method"] == method and row["published"] and row["task"] not in without}


def absolute(size, method, without=frozenset()):
    return [abs(float(ours) - published) for ours, published in batch(size, method, without).values()]


def batch_table():
    rows = []
    for method in ("snn", "msra"):
        for size in (16, 32, 128):
            pairs = list(batch(size, method).values())
            differences = [float(ours) - published for ours, published in pairs]
            protocol = "uci" if size == 128 else f"uci batch_size={size}"
            layers = [int(row["layers"]) for row in chosen
                      if row["method"] == method and row["protocol"] == protocol]
            rows.append([
                str(size), method, f"{mean(float(ours) for ours, _ in pairs):.4f}", f"{mean(differences):+.4f}",
                f"{mean(map(abs, differences)):.4f}", f"{sum(abs(d) < 6e-5 for d in differences)} of {len(pairs)}",
                f"{correlation([float(ours) for ours, _ in pairs], [p for _, p in pairs]):.3f}", f"{mean(layers):.1f}"])
    header = ["batch", "method", "mean accuracy", "mean difference", "mean absolute difference", "equal to the row",
              "rank correlation with print", "mean layers chosen"]
    table = markdown(header, 2, rows).splitlines(keepends=True)
    table[1] = table[1].replace("| --- |", "| ---: |", 1)
    return "".join(table)


def order_table():
    rows = []
    for size in ("paper", 16, 32, 128):
        snn, msra = (batch(128 if size == "paper" else size, method) for method in ("snn", "msra"))
        printed = [sign(snn[task][1] - msra[task][1]) for task in snn]
        ours = printed if size == "paper" else [sign(snn[task][0] - msra[task][0]) for task in snn]
        counts = [ours.count(value) for value in (1, 0, -1)]
        cells = [str(size), ", ".join(map(str, counts)), "", "", f"{1.5 - mean(ours) / 2:.3f}", ""]
        if size != "paper":
            cells[2] = f"{sum(a == b for a, b in zip(ours, printed))} of {len(ours)}"
            cells[3] = str(sum(a * b < 0 for a, b in zip(ours, printed)))
            cells[5] = two_sided([snn[task][0] for task in snn], [msra[task][0] for task in snn])
        rows.append(cells)
    header = ["batch", "snn better, equal, worse", "same order as in print", "opposite", "average rank of snn (of two)",
              "p, two-sided"]
    return markdown(header, 0, rows).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    def difference(size, method):
        return mean(float(ours) - published for ours, published in batch(size, method).values())

    yield PAGE, "in mean absolute difference ({}) and in the mean ({}); **msra with batches of 32** ({})", [
        f"{mean(absolute(16, 'snn')):.3f}", f"{difference(16, 'snn'):+.3f}", f"{mean(absolute(32, 'msra')):.3f}"]
    pairs = ((16, 128), (32, 128), (16, 32))
    yield PAGE, "snn 16 against 128 p = {}, 32 against 128 {}, 16 against 32 {}; msra {}, {} and {})", [
        f"{float(two_sided(absolute(a, method), absolute(b, method))):.2f}" for method in ("snn", "msra") for a, b in pairs]

    def gain(method):
        small, large = batch(16, method), batch(128, method)
        x, y = [small[task][0] for task in small], [large[task][0] for task in small]
        return f"{100 * float(mean(x) - mean(y)):.1f}", two_sided(x, y)

    yield PAGE, "16 gains {} points of accuracy over 128 (p = {}, not adjusted), msra {} (p = {})", [
        *gain("snn"), *gain("msra")]
    yield PAGE, "SNN's mean absolute differences are {}, {} and {} for 16, 32 and 128 ({} tasks)", [
        *(f"{mean(absolute(size, 'snn', MIS_SCALED)):.3f}" for size in (16, 32, 128)),
        str(len(absolute(16, "snn", MIS_SCALED)))]


TABLES = {"batches": batch_table, "order": order_table}
