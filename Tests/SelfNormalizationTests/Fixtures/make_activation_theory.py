"""Makes activation_theory.json: what theory says of some activations, with 30 digits by mpmath, rounded once.

Run it in this folder: python3 make_activation_theory.py > activation_theory.json
"""
import json

from mpmath import mp, mpf, quad, exp, log, tanh, erf, sqrt, pi, findroot, linspace, expm1, log1p, matrix

mp.dps = 30

softplus = lambda x: x + log1p(exp(-x)) if x > 0 else log1p(exp(x))
sigmoid = lambda x: 1 / (1 + exp(-x))
sign = lambda x: mpf(1) if x > 0 else mpf(-1) if x < 0 else mpf(0)

ACTIVATIONS = {
    "x * tanh(softplus(x))": (lambda x: x * tanh(softplus(x)),
                              lambda x: tanh(softplus(x)) + x * (1 - tanh(softplus(x)) ** 2) * sigmoid(x)),
    "x / (1 + abs(x))": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "relu(x)^2": (lambda x: x * x if x > 0 else mpf(0), lambda x: 2 * x if x > 0 else mpf(0)),
    "0.5 * x * (1 + erf(x / sqrt(2)))": (
        lambda x: x * (1 + erf(x / sqrt(2))) / 2,
        lambda x: (1 + erf(x / sqrt(2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi)),
    "x * sigmoid(x)": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
    "tanh(x)": (tanh, lambda x: 1 - tanh(x) ** 2),
    "x > 0 ? x : expm1(x)": (lambda x: x if x > 0 else expm1(x), lambda x: mpf(1) if x > 0 else exp(x)),
}


def expectation(h, mean, deviation):
    # Cut at 0, where some have a kink, and at whole deviations.
    points = sorted({mpf(t) for t in range(-13, 14)} | {-mean / deviation})
    points = [p for p in points if -13 <= p <= 13]
    return quad(lambda t: h(mean + deviation * t, t) * exp(-t * t / 2) / sqrt(2 * pi), points)


def moments(f, mean, variance):
    deviation = sqrt(variance)
    first = expectation(lambda z, t: f(z), mean, deviation)
    return first, expectation(lambda z, t: (f(z) - first) ** 2, mean, deviation)


rows = []
for text, (f, slope) in ACTIVATIONS.items():
    row = {"formula": text, "points": []}
    for mean, omega, variance, tau in [("0", "0", "1", "1"), ("0.3", "0.5", "1.5", "0.9"), ("-1", "1", "0.2", "2")]:
        m, o, v, s = map(lambda a: mpf(float(a)), (mean, omega, variance, tau))
        first, second = moments(f, m * o, v * s)
        deviation = sqrt(v * s)
        by_mean = o * expectation(lambda z, t: slope(z), m * o, deviation)
        by_variance = s * expectation(lambda z, t: slope(z) * t, m * o, deviation) / (2 * deviation)
        square_mean = 2 * o * expectation(lambda z, t: f(z) * slope(z), m * o, deviation)
        square_variance = s * expectation(lambda z, t: f(z) * slope(z) * t, m * o, deviation) / deviation
        row["points"].append({
            "mean": float(m), "omega": float(o), "variance": float(v), "tau": float(s), "next_mean": float(first),
            "next_variance": float(second),
            "jacobian": [float(by_mean), float(by_variance), float(square_mean - 2 * first * by_mean),
                         float(square_variance - 2 * first * by_variance)]})
    first, second = moments(f, mpf(0), mpf(1))
    row["scale"], row["shift"] = float(1 / sqrt(second)), float(-first / sqrt(second))
    square = lambda g: expectation(lambda z, t: f(z) ** 2, mpf(0), g)
    try:
        row["gain"] = float(findroot(lambda g: square(g) - 1, (mpf("0.5"), mpf(4)), solver="anderson", tol=1e-24))
    except ValueError:
        row["gain"] = None
    # Bounded by 1, so that no gain keeps a second moment of 1: the search runs away.
    if row["gain"] is not None and not 1e-3 < row["gain"] < 1e3:
        row["gain"] = None
    if row["gain"] is not None:
        g, q, back = mpf(row["gain"]), mpf(1), mpf(1)
        for _ in range(32):
            deviation = g * sqrt(q)
            back *= g * g * expectation(lambda z, t: slope(z) ** 2, mpf(0), deviation)
            q = expectation(lambda z, t: f(z) ** 2, mpf(0), deviation)
        row["backward32"] = float(back)
    rows.append(row)
print(json.dumps({"activations": rows}, indent=1))
