"""Writes references.json: values of other programs for the table of PartTests.swift.

Needs scikit-posthocs, scipy, pandas and Rscript.
"""
import json
import pathlib
import subprocess

import pandas
import scikit_posthocs
import scipy.stats

here = pathlib.Path(__file__).parent
source = (here.parent / "PartTests.swift").read_text()
lines = source.split('"""')[1].split("\n")
rows = [line.strip().split(",") for line in lines if line.strip()]
names = rows[0][1:]
scores = pandas.DataFrame([[float(cell) for cell in row[1:]] for row in rows[1:]], columns=names)
# In hundredths, so that ties of differences and ranges are those of the decimals.
scores = (100 * scores).round()
pairs = [(a, b) for a in range(4) for b in range(a + 1, 4)]
values = {
    "p_nemenyi": scikit_posthocs.posthoc_nemenyi_friedman(scores),
    "p_conover": scikit_posthocs.posthoc_conover_friedman(scores),
    "p_quade": scikit_posthocs.posthoc_quade(scores.values),
}
result = {key: [float(table.values[a][b]) for a, b in pairs] for key, table in values.items()}
result["friedman_p"] = float(scipy.stats.friedmanchisquare(*scores.values.T).pvalue)
matrix = "matrix(c(" + ",".join(str(x) for x in scores.values.flatten()) + "), ncol=4, byrow=TRUE)"
program = f"""m <- {matrix}
cat(format(quade.test(m)$p.value, digits=17), "\\n")
cat(format(suppressWarnings(wilcox.test(m[,1], m[,2], paired=TRUE))$p.value, digits=17), "\\n")"""
out = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=True).stdout.split()
result["quade_p"], result["svm_rf_p_r"] = float(out[0]), float(out[1])
(here / "references.json").write_text(json.dumps(result, indent=1) + "\n")
