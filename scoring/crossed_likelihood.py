"""Profile likelihood of a linear model with one or two crossed random intercepts.

y = X beta + Z_a a + Z_b b + e with a ~ N(0, s_a^2), b ~ N(0, s_b^2), e ~ N(0, s^2). As in lme4
(Bates et al. 2015, Journal of Statistical Software 67(1), sections 3.4-3.6) beta and s^2 are
profiled out, leaving a function of the relative deviations (s_a / s, s_b / s). The larger factor
is eliminated first, where its matrix is diagonal, and leaves a Schur complement of the smaller
one. Everything is held as cross-products, so an evaluation does not touch single ratings.
"""

import math
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.log_determinant import Factoriser, SchurComplement

# Rows of the larger factor taken at once when a dense inverse is spread over them.
_CHUNK = 2_000


@dataclass(frozen=True)
class CrossedDesign:
    """Codes of the rows: factor a (the larger), factor b and the fixed levels; q = counts."""

    y: Floats
    a: Codes
    b: Codes
    level: Codes
    size_a: int
    size_b: int
    levels: int


@dataclass(frozen=True)
class ProfilePoint:
    """The likelihood at one pair of relative deviations and what it estimates there."""

    deviance: float
    residual_variance: float
    beta: Floats
    effects_a: Floats
    effects_b: Floats
    exact: bool


@dataclass(frozen=True)
class _Remainder:
    """Fixed effects and response after some random effects are eliminated: X'X, X'y, y'y."""

    xx: Floats
    xy: Floats
    yy: float
    logdet: float


@dataclass(frozen=True)
class _Smaller:
    """Factor b given the fixed effects: b = response - levels @ beta."""

    response: Floats
    levels: Floats
    exact: bool


