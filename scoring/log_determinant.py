"""Solving with, and the log-determinant of, the Schur complement of a crossed design."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp
import scipy.sparse.linalg as sla

from scoring.coding import Floats
from scoring.conjugate_gradients import conjugate_gradients

# Up to this order a dense Cholesky factor costs some hundredths of a second.
_DENSE_ORDER = 1_500
# More entries than this in a matrix or in its sparse factor cost more than the estimate.
_AVERAGE_DEGREE = 20
_FACTOR_ENTRIES = 2_500_000
_PROBES = 8
_LANCZOS_STEPS = 25
_SOLVE_TOLERANCE = 1e-12


@dataclass(frozen=True)
class SchurComplement:
    """S = I + c (diag(n) - N' diag(w) N), symmetric positive definite.

    What is left of the random effects b after the effects a are eliminated: N counts the rows of
    every (a, b), n those of every b, w shrinks the effects a, c is the variance of b.
    """

    counts: sp.csr_array
    totals: Floats
    weight: Floats
    variance: float

    @property
    def order(self) -> int:
        return self.totals.size

    def entries(self) -> int:
        """Bound the number of entries of S without forming it."""
        return self.order + int((np.diff(self.counts.indptr).astype(float) ** 2).sum())

    def matrix(self) -> sp.csr_array:
        """Form S."""
        inner = self.counts.T @ (sp.diags_array(self.weight) @ self.counts)
        diagonal = sp.diags_array(1.0 + self.variance * self.totals)
        return sp.csr_array(diagonal - self.variance * inner)

    def diagonal(self) -> Floats:
        """Return the diagonal of S without forming it."""
        inner = self.counts.power(2).T @ self.weight
        return np.asarray(1.0 + self.variance * (self.totals - inner))

    def inverse(self) -> Floats:
        """Return S^-1, or for large orders an approximation of its diagonal (one-dimensional).

        With S = D + E the diagonal of D^-1 - D^-1 E D^-1 + D^-1 E D^-1 E D^-1; the left out higher
        terms are positive for a Schur complement.
        """
        matrix = self.matrix()
        if self.order <= _DENSE_ORDER:
            return np.asarray(scipy.linalg.inv(matrix.toarray()))
        first = 1.0 / matrix.diagonal()
        squared = matrix.power(2) @ first - 1.0 / first
        return np.asarray(first + first**2 * squared)


@dataclass(frozen=True)
class Factor:
    """S^-1 B as a function, and log det S; `exact` is False for a stochastic estimate."""

    solve: Callable[[Floats], Floats]
    logdet: float
    exact: bool


class Factoriser:
    """Factors Schur complements of one design, exactly where that is cheap.

    Exact: dense Cholesky for small orders, sparse LU with a minimum-degree ordering when few
    entries fill in. Otherwise solutions come from conjugate gradients and log det S from
    stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017) of S scaled to a unit diagonal, with
    the same random signs in every call, so that the result is a smooth function of the weights.
    The way is chosen at the first matrix and kept, since a function made of both could not be
    minimised.
    """

    def __init__(self) -> None:
        self._method: Callable[[SchurComplement], Factor] | None = None

    def __call__(self, schur: SchurComplement) -> Factor:
        if self._method is None:
            self._method = self._choose(schur)
        return self._method(schur)

    def _choose(self, schur: SchurComplement) -> Callable[[SchurComplement], Factor]:
        if schur.order <= _DENSE_ORDER:
            return _dense
        if schur.entries() > _AVERAGE_DEGREE * schur.order:
            return _iterative
        return _sparse if _splu(schur.matrix()).nnz <= _FACTOR_ENTRIES else _iterative


def _dense(schur: SchurComplement) -> Factor:
    factor = scipy.linalg.cholesky(schur.matrix().toarray(), lower=True, check_finite=False)

    def solve(right: Floats) -> Floats:
        return np.asarray(scipy.linalg.cho_solve((factor, True), right, check_finite=False))

    return Factor(solve, float(2.0 * np.log(np.diag(factor)).sum()), exact=True)


def _sparse(schur: SchurComplement) -> Factor:
    matrix = schur.matrix()
    scale = 1.0 / np.sqrt(matrix.diagonal())
    scaled = sp.csr_array(sp.diags_array(scale) @ matrix @ sp.diags_array(scale))
    logdet = float(np.log(_splu(matrix).U.diagonal()).sum())
    # For several right-hand sides at once this is faster than the triangular factors.
    return Factor(_scaled_solver(lambda columns: scaled @ columns, scale), logdet, exact=True)


def _splu(matrix: sp.csr_array) -> sla.SuperLU:
    return sla.splu(
        matrix.tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def _iterative(schur: SchurComplement) -> Factor:
    diagonal = schur.diagonal()
    scale = 1.0 / np.sqrt(diagonal)
    own = (scale**2) * (1.0 + schur.variance * schur.totals)
    half = sp.diags_array(np.sqrt(schur.variance * schur.weight)) @ schur.counts
    half = (half @ sp.diags_array(scale)).tocsr()
    other = half.T.tocsr()

    def multiply(vectors: Floats) -> Floats:
        return np.asarray((vectors.T * own).T - other @ (half @ vectors))

    logdet = float(np.log(diagonal).sum()) + _lanczos_logdet(multiply, schur.order)
    return Factor(_scaled_solver(multiply, scale), logdet, exact=False)


def _scaled_solver(
    multiply: Callable[[Floats], Floats], scale: Floats
) -> Callable[[Floats], Floats]:
    """Solve with S by conjugate gradients, `multiply` being S scaled to a unit diagonal."""

    def solve(right: Floats) -> Floats:
        solved = conjugate_gradients(multiply, (right.T * scale).T, tolerance=_SOLVE_TOLERANCE)
        return np.asarray((solved.T * scale).T)

    return solve


def _lanczos_logdet(multiply: Callable[[Floats], Floats], order: int) -> float:
    """Estimate log det by Gauss quadrature along Krylov spaces of random sign vectors."""
    signs = np.random.default_rng(0).integers(0, 2, size=(order, _PROBES)) * 2.0 - 1.0
    current = signs / np.sqrt(order)
    previous = np.zeros_like(current)
    alphas: list[Floats] = []
    betas: list[Floats] = [np.zeros(_PROBES)]
    for _ in range(_LANCZOS_STEPS):
        following = multiply(current) - betas[-1] * previous
        alphas.append((following * current).sum(axis=0))
        following -= alphas[-1] * current
        betas.append(np.sqrt((following**2).sum(axis=0)))
        previous, current = current, following / np.maximum(betas[-1], 1e-300)
    middle, off = np.array(alphas), np.array(betas[1:-1])
    total = 0.0
    for probe in range(_PROBES):
        values, vectors = scipy.linalg.eigh_tridiagonal(middle[:, probe], off[:, probe])
        total += float((vectors[0] ** 2 * np.log(np.maximum(values, 1e-300))).sum())
    return order * total / _PROBES
