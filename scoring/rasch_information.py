"""Observed information of the marginal Rasch likelihood (Louis 1982).

What the ratings would tell if abilities were known, less what is lost because they are not: the
mean of the complete-data curvature minus the covariance of the complete-data gradient, both over
each person's posterior. Parameters: items, raters, free psi, log deviation.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.rasch_scale import Moments

# Relative to the largest eigenvalue: less is no information, and its inverse would be noise.
_NO_INFORMATION = 1e-7
_NO_WEIGHT = 1e-12


@dataclass(frozen=True)
class IntegratedCells:
    """Ratings as counts by person and cell (item x rater), integrated over points of ability.

    `weights` (person, point) are the posterior, `found` the moments of a rating by cell and point,
    `slopes` the derivative of ability for log deviation at the points. `steps` numbers the free
    psi by cell and category, -1 where there is none.
    """

    counts: sp.csr_array
    score: Floats
    weights: Floats
    found: Moments
    slopes: Floats
    item: Codes
    rater: Codes
    steps: Codes


def covariance(cells: IntegratedCells) -> Floats:
    """Invert the observed information, raters counting from their mean.

    The mean of the raters is no parameter, and a variance of persons that the data do not show
    has no curvature: neither enters the errors of the others.
    """
    information = _complete(cells) - _lost(cells)
    items, raters = int(cells.item.max()) + 1, int(cells.rater.max()) + 1
    place = slice(items, items + raters)
    information[place] -= information[place].mean(axis=0)
    information[:, place] -= information[:, place].mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh((information + information.T) / 2.0)
    known = values > _NO_INFORMATION * values.max()
    return np.asarray((vectors[:, known] / values[known]) @ vectors[:, known].T)


def _facets(cells: IntegratedCells) -> sp.csr_array:
    """Mark the item and the rater of every cell."""
    rows = np.arange(cells.item.size)
    items, raters = int(cells.item.max()) + 1, int(cells.rater.max()) + 1
    where = (np.tile(rows, 2), np.concatenate([cells.item, items + cells.rater]))
    return sp.coo_array((np.ones(2 * rows.size), where), shape=(rows.size, items + raters)).tocsr()


def _by_step(cells: IntegratedCells, values: Floats) -> sp.csr_array:
    """Arrange values by cell and category into a column per free psi."""
    rows, categories = np.nonzero(cells.steps >= 0)
    where = (rows, cells.steps[rows, categories])
    shape = (cells.item.size, int(cells.steps.max()) + 1)
    return sp.coo_array((values[rows, categories], where), shape=shape).tocsr()


def _complete(cells: IntegratedCells) -> Floats:
    """Average the curvature for known abilities over the posterior."""
    found, slopes = cells.found, cells.slopes
    mass = cells.counts.T @ cells.weights
    category = np.arange(found.probability.shape[2])
    facets = _facets(cells)
    slope = found.probability * (category - found.mean[:, :, None])
    of_steps = _by_step(cells, np.einsum("cq,cqk->ck", mass, slope))
    own = mass * found.variance
    to_steps = _by_step(cells, np.einsum("cq,q,cqk->ck", mass, slopes, slope))
    deviation = [
        -(facets.T @ (own @ slopes)),
        -np.asarray(to_steps.sum(axis=0)),
        np.array([float(own.sum(axis=0) @ slopes**2)]),
    ]
    inner = sp.block_array(
        [
            [facets.T @ (sp.diags_array(own.sum(axis=1)) @ facets), facets.T @ of_steps],
            [of_steps.T @ facets, _steps_curvature(cells, mass)],
        ]
    ).toarray()
    edge = np.concatenate(deviation[:2])
    return np.block([[inner, edge[:, None]], [edge[None, :], deviation[2][None, :]]])


def _steps_curvature(cells: IntegratedCells, mass: Floats) -> sp.csr_array:
    probability = cells.found.probability
    expected = np.einsum("cq,cqk->ck", mass, probability)
    size = int(cells.steps.max()) + 1
    both = np.zeros((size, size))
    for steps in np.unique(cells.steps, axis=0):
        own = (cells.steps == steps).all(axis=1)
        free = np.flatnonzero(steps >= 0)
        chosen = probability[own][:, :, free]
        product = np.einsum("cq,cqk,cql->kl", mass[own], chosen, chosen, optimize=True)
        both[np.ix_(steps[free], steps[free])] += product
    return sp.csr_array(np.diag(np.asarray(_by_step(cells, expected).sum(axis=0))) - both)


def _lost(cells: IntegratedCells) -> Floats:
    """Sum the covariances of the gradients of persons over their posteriors."""
    facets = _facets(cells)
    size = facets.shape[1] + int(cells.steps.max()) + 2
    square, mean = np.zeros((size, size)), sp.csr_array((cells.score.size, size))
    for point in np.flatnonzero(cells.weights.max(axis=0) > _NO_WEIGHT):
        expected = cells.found.mean[:, point]
        steps = _by_step(cells, cells.found.probability[:, point])
        own = cells.counts @ sp.hstack([sp.diags_array(expected) @ facets, steps])
        surplus = cells.slopes[point] * (cells.score - cells.counts @ expected)
        gradient = sp.hstack([own, sp.csr_array(surplus[:, None])]).tocsr()
        weighted = sp.diags_array(cells.weights[:, point]) @ gradient
        square += (gradient.T @ weighted).toarray()
        mean = mean + weighted
    return np.asarray(square - (mean.T @ mean).toarray())
