"""Makes theory_values.json: values in 50 digits by mpmath, rounded once to binary64.

Run it in this folder: python3 make_theory_values.py
"""

import json
import random

from mpmath import diff, erf, erfc, exp, findroot, inf, mp, mpf, nstr, pi, quad, sqrt, svd_r, matrix

mp.dps = 50
random.seed(20261121)


def standard():
    e = erfc(1 / sqrt(mpf(2)))
    alpha = -sqrt(2 / pi) / (e * exp(mpf(1) / 2) - 1)
    square = 2 * erfc(sqrt(mpf(2))) * exp(2) + pi * e**2 * exp(1) - 2 * (2 + pi) * e * sqrt(exp(1)) + pi + 2
    return alpha, (1 - e * sqrt(exp(1))) * sqrt(2 * pi) / sqrt(square)


ALPHA, LAMBDA = standard()


def moments(mu, omega, nu, tau, alpha=ALPHA, lam=LAMBDA):
    """Equations 4 and 5 as printed."""
    y, x = mu * omega, nu * tau
    s = sqrt(2 * x)
    e1 = exp(y + x / 2) * erfc((y + x) / s)
    e2 = exp(2 * (y + x)) * erfc((y + 2 * x) / s)
    g = sqrt(2 / pi) * sqrt(x) * exp(-(y**2) / (2 * x))
    mean = lam / 2 * (y + y * erf(y / s) + alpha * e1 - alpha * erfc(y / s) + g)
    second = lam**2 / 2 * ((y**2 + x) * (2 - erfc(y / s)) + alpha**2 * (-2 * e1 + e2 + erfc(y / s)) + y * g)
    return mean, second


def by_integration(mu, omega, nu, tau):
    """Mean and second moment by quadrature, independent of the closed form."""
    y, sd = mu * omega, sqrt(nu * tau)

    def density(z):
        return exp(-((z - y) ** 2) / (2 * sd**2)) / (sd * sqrt(2 * pi))

    def selu(z):
        return LAMBDA * z if z > 0 else LAMBDA * ALPHA * (exp(z) - 1)

    ends = sorted({y - 14 * sd, y - 3 * sd, mpf(0), y, y + 3 * sd, y + 14 * sd})
    return tuple(quad(lambda z: selu(z) ** k * density(z), ends) for k in (1, 2))


def jacobian(mu, omega, nu, tau):
    """Of mean and variance by mean and variance, by numerical differentiation in 50 digits."""

    def variance(m, v):
        mean, second = moments(m, omega, v, tau)
        return second - mean**2

    def mean(m, v):
        return moments(m, omega, v, tau)[0]

    return [diff(f, (mu, nu), order) for f in (mean, variance) for order in ((1, 0), (0, 1))]


def point():
    return [mpf(random.uniform(*r)) for r in ((-1, 1), (-0.5, 0.5), (0.05, 16), (0.5, 1.5))]


def numbers(values):
    return [float(v) for v in values]


def error_functions():
    rows = []
    for low, high, count in ((-5, 0, 60), (0, 0.5, 40), (0.5, 1.5, 80), (1.5, 3, 80), (3, 6, 80), (6, 12, 80), (12, 26, 80)):
        for _ in range(count):
            x = random.uniform(low, high)
            rows.append(numbers((x, erf(x), erfc(mpf(x)), exp(mpf(x) ** 2) * erfc(mpf(x)))))
    return rows


def maps():
    rows = []
    for index in range(60):
        at = point()
        mean, second = moments(*at)
        if index < 8:
            whole = by_integration(*at)
            assert abs(whole[0] - mean) < mpf("1e-20") and abs(whole[1] - second) < mpf("1e-20"), (at, whole)
        entries = jacobian(*at)
        norm = max(svd_r(matrix([entries[:2], entries[2:]]), compute_uv=False))
        rows.append(numbers(at + [mean, second, second - mean**2] + entries + [norm]))
    return rows


def far():
    """Where exp overflows or erfc underflows, and where second moment and squared mean all but cancel."""
    rows = []
    mp.dps = 120
    for mu, omega, nu, tau in ((30, 1, 1, 1), (-30, 1, 1, 1), (0, 0, 2000, 1), (5, 1, 3000, 1), (-5, 1, 3000, 1),
                               (-300, 1, 900, 1), (300, 1, 1, 1), (-12, 1, 2, 1), (8, 1, 0.5, 1), (-2, 1, 0.1, 1)):
        at = [mpf(v) for v in (mu, omega, nu, tau)]
        mean, second = moments(*at)
        rows.append(numbers(at + [mean, second - mean**2]))
    mp.dps = 50
    return rows


def parameters():
    rows = []
    for mu, nu, omega, tau in ((0, 1, 0, 1), (0, 2, 0, 1), (-0.1, 2, 1, 1), (0.05, 1.3, 0.1, 0.95), (0, 0.5, 0, 1)):
        mu, nu, omega, tau = (mpf(v) for v in (mu, nu, omega, tau))

        def residual(a, l):
            mean, second = moments(mu, omega, nu, tau, a, l)
            return mean - mu, second - mean**2 - nu

        alpha, lam = findroot(residual, (mpf("1.8"), mpf("1.05")))
        rows.append(numbers((mu, nu, omega, tau, alpha, lam)))
    return rows


def fixed_points():
    rows = []
    for omega in ("-0.1", "0", "0.1"):
        for tau in ("0.95", "1", "1.1"):
            o, t = mpf(float(omega)), mpf(float(tau))

            def residual(m, v):
                mean, second = moments(m, o, v, t)
                return mean - m, second - mean**2 - v

            mean, variance = findroot(residual, (mpf("0.01"), mpf(1)))
            rows.append(numbers((o, t, mean, variance)))
    return rows


def main():
    values = {
        "alpha": float(ALPHA), "lambda": float(LAMBDA), "alpha_digits": nstr(ALPHA, 35), "lambda_digits": nstr(LAMBDA, 35),
        "errorFunctions": error_functions(), "maps": maps(), "far": far(), "parameters": parameters(),
        "fixedPoints": fixed_points(),
    }
    with open("theory_values.json", "w") as file:
        file.write("{\n" + ",\n".join(
            f'"{key}": ' + ("[\n" + ",\n".join(json.dumps(row) for row in value) + "\n]" if isinstance(value, list) else json.dumps(value))
            for key, value in values.items()) + "\n}\n")


main()
