"""The claims of the paper beside what is found here, from all studies."""

from .base import *
from . import comparators, experiments, small
from .repeats import seeds
from .study import ordinal, paper, quick


def rows():
    printed = {row["method"]: row for row in read("published/uci_average_rank_difference.csv")}
    in_print = f"{4 + float(printed['snn']['average_rank_difference']):.2f} on 121 tasks"
    for study, what in ((paper, f"{len(paper.tasks)} tasks, the paper's grid"), (quick, f"{len(quick.tasks)} tasks, quick grid")):
        first = study.ranking[0] if study.ranking[0]["method"] != "snn" else study.ranking[1]
        yield ("SNN has the best average rank of seven networks" if study is paper else "", in_print if study is paper else "",
               f"{study.average_rank('snn'):.2f}, {study.place('snn')}; {first['method']} {float(first['average_rank']):.2f}; {what}",
               holds(study.place("snn")))
    place = ordinal(seeds.order.index("snn"))
    yield ("", "", f"{seeds.middle['snn']:.2f}, {place}, over five seeds of what the quick grid selected; "
           f"{seeds.order[0]} {seeds.middle[seeds.order[0]]:.2f}", holds(place))
    better = [other for other in printed if printed[other]["p"] and float(printed[other]["p"]) < 0.05]
    for study, what in ((paper, "the paper's grid"), (quick, "quick grid")):
        found = study.better_than()
        names = f" ({', '.join(found)})" if found else ""
        yield ("SNN is significantly better than each of the six, one-sided, not adjusted" if study is paper else "",
               f"{len(better)} of 6" if study is paper else "", f"{len(found)} of 6{names}; {what}", "no")
    groups = {row["group"]: row for row in read("published/uci_method_groups.csv")}
    average = average_ranks(comparators.nine.values(), comparators.NINE)
    for name, group, other in (("SVMs", "SVM", "svm"), ("random forests", "RandomForest", "forest")):
        p = statistics(comparators.column(other), comparators.column("snn"))["r"]["two_sided"]["p"]
        yield (f"On small tasks SNN is on a par with {name}",
               f"{float(groups['SNN']['small_rank']):.1f} beside {float(groups[group]['small_rank']):.1f} (of 24)",
               f"{average['snn']:.2f} beside {average[other]:.2f} (of 9), p = {p_text(p)}", "no" if p < 0.05 else "yes")
    for study, what in ((paper, "the paper's grid"), (quick, "quick grid, to 16 layers")):
        layers = study.chosen_layers()
        others = [layers[other] for other in layers if other != "snn"]
        yield ("Validation chooses deeper networks for SNN" if study is paper else "",
               "10.8 layers beside 3.8 to 7.1" if study is paper else "",
               f"{float(layers['snn']):.1f} beside {float(min(others)):.1f} to {float(max(others)):.1f}; {what}",
               "yes" if layers["snn"] > max(others) else "no")
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


def holds(place):
    return {"first": "yes", "second": "nearly"}.get(place, "no")


def claims_table():
    return markdown(["claim", "in print", "here", "holds"], 4, list(rows())).replace("|  |", "| |").replace("|  |", "| |")


def sentences():
    """Pages, words with {} for each number, and the numbers as texts."""
    return []


TABLES = {"claims": claims_table}
