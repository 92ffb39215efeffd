"""The claims of the paper beside what is found here, from all studies."""

from .base import *
from . import comparators, experiments, small
from .repeats import seeds


def rows():
    snn = next(row for row in small.ranking if row["method"] == "snn")
    place = small.ordinal([row["method"] for row in small.ranking].index("snn"))
    best = small.ranking[0]
    printed = {row["method"]: row for row in read("published/uci_average_rank_difference.csv")}
    yield ("SNN has the best average rank of seven networks",
           f"{4 + float(printed['snn']['average_rank_difference']):.2f} on 121 tasks",
           f"{float(snn['average_rank']):.2f}, {place}; {best['method']} {float(best['average_rank']):.2f}; 75 tasks, quick grid, seed 1",
           "no")
    place = seeds.order.index("snn")
    yield ("", "", f"{seeds.middle['snn']:.2f}, {small.ordinal(place)}, over five seeds of what seed 1 selected; "
           f"{seeds.order[0]} {seeds.middle[seeds.order[0]]:.2f}", {0: "yes", 1: "nearly"}.get(place, "no"))
    better = [other for other in small.OTHERS if float(printed[other]["p"]) < 0.05]
    found = [other for other in small.OTHERS
             if statistics(column("snn"), column(other))["r"]["greater"]["p"] < 0.05]
    yield ("SNN is significantly better than each of the six, one-sided, not adjusted", f"{len(better)} of 6",
           f"{len(found)} of 6 ({', '.join(found)}); none once adjusted", "no")
    groups = {row["group"]: row for row in read("published/uci_method_groups.csv")}
    average = average_ranks(comparators.nine.values(), comparators.NINE)
    for name, group, other, verdict in (("SVMs", "SVM", "svm", "no"), ("random forests", "RandomForest", "forest", "yes")):
        p = statistics(comparators.column(other), comparators.column("snn"))["r"]["two_sided"]["p"]
        yield (f"On small tasks SNN is on a par with {name}",
               f"{float(groups['SNN']['small_rank']):.1f} beside {float(groups[group]['small_rank']):.1f} (of 24)",
               f"{average['snn']:.2f} beside {average[other]:.2f} (of 9), p = {p_text(p)}", verdict)
    layers = small.chosen_layers()
    yield ("Validation chooses deeper networks for SNN", "10.8 layers beside 3.8 to 7.1",
           f"{layers[0]} beside {layers[1]} to {layers[2]}", "yes")
    deep = small.deep_against_shallow()
    yield ("Depth does not hurt SNN, and hurts others", "",
           f"snn {100 * float(deep['SNN'][0]):.1f} points, msra {100 * float(deep['MSRAinit'][0]):.1f}, "
           f"batchnorm {100 * float(deep['BatchNorm'][0]):.1f}, highway {100 * float(deep['Highway'][0]):.1f}; the rest as SNN", "in part")
    first = experiments.htru2[0]
    yield ("SNN has the best AUC on HTRU2", f"{float(first['paper_auc']):.4f}", f"{float(first['auc_mean']):.4f}, {first['method']} first",
           "yes" if first["method"] == "snn" else "no")
    lost = [experiments.tox21_loss(method, "auc_mean") for method in ("snn", "msra")]
    yield ("Deep SNNs keep their AUC on Tox21, deep ReLU networks do not", "+0.008 and -0.018 from 2 to 8 layers",
           f"{lost[0]:+.3f} and {lost[1]:+.3f}, features computed again", "yes")
    yield ("Deep SNNs learn faster than deep networks with BatchNorm", "Figure 1", "in 5 of 5 seeds, on fewer images", "yes")


def column(method):
    return [cells[method] for cells in small.accuracies.values()]


def claims_table():
    return markdown(["claim", "in print", "here", "holds"], 4, list(rows())).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    return []


TABLES = {"claims": claims_table}
