"""The Newton system of a region's Rasch model, with the persons eliminated."""

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from scoring.coding import Floats
from scoring.conjugate_gradients import conjugate_gradients
from scoring.region_data import RegionData
from scoring.region_results import RegionState

_TOLERANCE = 1e-4
_EXACT_ORDER = 150
_TREE_DEPTH = 6
_JACOBI_STEPS = 4
_SINGLE_THREAD = 200_000
# Keeps the variance finite where the data say next to nothing about single effects.
_LEAST_DETERMINED = 0.02
_LEAST_VARIANCE = 1e-6


class RegionSystem:
    """Curvature of minus the log posterior in (severity, coefficients of the persons' predictor).

    Per judgement `information` is the curvature for its own logit and `coupling` that between the
    person and the rater; per person `variance` is the posterior variance of the ability. With W
    the couplings, V the variances, Z the predictor and p the population's precision it is

        severity:     diag(information + prior) - W' V W      - W' V Z p
        coefficients:         .                               Z' (p - p^2 V) Z

    W' V W ties raters of the same persons and is never formed for solving.
    """

    def __init__(
        self,
        data: RegionData,
        state: RegionState,
        *,
        information: Floats,
        coupling: Floats,
        variance: Floats,
    ) -> None:
        judgements = data.judgements
        starts = np.searchsorted(judgements.person, np.arange(data.persons.size + 1))
        shape = (data.persons.size, data.raters.size)
        self.variance = variance
        self.coupling = sp.csr_array((coupling, judgements.rater.copy(), starts), shape=shape)
        # A rater may have judged a person more than once.
        self.coupling.sum_duplicates()
        self._back = self.coupling.T.tocsr()
        self._design = data.design.matrix
        self._design_back = self._design.T.tocsr()
        self._precision = 1.0 / state.person_variance
        own = np.bincount(judgements.rater, information, data.raters.size)
        self._own = own + 1.0 / state.severity_variance
        self._diagonal = self._own - self._back.power(2) @ variance
        share = self._precision * (1.0 - self._precision * variance)
        self._corner = (self._design_back @ (sp.diags_array(share) @ self._design)).toarray()
        self._corner_factor = scipy.linalg.cho_factor(self._corner)

    def step(self, severity: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
        """Solve for the gradient given in two parts."""
        right = np.concatenate([severity, coefficients])[:, None]
        solved = conjugate_gradients(
            self._multiply, right, precondition=self._precondition, tolerance=_TOLERANCE
        )[:, 0]
        return solved[: severity.size], solved[severity.size :]

    def severity_gradient(self, ability: Floats) -> tuple[Floats, Floats]:
        """Carry a gradient for abilities over to severities and coefficients."""
        passed = self.variance * ability
        to_severity = np.asarray(self._back @ passed)
        return to_severity, np.asarray(self._precision * (self._design_back @ passed))

    def ability_step(self, ability: Floats, severity: Floats, coefficients: Floats) -> Floats:
        """Return the step of the abilities that goes with steps of the rest."""
        drawn = self.coupling @ severity + self._precision * (self._design @ coefficients)
        return np.asarray(self.variance * (ability + drawn))

    def severity_variances(self) -> Floats:
        """Return the diagonal of the inverse for severities.

        Exact for few raters. For many, walks between raters are summed over the tree each rater
        unfolds its neighbours into (Gaussian belief propagation), and the uncertainty of the
        coefficients is added; walks round longer loops, left out, would add a little.
        """
        weighted = sp.diags_array(self.variance) @ self.coupling
        ties = sp.csr_array(self._back @ weighted)
        linked = sp.csr_array(self._precision * (weighted.T @ self._design))
        across = linked.toarray()
        if self._own.size <= _EXACT_ORDER:
            corrected = np.diag(self._own) - ties.toarray()
            corrected -= across @ scipy.linalg.cho_solve(self._corner_factor, across.T)
            return np.asarray(np.diag(scipy.linalg.inv(corrected)))
        between = sp.csr_array(ties - sp.diags_array(ties.diagonal()))
        inverse = 1.0 / self._diagonal[:, None]
        direct = inverse * across
        pulled = direct
        for _ in range(_JACOBI_STEPS):
            pulled = direct + inverse * (between @ pulled)
        covariance = np.linalg.inv(self._corner - linked.T @ pulled)
        from_coefficients = _quadratic_forms(pulled, covariance)
        return np.asarray(_tree_variances(self._diagonal, between) + from_coefficients)

    def ability_variances(self, severity_variances: Floats) -> Floats:
        """Return posterior variances of abilities with the uncertainty of the raters in them."""
        from_raters = self.coupling.power(2) @ severity_variances
        return np.asarray(self.variance + self.variance**2 * from_raters)

    def _multiply(self, columns: Floats) -> Floats:
        severity, coefficients = np.split(columns[:, 0], [self._own.size])
        level = self._precision * (self._design @ coefficients)
        drawn = self.variance * (self.coupling @ severity + level)
        return np.concatenate(
            [
                self._own * severity - self._back @ drawn,
                self._design_back @ (level - self._precision * drawn),
            ]
        )[:, None]

    def _precondition(self, columns: Floats) -> Floats:
        severity, coefficients = np.split(columns[:, 0], [self._own.size])
        return np.concatenate(
            [
                severity / self._diagonal,
                scipy.linalg.cho_solve(self._corner_factor, coefficients),
            ]
        )[:, None]


def next_state(
    data: RegionData,
    system: RegionSystem,
    state: RegionState,
    *,
    ability: Floats,
    severity: Floats,
    coefficients: Floats,
) -> tuple[RegionState, tuple[Floats, Floats]]:
    """Return the state with new values and variances, and the posterior variances."""
    severity_variances = system.severity_variances()
    ability_variances = system.ability_variances(severity_variances)
    apart = ability - data.design.matrix @ coefficients
    following = RegionState(
        ability=ability,
        severity=severity,
        coefficients=coefficients,
        person_variance=_updated_variance(apart, ability_variances, state.person_variance),
        severity_variance=_updated_variance(severity, severity_variances, state.severity_variance),
    )
    return following, (ability_variances, severity_variances)


def _tree_variances(diagonal: Floats, ties: sp.csr_array) -> Floats:
    """Return 1 / (d_j - sum of what each neighbour takes), neighbours likewise but without j.

    The diagonal of the inverse of diag(d) - ties off the diagonal; exact when the ties are a tree.
    """
    edges = ties.tocoo()
    off = edges.row != edges.col
    row, column, squared = edges.row[off], edges.col[off], edges.data[off] ** 2
    # The same edge in the other direction: sorting by (column, row) puts it in row order.
    reverse = np.lexsort((row, column))
    taken = np.zeros(row.size)
    for _ in range(_TREE_DEPTH):
        left = diagonal - np.bincount(row, taken, diagonal.size)
        taken = squared / (left[column] + taken[reverse])
    return np.asarray(1.0 / (diagonal - np.bincount(row, taken, diagonal.size)))


def _quadratic_forms(rows: Floats, matrix: Floats) -> Floats:
    """Return x' M x for every row x.

    In blocks too small for the linear algebra library to start threads: beside other busy
    processes their spinning would cost many times what they save.
    """
    block = max(_SINGLE_THREAD // matrix.size, 1)
    parts = [
        np.einsum("ij,ij->i", part @ matrix, part)
        for part in (rows[start : start + block] for start in range(0, len(rows), block))
    ]
    return np.concatenate(parts)


def _updated_variance(values: Floats, posterior: Floats, variance: float) -> float:
    """Return the next variance of effects N(0, variance) with given posterior variances.

    The fixed point of expectation-maximisation, mean(values^2 + posterior), reached in fewer
    steps: the squares are divided by how many effects the data determine (MacKay 1992).
    """
    determined = np.maximum(1.0 - posterior / variance, 0.0).sum()
    determined = max(float(determined), _LEAST_DETERMINED * values.size)
    return max(float((values**2).sum()) / determined, _LEAST_VARIANCE)
