"""Many-facet Rasch models: severity of raters, difficulty of functions, level of persons.

log(P_k / P_k-1) = person - item - rater - threshold_k (Linacre 1989). `fit_many_facet` is the
general model; `fit_mode` and `fit_marginal`, with a population part, are for a whole region.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.coding import Flags, Floats, Labels
from scoring.connectivity import component_count
from scoring.rasch_completion import fit_jointly, fit_marginally
from scoring.rasch_data import (
    FACETS,
    Extremes,
    RatingTable,
    read_ratings,
)
from scoring.rasch_extremes import KnownMeasures
from scoring.rasch_joint import FARTHEST, Measures
from scoring.rasch_marginal import fit_marginal
from scoring.rasch_mode import fit_mode
from scoring.rasch_results import ManyFacetFit
from scoring.rasch_scale import thresholds
from scoring.region_data import Population
from scoring.region_results import RegionFit

__all__ = ["ManyFacetFit", "Population", "RegionFit", "fit_many_facet", "fit_marginal", "fit_mode"]

_FITS = {"jml": fit_jointly, "mml": fit_marginally}


def fit_many_facet(
    ratings: npt.ArrayLike,
    person: Labels,
    item: Labels,
    rater: Labels,
    method: str = "jml",
    *,
    partial_credit: bool = False,
) -> ManyFacetFit:
    """Fit the many-facet Rasch model to ratings on a common scale.

    The four arrays are equally long, a row per rating: integers from any lowest category, and
    labels of any kind. Combinations may be missing or repeated; a NaN rating was not given. With
    `partial_credit` every item has own thresholds.

    "jml": joint maximum likelihood as in FACETS; persons and items are centred, raters free;
    elements with extreme scores stay out of the estimation (see `ManyFacetFit.extreme`).
    "mml": marginal maximum likelihood with persons N(0, v); raters are centred, items free.

    Whatever else the data say, measures are finite (NaN only as `ManyFacetFit.extreme` says),
    thresholds are finite or infinite as `ManyFacetFit.thresholds` says, and `converged` is False
    where the likelihood has no maximum.

    ValueError for another method, for data that `scoring.rasch_data.read_columns` refuses, or for
    ratings that do not vary enough: where every element has an extreme score.
    """
    table = read_ratings(ratings, person, item, rater, partial_credit=partial_credit)
    if method not in _FITS:
        msg = f"Unknown method {method!r}: jml or mml."
        raise ValueError(msg)
    extremes, measures, known = _FITS[method](table)
    return _result(table, extremes, measures, known, partial_credit=partial_credit)


def _result(
    table: RatingTable,
    extremes: Extremes,
    measures: Measures,
    known: KnownMeasures,
    *,
    partial_credit: bool,
) -> ManyFacetFit:
    persons, items, raters = (
        coded.mapping(known.measure[facet])
        for facet, coded in zip(FACETS, table.facets, strict=True)
    )
    person_errors, item_errors, rater_errors = (
        coded.mapping(known.error[facet]) for facet, coded in zip(FACETS, table.facets, strict=True)
    )
    steps = thresholds(_psi_of_all(table, known.psi))
    if not partial_credit:
        steps = steps[0]
    return ManyFacetFit(
        persons=persons,
        items=items,
        raters=raters,
        thresholds=steps,
        deviance=measures.deviance,
        person_errors=person_errors,
        item_errors=item_errors,
        rater_errors=rater_errors,
        variance=measures.variance,
        extreme={
            facet: frozenset(coded.labels[place] for place in np.flatnonzero(~active))
            for facet, coded, active in zip(FACETS, table.facets, extremes.active, strict=True)
        },
        lowest=table.lowest,
        subsets=component_count(table.rater, table.person),
        infit=_by_label(table, extremes, measures.infit),
        outfit=_by_label(table, extremes, measures.outfit),
        converged=measures.converged and _is_bounded(measures),
    )


def _is_bounded(measures: Measures) -> bool:
    """Tell whether no measure has gone where every rating is sure, on its way to infinity."""
    found = (getattr(measures, facet) for facet in FACETS)
    return all(float(np.abs(values).max(initial=0.0)) <= FARTHEST for values in found)


def _psi_of_all(table: RatingTable, psi: Floats) -> Floats:
    """Give scales that were set aside the psi that fit their counts of categories alone."""
    aside: Flags = np.asarray(np.isnan(psi).all(axis=1))
    scale = table.scale()
    return np.where(aside[:, None], scale.psi(scale.start(table.counts())), psi)


def _by_label(
    table: RatingTable, extremes: Extremes, values: Mapping[str, Floats]
) -> dict[str, dict[Any, float]]:
    """Put values of the elements that are not extreme under their labels."""
    return {
        facet: {
            coded.labels[place]: float(value)
            for place, value in zip(np.flatnonzero(active), values[facet], strict=True)
        }
        for facet, coded, active in zip(FACETS, table.facets, extremes.active, strict=True)
        if facet in values
    }