@dataclass
class CrossedLikelihood:
    """Cross-products of a design; `at` evaluates -2 log (restricted) likelihood."""

    design: CrossedDesign
    reml: bool
    _factorise: Factoriser = field(default_factory=Factoriser)

    def __post_init__(self) -> None:
        design = self.design
        self._centre = float(design.y.mean())
        y = design.y - self._centre
        self._n_a = np.bincount(design.a, minlength=design.size_a).astype(float)
        self._n_b = np.bincount(design.b, minlength=design.size_b).astype(float)
        self._n_x = np.bincount(design.level, minlength=design.levels).astype(float)
        self._y_a = np.bincount(design.a, y, design.size_a)
        self._y_b = np.bincount(design.b, y, design.size_b)
        self._y_x = np.bincount(design.level, y, design.levels)
        self._yy = float(y @ y)
        self._ab = _counts(design.a, design.b, (design.size_a, design.size_b))
        self._ba = self._ab.T.tocsr()
        levels_of_a = _counts(design.a, design.level, (design.size_a, design.levels))
        # Sparse from the left: long dense products start threads of the linear algebra library,
        # whose spinning beside other busy processes costs many times what they save.
        self._ax, self._xa = levels_of_a.toarray(), levels_of_a.T.tocsr()
        self._bx = _counts(design.b, design.level, (design.size_b, design.levels)).toarray()

    @property
    def rows(self) -> int:
        return self.design.y.size

    def moments(self) -> Floats:
        """Return relative deviations by moments (Henderson's method I): a place to start from.

        Sums of squares of totals are equated with their expectations, after the means of the
        fixed levels are taken off. Not positive where the data say so.
        """
        design, rows = self.design, float(self.rows)
        rest = design.y - self._centre
        rest = rest - (self._y_x / self._n_x)[design.level]
        squares = [float(rest @ rest), _square_of_means(rest, design.a, self._n_a)]
        equations = [[rows, rows, rows], [rows, 0.0, float(design.size_a)]]
        factors = [self._n_a]
        if design.size_b:
            squares.append(_square_of_means(rest, design.b, self._n_b))
            cells = self._ab.power(2)
            equations[1][1] = float((cells.sum(axis=1) / self._n_a).sum())
            equations.append([float((cells.sum(axis=0) / self._n_b).sum()), rows])
            equations[2].append(float(design.size_b))
            factors.append(self._n_b)
        else:
            equations = [[first, last] for first, _, last in equations]
        # Every total carries the same share of the mean, which the levels have taken off.
        mean = [float(counts @ counts) / rows for counts in factors] + [1.0]
        solved = np.linalg.lstsq(np.array(equations) - mean, np.array(squares))[0]
        relative = np.maximum(solved[:-1], 0.0) / max(solved[-1], 1e-12 * self._yy / rows)
        return np.asarray(np.sqrt(np.append(relative, 0.0)[:2]))

    def deviance(self, relative: Floats) -> float:
        """Return only -2 log likelihood, for a minimiser."""
        return self.at(relative).deviance

    def at(self, relative: Floats) -> ProfilePoint:
        """Evaluate at (s_a / s, s_b / s); signs do not matter."""
        weight = self._weight(relative)
        rest, smaller = self._without_a(relative, weight), None
        if self.design.size_b:
            rest, smaller = self._without_b(relative, weight, rest)
        lower = scipy.linalg.cholesky(rest.xx, lower=True)
        beta = scipy.linalg.cho_solve((lower, True), rest.xy)
        squares = max(rest.yy - float(beta @ rest.xy), np.finfo(float).tiny)
        raw = self._y_a - self._ax @ beta
        effects_b = np.zeros(0)
        if smaller is not None:
            effects_b = smaller.response - smaller.levels @ beta
            raw = raw - self._ab @ effects_b
        free, logdet = self.rows, rest.logdet
        if self.reml:
            free -= self.design.levels
            logdet += float(2.0 * np.log(np.diag(lower)).sum())
        return ProfilePoint(
            deviance=logdet + free * (1.0 + math.log(2.0 * math.pi * squares / free)),
            residual_variance=squares / free,
            beta=beta + self._centre,
            effects_a=weight * raw,
            effects_b=effects_b,
            exact=smaller is None or smaller.exact,
        )

    def deviations(self, relative: Floats) -> tuple[Floats, Floats]:
        """Return the conditional standard deviations of a and b in units of s.

        Given the fixed effects and variances, as lme4's condVar. Above the order that
        `scoring.log_determinant` treats densely the inverse is approximated by its diagonal to
        second order in the links between groups, which errs on the small side.
        """
        weight = self._weight(relative)
        if not self.design.size_b:
            return np.sqrt(weight), np.zeros(0)
        scale = float(relative[1]) ** 2
        inverse = SchurComplement(self._ab, self._n_b, weight, scale).inverse()
        passed = sp.diags_array(weight) @ self._ab
        if inverse.ndim == 1:
            return np.sqrt(weight + scale * (passed.power(2) @ inverse)), np.sqrt(scale * inverse)
        spread = np.concatenate(
            [
                (
                    (passed[start : start + _CHUNK] @ inverse)
                    * passed[start : start + _CHUNK].toarray()
                ).sum(1)
                for start in range(0, self.design.size_a, _CHUNK)
            ]
        )
        return np.sqrt(weight + scale * spread), np.sqrt(scale * np.diag(inverse))

    def _weight(self, relative: Floats) -> Floats:
        scale = float(relative[0]) ** 2
        return np.asarray(scale / (1.0 + scale * self._n_a))

    def _without_a(self, relative: Floats, weight: Floats) -> _Remainder:
        weighted = weight[:, None] * self._ax
        return _Remainder(
            xx=np.diag(self._n_x) - self._xa @ weighted,
            xy=self._y_x - self._xa @ (weight * self._y_a),
            yy=self._yy - float((weight * self._y_a**2).sum()),
            logdet=float(np.log1p(float(relative[0]) ** 2 * self._n_a).sum()),
        )

    def _without_b(
        self, relative: Floats, weight: Floats, rest: _Remainder
    ) -> tuple[_Remainder, _Smaller]:
        scale = float(relative[1]) ** 2
        factor = self._factorise(SchurComplement(self._ab, self._n_b, weight, scale))
        bx = self._bx - self._ba @ (weight[:, None] * self._ax)
        by = self._y_b - self._ba @ (weight * self._y_a)
        solved = scale * factor.solve(np.column_stack([bx, by]))
        smaller = _Smaller(solved[:, -1], solved[:, :-1], factor.exact)
        remainder = _Remainder(
            xx=rest.xx - np.einsum("ij,ik->jk", bx, smaller.levels),
            xy=rest.xy - np.einsum("ij,i->j", bx, smaller.response),
            yy=rest.yy - float((by * smaller.response).sum()),
            logdet=rest.logdet + factor.logdet,
        )
        return remainder, smaller


def _square_of_means(values: Floats, codes: Codes, counts: Floats) -> float:
    return float((np.bincount(codes, values, counts.size) ** 2 / counts).sum())


def _counts(rows: Codes, columns: Codes, shape: tuple[int, int]) -> sp.csr_array:
    if 0 in shape:
        return sp.csr_array(shape)
    return sp.coo_array((np.ones(rows.size), (rows, columns)), shape=shape).tocsr()
