"""Methods of scikit-learn as programs of snnbench: python3 scikit.py METHOD FOLDER.

METHOD is forest, svm, boosting or logistic; docs/programs.md says what is in FOLDER and what is to be left there.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC


def forest(values, features, seed):
    # As in R, where more features to try than there are means all.
    mtry = min(int(values.get("mtry", max(1, round(features**0.5)))), features)
    return RandomForestClassifier(
        n_estimators=int(values.get("n_estimators", 500)), max_depth=values.get("max_depth"), max_features=mtry,
        random_state=seed)


def svm(values, features, seed):
    return SVC(C=values.get("C", 1.0), gamma=values.get("gamma", "scale"))


def boosting(values, features, seed):
    return HistGradientBoostingClassifier(
        learning_rate=values.get("rate", 0.1), max_iter=int(values.get("max_iter", 100)),
        max_leaf_nodes=int(values.get("max_leaf_nodes", 31)), early_stopping=False, random_state=seed)


def logistic(values, features, seed):
    return LogisticRegression(C=values.get("C", 1.0), max_iter=1000)


METHODS = {"forest": forest, "svm": svm, "boosting": boosting, "logistic": logistic}


def read(path, targets):
    """The numbers of the rows, their targets and their features; an empty target is nan."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    table = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    return table[:, 0].astype(int), table[:, 1 : 1 + targets], table[:, 1 + targets :]


def fit(make, x, y):
    """Learns classes; where all rows are of one class, there is nothing to learn but that."""
    classes = np.unique(y)
    return (None if len(classes) < 2 else make().fit(x, y)), classes


def probabilities(model, classes, x, count):
    """Rows x count; nothing for classes without a training row; None where only the class itself is known."""
    result = np.zeros((len(x), count))
    if model is None:
        result[:, int(classes[0])] = 1
    elif hasattr(model, "predict_proba"):
        result[:, classes.astype(int)] = model.predict_proba(x)
    elif len(classes) == 2:
        # The order of the rows and the side of the border are those of the machine; the numbers are no frequencies.
        p = 1 / (1 + np.exp(-np.clip(model.decision_function(x), -30, 30)))
        result[:, classes.astype(int)] = np.column_stack([1 - p, p])
    else:
        return None
    return result


def main(method, folder):
    folder = Path(folder)
    task = json.loads((folder / "task.json").read_text())
    labels = task.get("labels", 0)
    outputs = labels or task["classes"]
    _, y, x = read(folder / task["files"]["train"], labels or 1)
    make = lambda: METHODS[method](task["hyperparameters"], x.shape[1], task["seed"])
    if labels:
        known = [~np.isnan(y[:, label]) for label in range(labels)]
        models = [fit(make, x[rows], y[rows, label]) for label, rows in enumerate(known)]
    else:
        models = [fit(make, x, y[:, 0])]
    with open(folder / "predictions.csv", "w", newline="") as file:
        table = csv.writer(file)
        for part in ["validation", "test"]:
            hidden = 0 if part == "test" else (labels or 1)
            numbers, _, features = read(folder / task["files"][part], hidden)
            if labels:
                columns = [probabilities(model, classes, features, 2)[:, 1] for model, classes in models]
                values = np.column_stack(columns)
            else:
                values = probabilities(*models[0], features, outputs)
            is_class = values is None
            if is_class:
                values = models[0][0].predict(features).astype(int)[:, None]
            if part == "validation":
                table.writerow(["part", "row"] + (["class"] if is_class else [f"p{i}" for i in range(outputs)]))
            for number, row in zip(numbers, values.tolist()):
                table.writerow([part, number] + row)
    answer = {"protocol": 1, "status": "ok", "version": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"}
    (folder / "result.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
