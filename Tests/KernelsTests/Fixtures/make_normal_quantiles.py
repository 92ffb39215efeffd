"""Writes normal-quantiles.csv: scipy.stats.norm.ppf, polished to full double precision with mpmath."""

import mpmath
import numpy
from scipy.stats import norm

mpmath.mp.dps = 60
generator = numpy.random.default_rng(20)
p = numpy.concatenate([
    generator.uniform(0, 1, 400),
    10 ** generator.uniform(-300, -1, 300),
    1 - 2 ** generator.uniform(-53, -1, 200),
    0.5 + generator.choice([-1, 1], 100) * 2 ** generator.uniform(-52, -2, 100),
    [0.075, numpy.nextafter(0.075, 0), 0.925, 0.5, 2.0**-53, 1 - 2.0**-53, numpy.exp(-25.0)],
])
p = numpy.unique(p[(p > 0) & (p < 1)])
with open("normal-quantiles.csv", "w") as file:
    file.write("p,x\n")
    for value in p:
        x = mpmath.mpf(float(norm.ppf(value)))
        target = mpmath.mpf(float(value))
        for _ in range(3):
            # In the tail of the smaller probability, so that no digits cancel.
            if x < 0:
                x -= (mpmath.erfc(-x / mpmath.sqrt(2)) / 2 - target) / mpmath.npdf(x)
            else:
                x += (mpmath.erfc(x / mpmath.sqrt(2)) / 2 - (1 - target)) / mpmath.npdf(x)
        assert abs(x - mpmath.mpf(float(norm.ppf(value)))) <= 1e-13 * abs(x) + 1e-16
        file.write(f"{float(value)!r},{float(x)!r}\n")
