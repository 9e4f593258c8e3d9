"""Measures of a whole table from an estimation that leaves elements with extreme scores out."""

import numpy as np

from scoring.coding import Codes, Flags, Floats
from scoring.rasch_data import (
    FACETS,
    Extremes,
    RatingTable,
    set_aside_extremes,
    subtable,
)
from scoring.rasch_extremes import (
    KnownMeasures,
    Offsets,
    clip_to_used,
    measure_extremes,
    occurring,
)
from scoring.rasch_joint import Measures, joint_measures
from scoring.rasch_mml import (
    PersonCells,
    log_population,
    marginal_measures,
    normalised,
    posterior_of_persons,
)


def fit_jointly(table: RatingTable) -> tuple[Extremes, Measures, KnownMeasures]:
    """Estimate all facets by joint likelihood, extreme elements of every facet afterwards."""
    extremes = set_aside_extremes(table)
    rows = extremes.rows(table)
    measures = joint_measures(subtable(table, rows))
    known = _spread(table, measures, rows)
    measure_extremes(table, extremes, known, _joint_offsets(table, known))
    return extremes, measures, known


def fit_marginally(table: RatingTable) -> tuple[Extremes, Measures, KnownMeasures]:
    """Estimate items and raters by marginal likelihood, extreme ones afterwards.

    Persons need no finite score: the population holds them.
    """
    extremes = set_aside_extremes(table, ("item", "rater"))
    rows = extremes.rows(table)
    measures, points = marginal_measures(subtable(table, rows))
    known = _spread(table, measures, rows)
    if extremes.rounds:
        deviation = float(np.sqrt(measures.variance or 0.0))
        theta, prior = deviation * points, log_population(points)
        weights = _person_weights(table, known, theta, prior)
        measure_extremes(table, extremes, known, _marginal_offsets(table, known, weights, theta))
        # Only now is everything known that a person's ratings say.
        weights = _person_weights(table, known, theta, prior)
        mean, spread = posterior_of_persons(weights, theta)
        known.measure["person"], known.error["person"] = mean, spread
    return extremes, measures, known


def _spread(table: RatingTable, measures: Measures, rows: Flags) -> KnownMeasures:
    """Put the measures of a subtable at their places in the whole table, NaN elsewhere."""
    known = KnownMeasures({}, {}, measures.psi)
    for facet, coded in zip(FACETS, table.facets, strict=True):
        present = occurring(coded.codes[rows], coded.size)
        known.measure[facet] = np.full(coded.size, np.nan)
        known.error[facet] = np.full(coded.size, np.nan)
        known.measure[facet][present] = getattr(measures, facet)
        known.error[facet][present] = getattr(measures, f"{facet}_error")
    if table.scale_of_item.any():
        present = occurring(table.item.codes[rows], table.item.size)
        known.psi = np.full((table.item.size, table.top + 1), np.nan)
        known.psi[present] = measures.psi
    return known


def _joint_offsets(table: RatingTable, known: KnownMeasures) -> Offsets:
    def offsets(facet: str, rows: Codes) -> tuple[Floats, Floats]:
        logit = np.zeros(rows.size)
        for name, coded, sign in zip(FACETS, table.facets, (1.0, -1.0, -1.0), strict=True):
            if name != facet:
                logit += sign * known.measure[name][coded.codes[rows]]
        return logit[:, None], np.ones((rows.size, 1))

    return offsets


def _marginal_offsets(
    table: RatingTable, known: KnownMeasures, weights: Floats, theta: Floats
) -> Offsets:
    def offsets(facet: str, rows: Codes) -> tuple[Floats, Floats]:
        name, coded = ("item", table.item) if facet == "rater" else ("rater", table.rater)
        other = known.measure[name][coded.codes[rows]]
        return theta - other[:, None], weights[table.person.codes[rows]]

    return offsets


def _person_weights(
    table: RatingTable, known: KnownMeasures, theta: Floats, prior: Floats
) -> Floats:
    """Return every person's posterior over `theta` from the ratings whose model is known.

    Without such a rating it is the population itself.
    """
    measure = known.measure["item"][table.item.codes] + known.measure["rater"][table.rater.codes]
    rows = np.isfinite(measure)
    present = [
        occurring(coded.codes[rows], coded.size)
        for coded in (table.person, table.item, table.rater)
    ]
    inner = clip_to_used(subtable(table, rows), known.psi[table.row_scale[rows]])
    cells = PersonCells(inner)
    item, rater = known.measure["item"][present[1]], known.measure["rater"][present[2]]
    psi = known.psi[table.scale_of_item[present[1]]]
    logs, _ = cells.log_likelihood(item[cells.item] + rater[cells.rater], psi[cells.item], theta)
    everybody = np.zeros((table.person.size, theta.size)) + prior
    everybody[present[0]] += logs
    return normalised(everybody)[0]
