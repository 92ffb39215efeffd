"""Makes special_functions.json: values in 50 digits by mpmath, rounded once to binary64, and scipy for the studentised range.

Run it in this folder: python3 make_special_functions.py
"""

import json
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 50
random.seed(20261121)


def exact(value):
    """The double that the argument is in binary."""
    return float(value)


def rows(function, arguments):
    result = []
    for point in arguments:
        point = [exact(v) for v in (point if isinstance(point, tuple) else (point,))]
        value = function(*[mpf(v) for v in point])
        if abs(value) < mpf("1e-305") and value != 0:
            continue
        result.append(point + [float(value)])
    return result


def erfcx(x):
    if x > 1e4:  # 1e4^-16 is beyond 50 digits
        terms = [1, -1, 3, -15, 105, -945, 10395, -135135]
        return sum(c / (2 * x * x) ** i for i, c in enumerate(terms)) / (x * mpmath.sqrt(mpmath.pi))
    return mpmath.exp(x * x) * mpmath.erfc(x)


def upper(x):
    return mpmath.erfc(x / mpmath.sqrt(2)) / 2


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def log_uniform(low, high, count):
    return [10 ** random.uniform(low, high) for _ in range(count)]


def quantile(p):
    start = mpf(-mpmath.sqrt(-2 * mpmath.log(p))) if p < mpf("1e-3") else mpf(0)
    return mpmath.findroot(lambda x: mpmath.log(upper(-x)) - mpmath.log(p), start)


def gamma_tails(a, x):
    mp.dps = 80
    q = mpmath.gammainc(a, x, mpmath.inf, regularized=True)
    p = mpmath.gammainc(a, 0, x, regularized=True)
    mp.dps = 50
    return p, q


def beta_tail(x, a, b):
    mp.dps = 80
    value = mpmath.betainc(a, b, 0, x, regularized=True)
    mp.dps = 50
    return value


def f_upper(x, d1, d2):
    return beta_tail(d2 / (d2 + d1 * x), d2 / 2, d1 / 2)


def range_upper(q, k):
    """The upper tail of the range of k normal values, by adaptive quadrature in 30 digits."""
    mp.dps = 30
    k = int(k)

    def integrand(z):
        cumulative = mpmath.ncdf(z)
        below = mpmath.ncdf(z - q)
        return mpmath.npdf(z) * (cumulative ** (k - 1) - (cumulative - below) ** (k - 1))

    value = k * mpmath.quad(integrand, [-12, -6, -3, 0, q / 2, q, q + 3, q + 6, q + 12])
    mp.dps = 50
    return value


points = uniform(-5, 30, 400) + uniform(0, 13, 400) + log_uniform(-12, 9, 100)
points += [0.0, 0.25, 1.0, 2.0, 3.0, 4.0, 11.999999999999998, 12.0, 1e8, 1e300]
gamma_points = [(a, a * x) for a in log_uniform(-1, 4, 60) for x in (0.3, 0.9, 1.1)]
gamma_points += [(k / 2, x) for k in (1, 2, 3, 6, 11, 23) for x in uniform(0.01, 60, 12)]
values = {
    "erfcx": rows(erfcx, points),
    "upper_tail": rows(upper, uniform(-8, 37, 300)),
    "density": rows(mpmath.npdf, uniform(-37, 37, 100)),
    "log_lower_tail": rows(
        lambda x: mpmath.log(upper(-x)), uniform(-60, 8, 200) + [-1e6, -40.0, -38.5, -2.0, 0.0]
    ),
    "quantile": rows(quantile, uniform(0, 0.5, 60) + log_uniform(-300, -1, 60) + [1e-5, 0.5, 0.025]),
    "log_gamma": rows(
        mpmath.loggamma, uniform(0, 20, 200) + log_uniform(-10, 10, 100) + [1 + 1e-9, 2 - 1e-9, 0.5, 14.999, 15.0]
    ),
    "gamma_lower": rows(lambda a, x: gamma_tails(a, x)[0], gamma_points),
    "gamma_upper": rows(lambda a, x: gamma_tails(a, x)[1], gamma_points),
    "beta_lower": rows(
        beta_tail,
        [(x, a, b) for a in (0.5, 1, 3, 11.5, 60, 720) for b in (0.5, 1, 3, 11.5, 60, 720) for x in uniform(0, 1, 4)],
    ),
    "f_upper": rows(
        f_upper,
        [(x, k - 1, (k - 1) * (n - 1)) for k in (2, 3, 7, 24) for n in (2, 10, 46, 121) for x in uniform(0.05, 12, 5)],
    ),
    "range_upper": rows(
        range_upper, [(q, k) for k in (2, 3, 5, 7, 24, 100) for q in (0.1, 0.5, 1.0, 2.0, 3.3, 5.0, 8.0, 12.0)]
    ),
}
with open("special_functions.json", "w") as file:
    json.dump({"made_with": f"mpmath {mpmath.__version__}", "values": values}, file, indent=None, separators=(",", ":"))
print({name: len(table) for name, table in values.items()})
