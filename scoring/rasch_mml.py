"""Marginal maximum likelihood of the many-facet Rasch model: persons are N(0, v).

The integral over persons is a sum over equally spaced points, which for smooth functions that
vanish at both ends is exact to many digits once the spacing does not exceed the width of the
narrowest posterior (Trefethen and Weideman 2014, SIAM Review 56).
"""

import numpy as np
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.rasch_data import RatingTable
from scoring.rasch_information import IntegratedCells, covariance
from scoring.rasch_joint import Measures
from scoring.rasch_scale import Moments, Scale, moments

# Points lie within this many standard deviations of the persons.
_REACH = 7.0
_ANY_LOGIT = np.linspace(-8.0, 8.0, 161)
_FEWEST_POINTS, _MOST_POINTS = 61, 601
# Of the gradient at the end: an error of this many standard errors, times the standard error.
_FLAT = 1e-3
# Ratings in which persons never cross (a Guttman pattern) put them apart without end: beyond this
# many logits of standard deviation nothing is estimated any more.
_LARGEST_DEVIATION = 30.0


def marginal_measures(table: RatingTable) -> tuple[Measures, Floats]:
    """Maximise the marginal likelihood of a table without extreme raters and items.

    Raters are centred, items are free, the mean of persons is 0. Persons whose variance has no
    maximum end at a standard deviation of 30 logits, not converged. Person measures are posterior
    means and their errors posterior standard deviations; errors of items and raters come from
    the observed information. Also returned: the points of the integral, in standard deviations.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 -- slow to load, seldom needed

    scale = table.scale()
    steps = scale.start(table.counts())
    values = np.concatenate([np.zeros(table.item.size + table.rater.size), steps, [0.0]])
    bounds = [(None, None)] * (values.size - 1) + [(None, float(np.log(_LARGEST_DEVIATION)))]
    points = integral_points(table, scale.psi(steps), 1.0)
    while True:
        problem = MarginalProblem(table, scale, points)
        found = minimize(
            problem.loss,
            values,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": 5_000, "maxfun": 10_000, "maxcor": 40, "ftol": 1e-15, "gtol": 1e-6},
        )
        values = np.asarray(found.x)
        _, _, psi, deviation = problem.split(values)
        points = integral_points(table, psi, deviation)
        # Persons more spread or ratings more precise than assumed at first need closer points.
        if points.size <= problem.points.size:
            break
    flat = (np.abs(found.jac).max() < _FLAT) & (deviation < 0.999 * _LARGEST_DEVIATION)
    return _measures(problem, values, flat), problem.points


def integral_points(table: RatingTable, psi: Floats, deviation: float) -> Floats:
    """Return equally spaced points, in standard deviations, no wider apart than any posterior."""
    sharpest = moments(_ANY_LOGIT[:, None], psi).variance.max(axis=0)
    information = np.bincount(table.person.codes, sharpest[table.row_scale]).max()
    spacing = 1.0 / np.sqrt(1.0 + information * deviation**2)
    count = int(np.clip(np.ceil(2.0 * _REACH / spacing), _FEWEST_POINTS, _MOST_POINTS))
    return np.linspace(-_REACH, _REACH, count)


class PersonCells:
    """The ratings of a table as counts of each person in each combination of item and rater.

    Sums taken once: with a person's total R and counts N, the log-likelihood of the person at
    theta is R theta - sum N A(theta), apart from terms that do not depend on theta.
    """

    def __init__(self, table: RatingTable) -> None:
        key = table.item.codes * table.rater.size + table.rater.codes
        cells, of_row = np.unique(key, return_inverse=True)
        self.item: Codes = cells // table.rater.size
        self.rater: Codes = cells % table.rater.size
        self.counts = sp.coo_array(
            (np.ones(key.size), (table.person.codes, of_row)),
            shape=(table.person.size, cells.size),
        ).tocsr()
        score = np.bincount(table.person.codes, table.category, table.person.size)
        self.person_score: Floats = score.astype(float)
        self.score = np.bincount(of_row, table.category, cells.size)

    def log_likelihood(self, measure: Floats, psi: Floats, theta: Floats) -> tuple[Floats, Moments]:
        """Return log L (person, point) and the moments of each cell (cell, point).

        `measure` is the difficulty of each cell, `psi` has the row of its scale.
        """
        found = moments(theta - measure[:, None], psi[:, None, :])
        logs = self.person_score[:, None] * theta - self.counts @ found.log_normaliser
        return logs, found


def normalised(logs: Floats) -> tuple[Floats, Floats]:
    """Return exp(logs) scaled to sum to 1 along rows, and the logs of the sums."""
    largest = logs.max(axis=1, keepdims=True)
    weights = np.exp(logs - largest)
    total = weights.sum(axis=1, keepdims=True)
    return weights / total, (largest + np.log(total))[:, 0]


def log_population(points: Floats) -> Floats:
    """Return the logs of normal weights of equally spaced standardised points."""
    logs = -0.5 * points**2
    return np.asarray(logs - np.log(np.exp(logs).sum()))


class MarginalProblem:
    """Minus the log marginal likelihood as a function of (item, rater, free psi, log deviation).

    Raters count from their mean.
    """

    def __init__(self, table: RatingTable, scale: Scale, points: Floats) -> None:
        self.table, self.scale, self.points = table, scale, points
        self._cells = PersonCells(table)
        self._cell_scale = table.scale_of_item[self._cells.item]
        self._step_counts = table.counts()
        self._log_weight = log_population(points)

    def split(self, values: Floats) -> tuple[Floats, Floats, Floats, float]:
        """Return items, centred raters, psi of every scale, and the standard deviation."""
        items, raters = self.table.item.size, self.table.rater.size
        rater = values[items : items + raters]
        psi = self.scale.psi(values[items + raters : -1])
        return values[:items], rater - rater.mean(), psi, float(np.exp(values[-1]))

    def posterior(self, values: Floats) -> tuple[Floats, float]:
        """Return each person's weights of the points, and minus the log-likelihood."""
        weights, loss, _ = self._integrate(values)
        return weights, loss

    def loss(self, values: Floats) -> tuple[float, Floats]:
        """Return minus the log-likelihood and its gradient."""
        weights, loss, found = self._integrate(values)
        _, _, _, deviation = self.split(values)
        mass = self._cells.counts.T @ weights
        expected = (mass * found.mean).sum(axis=1)
        steps = np.zeros(self.scale.used.shape)
        np.add.at(steps, self._cell_scale, np.einsum("cq,cqk->ck", mass, found.probability))
        to_cell = self._cells.score - expected
        to_rater = np.bincount(self._cells.rater, to_cell, self.table.rater.size)
        at_points = self._cells.person_score @ weights - (mass * found.mean).sum(axis=0)
        gradient = np.concatenate(
            [
                np.bincount(self._cells.item, to_cell, self.table.item.size),
                to_rater - to_rater.mean(),
                (self._step_counts - steps)[self.scale.free],
                [-deviation * float(at_points @ self.points)],
            ]
        )
        return loss, gradient

    def covariance(self, values: Floats) -> Floats:
        """Invert the observed information of all parameters."""
        weights, _, found = self._integrate(values)
        free = self.scale.free
        column = np.where(free, (np.cumsum(free) - 1).reshape(free.shape), -1)
        return covariance(
            IntegratedCells(
                counts=self._cells.counts,
                score=self._cells.person_score,
                weights=weights,
                found=found,
                slopes=self.split(values)[3] * self.points,
                item=self._cells.item,
                rater=self._cells.rater,
                steps=column[self._cell_scale],
            )
        )

    def _integrate(self, values: Floats) -> tuple[Floats, float, Moments]:
        item, rater, psi, deviation = self.split(values)
        measure = item[self._cells.item] + rater[self._cells.rater]
        theta = deviation * self.points
        logs, found = self._cells.log_likelihood(measure, psi[self._cell_scale], theta)
        weights, log_sums = normalised(logs + self._log_weight)
        counted = self._step_counts > 0
        fixed = float(self._cells.score @ measure + self._step_counts[counted] @ psi[counted])
        return weights, fixed - float(log_sums.sum()), found


def posterior_of_persons(weights: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Return posterior means and standard deviations from weights of the points `theta`."""
    mean = weights @ theta
    return mean, np.sqrt(np.maximum(weights @ theta**2 - mean**2, 0.0))


def _measures(problem: MarginalProblem, values: Floats, converged: np.bool_) -> Measures:
    item, rater, psi, deviation = problem.split(values)
    weights, loss = problem.posterior(values)
    person, person_error = posterior_of_persons(weights, deviation * problem.points)
    errors = np.sqrt(np.diag(problem.covariance(values)))
    return Measures(
        person=person,
        item=item,
        rater=rater,
        psi=psi,
        person_error=person_error,
        item_error=errors[: item.size],
        rater_error=errors[item.size : item.size + rater.size],
        deviance=2.0 * loss,
        converged=bool(converged),
        variance=deviation**2,
    )
