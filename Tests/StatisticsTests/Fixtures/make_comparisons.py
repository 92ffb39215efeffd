"""Makes comparisons.json: reference values of tests of several methods.

From R (quade.test, friedman.test), scikit-posthocs (Conover), scipy (Student's t, signed-rank tests), and, where no
well-known tool is to be had, from a plain calculation here that shares nothing with the Swift code: closed testing over all
subsets of hypotheses (Bergmann and Hommel, Shaffer), a pseudo-inverse (Skillings and Mack), itertools (permutations).

Run: python3 make_comparisons.py > comparisons.json, with numpy, scipy, pandas, scikit-posthocs, and Rscript in the path.
"""
import itertools
import json
import subprocess
from fractions import Fraction

import numpy as np
import pandas as pd
import scikit_posthocs
import scipy.stats

generator = np.random.default_rng(20261125)


def table(n, k, ties):
    scores = generator.normal(size=(n, k)) * generator.uniform(0.5, 3, size=(n, 1)) + np.linspace(0, 1, k)
    return np.round(scores, 1 if ties else 6)


def r(code):
    return [float(x) for x in subprocess.run(
        ["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout.split()]


def r_matrix(scores):
    flat = ",".join(repr(float(x)) for x in scores.reshape(-1))
    return f"m <- matrix(c({flat}), nrow={scores.shape[0]}, byrow=TRUE);"


def pairs(k):
    return list(itertools.combinations(range(k), 2))


def conover(scores):
    p = scikit_posthocs.posthoc_conover_friedman(-scores)
    return [float(p.iloc[i, j]) for i, j in pairs(scores.shape[1])]


def ranks(scores):
    return np.array([scipy.stats.rankdata(-row) for row in scores])


def aligned(scores):
    n, k = scores.shape
    residuals = np.round(scores - scores.mean(axis=1, keepdims=True), 9)
    all_ranks = scipy.stats.rankdata(-residuals.reshape(-1)).reshape(n, k)
    columns, rows = all_ranks.sum(axis=0), all_ranks.sum(axis=1)
    value = (k - 1) * (np.sum(columns**2) - (k * n * n / 4) * (k * n + 1) ** 2)
    value /= k * n * (k * n + 1) * (2 * k * n + 1) / 6 - np.sum(rows**2) / k
    return {"average_ranks": (columns / n).tolist(), "chi2": float(value), "p": float(scipy.stats.chi2.sf(value, k - 1))}


def partitions(items):
    if not items:
        yield []
        return
    head, *rest = items
    for partition in partitions(rest):
        yield [[head]] + partition
        for index, group in enumerate(partition):
            yield partition[:index] + [[head] + group] + partition[index + 1:]


def exhaustive(k):
    sets = set()
    for partition in partitions(list(range(k))):
        sets.add(frozenset(pair for group in partition for pair in itertools.combinations(sorted(group), 2)))
    return sets - {frozenset()}


def bergmann(p, k):
    """Closed testing: a hypothesis falls when every exhaustive set with it has a small enough smallest p."""
    index = {pair: position for position, pair in enumerate(pairs(k))}
    sets = exhaustive(k)
    return [min(1.0, max(len(s) * min(p[index[q]] for q in s) for s in sets if pair in s)) for pair in pairs(k)]


def shaffer(p, k):
    sizes = {len(s) for s in exhaustive(k)} | {0}
    result, largest = [0.0] * len(p), 0.0
    for step, position in enumerate(sorted(range(len(p)), key=lambda i: (p[i], i))):
        largest = max(largest, min(1.0, max(s for s in sizes if s <= len(p) - step) * p[position]))
        result[position] = largest
    return result


def skillings_mack(scores):
    n, k = scores.shape
    sums, covariance, used = np.zeros(k), np.zeros((k, k)), 0
    for row in scores:
        present = np.flatnonzero(~np.isnan(row))
        if len(present) < 2:
            continue
        used += 1
        rank = scipy.stats.rankdata(-row[present])
        sums[present] += np.sqrt(12 / (len(present) + 1)) * (rank - (len(present) + 1) / 2)
        for a in present:
            for b in present:
                covariance[a, b] += len(present) - 1 if a == b else -1
    value = float(sums @ np.linalg.pinv(covariance) @ sums)
    degrees = int(np.linalg.matrix_rank(covariance))
    return {"tasks": used, "chi2": value, "df": degrees, "p": float(scipy.stats.chi2.sf(value, degrees))}


def exact_friedman(scores):
    doubled = [[int(2 * x) for x in row] for row in ranks(scores)]
    center = len(doubled) * (len(doubled[0]) + 1)
    spread = lambda sums: sum((s - center) ** 2 for s in sums)
    observed = spread([sum(column) for column in zip(*doubled)])
    hits = total = 0
    for orders in itertools.product(*[list(itertools.permutations(row)) for row in doubled]):
        total += 1
        hits += spread([sum(column) for column in zip(*orders)]) >= observed
    return float(Fraction(hits, total))


cases = []
for n, k, ties in [(12, 4, False), (30, 7, True), (8, 3, True), (75, 7, False), (5, 9, True)]:
    scores = table(n, k, ties)
    quade = r(r_matrix(scores) + "q <- quade.test(-m); cat(sprintf('%.17g %.17g', q$statistic, q$p.value))")
    p = [float(scipy.stats.wilcoxon(scores[:, i], scores[:, j]).pvalue) for i, j in pairs(k)]
    missing = scores.copy()
    missing[generator.uniform(size=missing.shape) < 0.3] = np.nan
    cases.append({
        "kind": "table", "id": f"n{n}-k{k}", "scores": scores.tolist(), "quade_f": quade[0], "quade_p": quade[1],
        "conover_p": conover(scores), "aligned": aligned(scores), "pair_p": p, "shaffer": shaffer(p, k),
        "bergmann_hommel": bergmann(p, k) if k <= 7 else None,
        "missing": [[None if np.isnan(x) else float(x) for x in row] for row in missing],
        "skillings_mack": skillings_mack(missing),
    })
for scores in [[[2, 1], [2, 1]], [[3, 2, 1]] * 3, [[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 1, 3]], [[1, 2, 2, 4], [1, 3, 2, 4], [2, 1, 4, 3]]]:
    cases.append({"kind": "exact", "scores": scores, "p": exact_friedman(np.array(scores, dtype=float))})
# The assembly times of Skillings and Mack (1981), table 2, as reprinted with the method: smaller is better.
cases.append({"kind": "assembly", "scores": [
    [3.2, 4.1, 3.8, 4.2], [3.1, 3.9, 3.4, 4.0], [4.3, 3.5, 4.6, 4.8], [3.5, 3.6, 3.9, 4.0], [3.6, 4.2, 3.7, 3.9],
    [4.5, 4.7, 3.7, None], [None, 4.2, 3.4, None], [4.3, 4.6, 4.4, 4.9], [3.5, None, 3.7, 3.9]]})
for degrees, t in itertools.product([1, 2.5, 7, 30, 400], [0, 0.3, 1.96, 5, 40]):
    cases.append({"kind": "student", "df": degrees, "t": t, "upper": float(scipy.stats.t.sf(t, degrees))})
for n in [6, 15, 40]:
    d = np.round(generator.normal(0.002, 0.01, size=n), 8)
    margin = 0.0123
    assert len(set(np.round(abs(d + margin), 8))) == n == len(set(np.round(abs(d - margin), 8))), "ties: scipy is not exact"
    cases.append({
        "kind": "equivalence", "differences": d.tolist(), "margin": margin,
        "p": float(max(scipy.stats.wilcoxon(d + margin, alternative="greater", method="exact").pvalue,
                       scipy.stats.wilcoxon(d - margin, alternative="less", method="exact").pvalue))})
print(json.dumps({"cases": cases}, indent=1))
