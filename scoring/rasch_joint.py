"""Joint maximum likelihood of the many-facet Rasch model.

All measures are parameters, as in FACETS: quick to explain, but with few ratings per person the
measures are spread too wide. The log-likelihood is concave, so Newton's method with persons
eliminated by the Schur complement finds its only maximum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.rasch_data import FACETS, RatingTable
from scoring.rasch_scale import Moments, moments

_MAX_ITERATIONS = 200
_MAX_HALVINGS = 30
_TOLERANCE = 1e-9
_LARGEST_STEP = 3.0
# Relative to the largest curvature: makes directions without information solvable, where a subset
# of the data could be shifted against the others.
_RIDGE = 1e-10
# Logits at which every rating is sure. A measure farther out has no maximum of likelihood.
FARTHEST = 40.0
# Curvature where every probability is 0 or 1.
_TINY = 1e-12


@dataclass(frozen=True)
class Measures:
    """Measures of the elements of a table and psi of its scales, with standard errors.

    `infit` and `outfit` are mean squares by facet (see `ManyFacetFit`), empty where not computed.
    """

    person: Floats
    item: Floats
    rater: Floats
    psi: Floats
    person_error: Floats
    item_error: Floats
    rater_error: Floats
    deviance: float
    converged: bool
    variance: float | None = None
    infit: Mapping[str, Floats] = field(default_factory=dict)
    outfit: Mapping[str, Floats] = field(default_factory=dict)


def joint_measures(table: RatingTable) -> Measures:
    """Maximise the likelihood of a table without extreme scores.

    Persons and items are centred, raters are free. Where the likelihood rises for ever as measures
    go apart (groups that never cross) they stay where ratings are sure already, and the answer is
    not called converged. Standard errors take the other measures as known, as those of FACETS do.
    """
    problem = _Problem(table)
    values, converged = _search(problem)
    found, loss = problem.describe(values)
    person, item, rater, free = problem.split(values)
    information = _information(table, found)
    errors = [1.0 / np.sqrt(own) for own in information]
    squares = (table.category - found.mean) ** 2
    surprise = squares / np.maximum(found.variance, _TINY)
    return Measures(
        person=person - person.mean(),
        item=item - item.mean(),
        rater=rater + item.mean() - person.mean(),
        psi=problem.scale.psi(free),
        person_error=errors[0],
        item_error=errors[1],
        rater_error=errors[2],
        deviance=2.0 * loss,
        converged=converged,
        infit={
            facet: np.bincount(coded.codes, squares, coded.size) / own
            for facet, coded, own in zip(FACETS, table.facets, information, strict=True)
        },
        outfit={
            facet: np.bincount(coded.codes, surprise) / np.bincount(coded.codes)
            for facet, coded in zip(FACETS, table.facets, strict=True)
        },
    )


def _search(problem: "_Problem") -> tuple[Floats, bool]:
    """Return the parameters of the maximum, or those reached without one, and whether it is one."""
    values = problem.start()
    found, loss = problem.describe(values)
    for _ in range(_MAX_ITERATIONS):
        step = problem.newton_step(found)
        if step is None:
            break
        largest = float(np.abs(step).max())
        fraction = min(1.0, _LARGEST_STEP / largest) if largest else 1.0
        for _ in range(_MAX_HALVINGS):
            following = values + fraction * step
            found, loss_there = problem.describe(following)
            # Near the maximum rounding alone decides between equal values.
            if loss_there <= loss + 1e-12 * abs(loss):
                break
            fraction *= 0.5
        values, loss = following, loss_there
        if largest < _TOLERANCE:
            return values, True
        if np.abs(values[: problem.measured]).max(initial=0.0) > FARTHEST:
            break
    return values, False


def _information(table: RatingTable, found: Moments) -> list[Floats]:
    """Return the curvature of every element of each facet, a little above 0."""
    sums = [np.bincount(coded.codes, found.variance, coded.size) for coded in table.facets]
    return [np.maximum(own, _TINY) for own in sums]


class _Problem:
    """Minus the log-likelihood as a function of (person, item, rater, free psi).

    Per rating the curvature is the variance V for its logit, G = -P_c (c - E) between logit and
    psi_c, and the covariance of the indicators of categories between psi. In all parameters it
    is [[D, B], [B', R]] with a diagonal D for persons.
    """

    def __init__(self, table: RatingTable) -> None:
        self.table = table
        self.scale = table.scale()
        self._sizes = [coded.size for coded in table.facets]
        self.measured = sum(self._sizes)
        _, items, raters = table.facets
        rows = np.arange(table.category.size)
        self._person = _indicator(table.person.codes, table.person.size)
        self._facets = sp.hstack(
            [_indicator(items.codes, items.size), _indicator(raters.codes, raters.size)]
        )
        self._facets = (-self._facets).tocsr()
        free = self.scale.free
        column = (np.cumsum(free) - 1).reshape(free.shape)
        self._steps = np.nonzero(free[table.row_scale])
        self._step_columns = column[table.row_scale[self._steps[0]], self._steps[1]]
        self._step_shape = (rows.size, int(free.sum()))
        self._step_counts = table.counts()[free]

    def start(self) -> Floats:
        steps = self.scale.start(self.table.counts())
        return np.concatenate([np.zeros(self.measured), steps])

    def split(self, values: Floats) -> list[Floats]:
        """Cut a vector of parameters into person, item, rater and free psi."""
        return np.split(values, np.cumsum(self._sizes))

    def describe(self, values: Floats) -> tuple[Moments, float]:
        """Return the moments of every rating, and minus the log-likelihood."""
        person, item, rater, free = self.split(values)
        table, psi = self.table, self.scale.psi(free)[self.table.row_scale]
        eta = person[table.person.codes] - item[table.item.codes] - rater[table.rater.codes]
        found = moments(eta, psi)
        own = table.category * eta - psi[np.arange(eta.size), table.category]
        return found, float((found.log_normaliser - own).sum())

    def newton_step(self, found: Moments) -> Floats | None:
        """Return the step of all parameters, persons eliminated first.

        None where all probabilities have gone to 0 and 1: the measures have no maximum.
        """
        residual = self.table.category - found.mean
        probability = self._of_steps(found.probability)
        category = np.arange(found.probability.shape[1])
        slope = self._of_steps(-found.probability * (category - found.mean[:, None]))
        expected = np.asarray(probability.sum(axis=0))
        gradient_person = self._person.T @ residual
        gradient = np.concatenate([self._facets.T @ residual, expected - self._step_counts])
        weighted = sp.diags_array(found.variance) @ self._facets
        across = self._facets.T @ slope
        within = sp.diags_array(expected) - probability.T @ probability
        rest = sp.block_array([[self._facets.T @ weighted, across], [across.T, within]]).toarray()
        coupling = (self._person.T @ sp.hstack([weighted, slope])).tocsr()
        inverse = 1.0 / np.maximum(self._person.T @ found.variance, _TINY)
        rest -= (coupling.T @ (sp.diags_array(inverse) @ coupling)).toarray()
        self._fix_origin(rest)
        target = gradient - coupling.T @ (inverse * gradient_person)
        try:
            step = scipy.linalg.solve(rest, target, assume_a="pos")
        except np.linalg.LinAlgError:
            return None
        return np.concatenate([inverse * (gradient_person - coupling @ step), step])

    def _fix_origin(self, curvature: Floats) -> None:
        """Add curvature where items or raters could be shifted together against the persons."""
        _, items, raters = self._sizes
        size = float(np.abs(np.diag(curvature)).max())
        curvature[:items, :items] += size / items
        curvature[items : items + raters, items : items + raters] += size / raters
        curvature[np.diag_indices_from(curvature)] += _RIDGE * size

    def _of_steps(self, values: Floats) -> sp.csr_array:
        """Arrange values by rating and category into a column per free psi."""
        rows, categories = self._steps
        return sp.coo_array(
            (values[rows, categories], (rows, self._step_columns)), shape=self._step_shape
        ).tocsr()


def _indicator(codes: Codes, size: int) -> sp.csr_array:
    ones, rows = np.ones(codes.size), np.arange(codes.size)
    return sp.coo_array((ones, (rows, codes)), shape=(codes.size, size)).tocsr()
