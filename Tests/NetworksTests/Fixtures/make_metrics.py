"""Writes metrics.json: predictions of few rows with scikit-learn's values of every metric.

Run with scikit-learn 1.9: python make_metrics.py > metrics.json
"""

import json

import numpy as np
from sklearn import metrics as m

random = np.random.default_rng(7)


def rounded(values):
    # Exact in single precision and short as text.
    return np.round(values * 64) / 64


def classes(rows, count, skew):
    logits = rounded(random.normal(0, 2, (rows, count)))
    truth = np.minimum(random.geometric(skew, rows) - 1, count - 1)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    guess = logits.argmax(axis=1)
    names = list(range(count))
    if count == 2:
        brier = m.brier_score_loss(truth, shares[:, 1])
    else:
        brier = m.brier_score_loss(truth, shares, labels=names)
    return {
        "logits": logits.tolist(),
        "classes": truth.tolist(),
        "expected": {
            "balanced_accuracy": m.balanced_accuracy_score(truth, guess),
            "macro_f1": m.f1_score(truth, guess, average="macro"),
            "mcc": m.matthews_corrcoef(truth, guess),
            "log_loss": m.log_loss(truth, shares, labels=names),
            "brier": brier,
        },
    }


def labels(rows, count):
    logits = rounded(random.normal(0, 2, (rows, count)))
    truth = random.integers(-1, 2, (rows, count))
    shares = 1 / (1 + np.exp(-logits))
    values = {}
    for name, score in {
        "balanced_accuracy": lambda t, g, p: m.balanced_accuracy_score(t, g),
        "macro_f1": lambda t, g, p: m.f1_score(t, g),
        "mcc": lambda t, g, p: m.matthews_corrcoef(t, g),
        "log_loss": lambda t, g, p: m.log_loss(t, p, labels=[0, 1]),
        "brier": lambda t, g, p: m.brier_score_loss(t, p),
    }.items():
        scores = []
        for label in range(count):
            known = truth[:, label] >= 0
            scores.append(
                score(truth[known, label], (logits[known, label] > 0).astype(int), shares[known, label])
            )
        values[name] = float(np.mean(scores))
    return {"logits": logits.tolist(), "labels": truth.tolist(), "expected": values}


def numbers(rows):
    truth = rounded(random.normal(1e4, 30, rows))
    guess = rounded(truth + random.normal(0, 10, rows))
    return {
        "predicted": guess.tolist(),
        "numbers": truth.tolist(),
        "expected": {
            "rmse": m.root_mean_squared_error(truth, guess),
            "mae": m.mean_absolute_error(truth, guess),
            "r2": m.r2_score(truth, guess),
        },
    }


print(
    json.dumps(
        {
            "classes": [classes(24, 2, 0.4), classes(30, 3, 0.6), classes(20, 19, 0.2)],
            "labels": labels(30, 4),
            "numbers": numbers(25),
        }
    )
)
