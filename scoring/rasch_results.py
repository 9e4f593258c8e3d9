"""What the many-facet Rasch models return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.coding import Floats


@dataclass(frozen=True)
class ManyFacetFit:
    """Measures in logits of log(P_k / P_k-1) = person - item - rater - threshold_k.

    A larger rater measure is more severe, a larger item measure more difficult. `thresholds` has
    one entry per step above `lowest` and sums to 0; in a partial credit fit one row per item, in
    the order of `items`. Steps beside a category that never occurs among the ratings used are
    infinite: +inf into it, from whichever category, -inf out of it into one that does. An item
    whose ratings are all set aside has the steps that its counts of categories alone give. No step
    is NaN.

    `deviance` is minus twice the log-likelihood of the ratings used. `person_errors` and its like
    are standard errors (for "mml" persons: standard deviations of the posterior, the measures
    being its means). `variance` is that of the persons, None for "jml". `extreme` names, by facet,
    the elements with only lowest or only highest ratings: their measures rest on a score moved
    0.3 points inside, and NaN stands where not even that is possible. `subsets` counts the parts
    of the data that share neither persons nor raters: between them measures are not comparable.

    `infit` and `outfit`, by facet and only for "jml", are mean squares of residuals, weighted by
    information and plain; 1 is what the model expects, more is erratic, less too regular (a rater
    who gives everybody the same). Extreme elements have none.
    """

    persons: Mapping[Any, float]
    items: Mapping[Any, float]
    raters: Mapping[Any, float]
    thresholds: Floats
    deviance: float
    person_errors: Mapping[Any, float]
    item_errors: Mapping[Any, float]
    rater_errors: Mapping[Any, float]
    variance: float | None
    extreme: Mapping[str, frozenset[Any]]
    lowest: int
    subsets: int
    infit: Mapping[str, Mapping[Any, float]]
    outfit: Mapping[str, Mapping[Any, float]]
    converged: bool
