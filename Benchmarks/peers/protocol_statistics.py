"""Whether two programs' results have one distribution, cell by cell and over all cells of a method.

A cell holds the results of a few seeds from each side. Under the hypothesis any division of its results into two sides is as
likely, so that the distribution of a statistic is enumerated, ties included; nothing is assumed of its shape.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np

ENUMERATED = 20_000
DRAWS = 20_000
Z95 = 1.959963984540054


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 for the smallest, ties averaged."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


@dataclass(frozen=True)
class Cell:
    """Results of one configuration on one task: those of snnbench and those of PyTorch."""

    mine: np.ndarray
    other: np.ndarray

    @property
    def centred(self) -> np.ndarray:
        """The ranks of all, around their mean; divided by their number so that cells of other sizes can be added."""
        all_ranks = ranks(np.concatenate([self.mine, self.other]))
        return (all_ranks - all_ranks.mean()) / len(all_ranks)

    def divisions(self, generator: np.random.Generator) -> np.ndarray:
        """The rank sums of the first side under all divisions, or under many drawn ones and the actual one."""
        centred, size = self.centred, len(self.mine)
        if math.comb(len(centred), size) <= ENUMERATED:
            return np.array([sum(part) for part in itertools.combinations(centred.tolist(), size)])
        drawn = generator.permuted(np.tile(centred, (DRAWS - 1, 1)), axis=1)[:, :size].sum(axis=1)
        return np.concatenate([[centred[:size].sum()], drawn])

    @property
    def difference(self) -> tuple[float, float] | None:
        """The difference of the means and its variance; of results that are finite, at least two of each side."""
        sides = [side[np.isfinite(side)] for side in (self.mine, self.other)]
        if min(map(len, sides)) < 2:
            return None
        return (float(sides[0].mean() - sides[1].mean()),
                float(sum(side.var(ddof=1) / len(side) for side in sides)))


    @property
    def larger(self) -> tuple[float, float]:
        """How often the first of a pair, one result from each side, is the larger one, equal ones counting half; and its variance.

        The variance is DeLong's. Unlike a mean it bears losses that are about to overflow.
        """
        mine, other = self.mine[:, None], self.other[None, :]
        wins = (mine > other) + 0.5 * (mine == other)
        return float(wins.mean()), float(
            sum(wins.mean(axis=axis).var(ddof=1) / wins.shape[1 - axis] for axis in (0, 1)) if min(wins.shape) > 1 else 0)


@dataclass(frozen=True)
class CellTest:
    """The two-sided Mann-Whitney test of a cell, by permutation."""

    p: float
    levels: np.ndarray  # All p-values that it could have had, each as often as it could.

    def attained(self, level: float) -> float:
        """The probability of a p-value as small as this under the hypothesis; less than the level, since ranks are discrete."""
        return float((self.levels <= level + 1e-12).mean())


def test(cell: Cell, generator: np.random.Generator) -> CellTest:
    """Tests a cell."""
    sums = np.round(np.abs(cell.divisions(generator)), 9)
    ordered = np.sort(sums)
    levels = 1 - np.searchsorted(ordered, sums, side="left") / len(sums)
    actual = round(abs(float(cell.centred[:len(cell.mine)].sum())), 9)
    return CellTest(p=float((sums >= actual).mean()), levels=levels)


@dataclass(frozen=True)
class Multiplicity:
    """What many cells say together."""

    cells: int
    below: int  # p-values of at most 0.05.
    expected: float  # As many as chance brings.
    below_p: float  # How likely as many or more are.
    smallest: float
    smallest_adjusted: float  # How likely a smallest one as small is.


def together(tests: list[CellTest]) -> Multiplicity:
    """Counts small p-values beside what chance brings; exact, since cells are independent under the hypothesis."""
    below = sum(test.p <= 0.05 for test in tests)
    chances = [test.attained(0.05) for test in tests]
    distribution = np.array([1.0])
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    smallest = min(test.p for test in tests)
    none = math.prod(1 - test.attained(smallest) for test in tests)
    return Multiplicity(
        len(tests), below, sum(chances), min(1.0, float(distribution[below:].sum())), smallest, 1 - none)


@dataclass(frozen=True)
class Pooled:
    """The results of many cells together: means over them with 95 % intervals, and a p-value."""

    difference: tuple[float, float, float]
    larger: tuple[float, float, float]
    p: float


def interval(pairs: list[tuple[float, float]]) -> tuple[float, float, float]:
    """The mean of independent values with known variances, and its 95 % interval."""
    count = max(1, len(pairs))
    mean = sum(value for value, _ in pairs) / count
    half = Z95 * math.sqrt(sum(variance for _, variance in pairs)) / count
    return mean, mean - half, mean + half


def pooled(cells: list[Cell], generator: np.random.Generator) -> Pooled:
    """The means of the cells' differences, and the test of their rank sums together, divided anew within each cell."""
    differences = interval([pair for pair in (cell.difference for cell in cells) if pair is not None])
    actual = sum(float(cell.centred[:len(cell.mine)].sum()) for cell in cells)
    drawn = sum(
        (generator.permuted(np.tile(cell.centred, (DRAWS, 1)), axis=1)[:, :len(cell.mine)].sum(axis=1) for cell in cells),
        start=np.zeros(DRAWS))
    extreme = int((np.abs(drawn) >= abs(actual) - 1e-9).sum())
    return Pooled(differences, interval([cell.larger for cell in cells]), (extreme + 1) / (DRAWS + 1))


def holm(p_values: list[float]) -> list[float]:
    """Holm's adjusted p-values."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, largest = [0.0] * len(p_values), 0.0
    for place, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return adjusted
