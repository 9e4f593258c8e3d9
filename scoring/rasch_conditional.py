"""Difficulties and steps from what raters say of two functions in one judgement.

Given the sum of two ratings by one rater of one person, how it divides does not depend on the
person or the rater, so the likelihood of all such pairs needs no population and no severity
(Andrich and Luo 2003, Journal of Applied Measurement 4; for two categories Choppin 1968).
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.rasch_scale import Scale

_MAX_ITERATIONS = 100
_MAX_HALVINGS = 30
_TOLERANCE = 1e-8
# Difficulties and psi are N(0, 10^2): this centres sets of functions never judged together, and
# keeps finite what only extreme pairs speak of.
_PRECISION = 0.01
# Information per pair on the steps below which the pairs are taken to say nothing.
_LEAST_INFORMATION = 1e-6

# Up to so many functions each pair is counted by itself, which is several times faster.
_FEW_FUNCTIONS = 30


@dataclass(frozen=True)
class Calibration:
    """Difficulties of the functions (mean 0) and the free psi of their common scale."""

    difficulty: Floats
    steps: Floats


@dataclass(frozen=True)
class PairCounts:
    """How often functions `first` and `second` got categories (a, b) in one judgement.

    `counts` is (pairs, categories * categories) with b running fastest.
    """

    first: Codes
    second: Codes
    counts: Floats
    functions: int


def count_pairs(
    judgement: Codes, function: Codes, category: Codes, size: tuple[int, int]
) -> PairCounts:
    """Count pairs of ratings of different functions; `size` is (functions, categories).

    `judgement` numbers the judgement of every rating and does not fall. A function rated twice in
    one judgement makes a pair with each of the others twice, and none with itself.
    """
    if size[0] <= _FEW_FUNCTIONS:
        # The last category stands for a function that was not rated.
        table = np.full((size[0], int(judgement[-1]) + 1), size[1])
        table[function, judgement] = category
        if np.count_nonzero(table < size[1]) == category.size:
            return _count_by_columns(table, size)
    return _count_by_product(judgement, function, category, size)


def _count_by_columns(table: Codes, size: tuple[int, int]) -> PairCounts:
    """Count from categories by function and judgement."""
    functions, categories = size
    width = categories + 1
    first, second = np.triu_indices(functions, k=1)
    counts = np.empty((first.size, width, width))
    for place, (one, other) in enumerate(zip(first, second, strict=True)):
        pairs = np.bincount(table[one] * width + table[other], minlength=width**2)
        counts[place] = pairs.reshape(width, width)
    rated = counts[:, :-1, :-1].reshape(first.size, categories**2)
    seen = rated.any(axis=1)
    return PairCounts(first[seen], second[seen], rated[seen], functions)


def _count_by_product(
    judgement: Codes, function: Codes, category: Codes, size: tuple[int, int]
) -> PairCounts:
    functions, categories = size
    column = function * categories + category
    shape = (int(judgement[-1]) + 1, functions * categories)
    marks = sp.coo_array((np.ones(column.size), (judgement, column)), shape=shape).tocsr()
    together = (marks.T @ marks).tocoo()
    first, a = np.divmod(together.row, categories)
    second, b = np.divmod(together.col, categories)
    above = first < second
    key, place = np.unique(first[above] * functions + second[above], return_inverse=True)
    counts = np.zeros((key.size, categories**2))
    counts[place, (a * categories + b)[above]] = together.data[above]
    return PairCounts(key // functions, key % functions, counts, functions)


def calibrate_pairs(pairs: PairCounts, scale: Scale, start: Floats) -> Calibration | None:
    """Maximise the pairwise conditional likelihood by Newton's method, from free psi `start`.

    The likelihood is concave. None when pairs do not determine the steps: there are none, or the
    categories used are such that a sum tells both ratings (0, 2 and 3, say).
    """
    problem = _PairProblem(pairs, scale)
    if start.size and not problem.determines_steps(start):
        return None
    values = np.concatenate([np.zeros(pairs.functions), start])
    value, gradient, curvature = problem.at(values)
    for _ in range(_MAX_ITERATIONS):
        step = np.linalg.solve(curvature, gradient)
        fraction = min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        for _ in range(_MAX_HALVINGS):
            there = problem.at(values + fraction * step)
            if there[0] >= value - 1e-12 * abs(value):
                break
            fraction *= 0.5
        values = values + fraction * step
        value, gradient, curvature = there
        if np.abs(step).max() < _TOLERANCE:
            break
    difficulty = values[: pairs.functions]
    return Calibration(difficulty - difficulty.mean(), values[pairs.functions :])


class _PairProblem:
    """The log-likelihood of (difficulty, free psi) with its gradient and minus its curvature."""

    def __init__(self, pairs: PairCounts, scale: Scale) -> None:
        self._pairs, self._scale = pairs, scale
        categories = scale.used.shape[1]
        self._a, self._b = np.divmod(np.arange(categories**2), categories)
        sums = np.arange(2 * categories - 1)
        self._by_sum = (self._a + self._b == sums[:, None]).T.astype(float)
        self._totals = pairs.counts @ self._by_sum
        free = np.flatnonzero(scale.free[0])
        used = (self._a[:, None] == free).astype(float) + (self._b[:, None] == free)
        # What a cell adds for the difference of difficulties, then for every free psi.
        self._features = np.column_stack([self._a.astype(float), used])
        self._signs = sp.coo_array(
            (
                np.repeat([1.0, -1.0], pairs.first.size),
                (np.tile(np.arange(pairs.first.size), 2), np.append(pairs.first, pairs.second)),
            ),
            shape=(pairs.first.size, pairs.functions),
        ).tocsr()

    def at(self, values: Floats) -> tuple[float, Floats, Floats]:
        """Return the log posterior, its gradient and minus its curvature."""
        pairs = self._pairs
        difficulty = values[: pairs.functions]
        psi = self._scale.psi(values[pairs.functions :])[0]
        difference = difficulty[pairs.first] - difficulty[pairs.second]
        logs = -difference[:, None] * self._a - (psi[self._a] + psi[self._b])
        logs -= logs.max(axis=1, keepdims=True)
        weights = np.exp(logs)
        norms = np.maximum(weights @ self._by_sum, 1e-300)
        expected = weights * ((self._totals / norms) @ self._by_sum.T)
        seen = pairs.counts > 0
        log_norms = np.log(norms) @ self._by_sum.T
        value = float((pairs.counts[seen] * (logs[seen] - log_norms[seen])).sum())
        value -= 0.5 * _PRECISION * float(values @ values)
        surplus = expected - pairs.counts
        own = surplus @ self._features
        gradient = np.concatenate([self._signs.T @ own[:, 0], own[:, 1:].sum(axis=0)])
        curvature = self._curvature(expected)
        curvature[np.diag_indices_from(curvature)] += _PRECISION
        return value, gradient - _PRECISION * values, curvature

    def determines_steps(self, steps: Floats) -> bool:
        """Tell whether the pairs have information on the steps, whatever the difficulties."""
        functions = self._pairs.functions
        _, _, curvature = self.at(np.concatenate([np.zeros(functions), steps]))
        across = curvature[:functions, functions:]
        within = curvature[functions:, functions:]
        within = within - across.T @ np.linalg.solve(curvature[:functions, :functions], across)
        least = float(np.linalg.eigvalsh(within)[0]) - _PRECISION
        return least > _LEAST_INFORMATION * float(self._pairs.counts.sum())

    def _curvature(self, expected: Floats) -> Floats:
        features, functions = self._features, self._pairs.functions
        square = np.einsum("pc,ci,cj->pij", expected, features, features, optimize=True)
        means = np.einsum("pc,cs,ci->psi", expected, self._by_sum, features, optimize=True)
        scaled = means / np.maximum(self._totals, 1e-300)[:, :, None]
        own = square - np.einsum("psi,psj->pij", means, scaled, optimize=True)
        size = functions + features.shape[1] - 1
        curvature = np.zeros((size, size))
        curvature[:functions, :functions] = (
            self._signs.T @ sp.diags_array(own[:, 0, 0]) @ self._signs
        ).toarray()
        curvature[:functions, functions:] = self._signs.T @ own[:, 0, 1:]
        curvature[functions:, :functions] = curvature[:functions, functions:].T
        curvature[functions:, functions:] = own[:, 1:, 1:].sum(axis=0)
        return curvature
