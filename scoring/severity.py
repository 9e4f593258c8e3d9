"""Linear severity of raters: crossed random intercepts by (restricted) maximum likelihood.

The plain model of section "Raters" of the methodology: a rating is a mean of its function plus
the person's level minus the rater's severity plus noise, all normal. It says what everybody
understands; the model that adjusts is the ordinal one in `scoring.rasch`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.coding import Coded, Flags, Floats, Labels, encode, kept
from scoring.crossed_likelihood import CrossedDesign, CrossedLikelihood, ProfilePoint
from scoring.minimise import minimise_smooth

# Relative deviations a search may start from: at 0 the likelihood is flat to first order.
_START_RANGE = (0.05, 20.0)
# Few ratings may have several likeliest places; then it is searched from afar too, which is cheap.
_FEW_RATINGS = 2_000
_OTHER_STARTS = ((1.0, 1.0), (1.0, 0.1), (0.1, 1.0), (4.0, 1.0), (1.0, 4.0))
# Searches that end so near each other have found the same minimum.
_SAME = 1e-6
# So many groups of the smaller factor make each value of the likelihood dear.
_MANY_GROUPS = 1_500


@dataclass(frozen=True)
class _Side:
    sd: float
    effects: Mapping[Any, float]
    errors: Mapping[Any, float]


@dataclass(frozen=True)
class CrossedFit:
    """Variance components and predicted effects of one or two crossed factors.

    `effects_a` and `effects_b` map every label to its best linear unbiased prediction: a higher
    effect means higher ratings, so a rater's severity is minus the effect. `errors_a` and
    `errors_b` are their conditional standard deviations. `sd_b` is None and the mappings of b are
    empty when there was one factor. `deviance` is the REML criterion with `reml`,
    otherwise minus twice the log-likelihood. `level_means` maps the fixed levels to their means
    (empty without them); `intercept` is then the mean over levels. `exact` is False when the data
    were so large and so densely crossed that the likelihood was estimated (see
    `scoring.log_determinant`).
    """

    intercept: float
    sd_a: float
    sd_b: float | None
    sd_residual: float
    effects_a: Mapping[Any, float]
    effects_b: Mapping[Any, float]
    errors_a: Mapping[Any, float]
    errors_b: Mapping[Any, float]
    level_means: Mapping[Any, float]
    deviance: float
    reml: bool
    exact: bool
    converged: bool

    @property
    def loglik(self) -> float:
        return -0.5 * self.deviance

    @property
    def measurement_variance(self) -> float:
        """Variance of one rating around the level of factor a: factor b and residual together."""
        return (self.sd_b or 0.0) ** 2 + self.sd_residual**2


def fit_crossed(
    y: npt.ArrayLike,
    group_a: Labels,
    group_b: Labels | None = None,
    reml: bool = True,  # noqa: FBT001, FBT002 -- the position is part of the agreed signature
    *,
    fixed: Labels | None = None,
) -> CrossedFit:
    """Fit y = mean + a + b + e with independent normal effects of two crossed factors.

    All arrays are equally long; a NaN in `y` is a rating that was not given, and its row is left
    out. `fixed` gives every row a level with an own mean (the labour function). A variance may be
    estimated as 0, and all are where the ratings of each level are alike. ValueError when lengths
    differ, a label is missing, a rating is infinite, or the rows do not outnumber the fixed levels
    and the groups of each factor.
    """
    values = np.asarray(y, dtype=float)
    seen = ~np.isnan(values)
    first = _observed(group_a, seen)
    second = _observed(group_b, seen) if group_b is not None else None
    level = _observed(fixed, seen) if fixed is not None else None
    values = values[seen]
    # The likelihood eliminates its first factor, so the larger one goes there.
    swapped = second is not None and second.size > first.size
    larger, smaller = (second, first) if swapped and second else (first, second)
    _check(values, larger, level)
    design = _design(values, larger, smaller, level)
    if not _varies(design):
        return _without_variation(design, (first, second, level), reml=reml)
    likelihood = CrossedLikelihood(design, reml=reml)
    relative, converged = _search(likelihood)
    point = likelihood.at(relative)
    sides = _sides(likelihood, relative, point, (larger, smaller))
    side_a, side_b = reversed(sides) if swapped else sides
    return CrossedFit(
        intercept=float(point.beta.mean()),
        sd_a=side_a.sd,
        sd_b=side_b.sd if second else None,
        sd_residual=float(np.sqrt(point.residual_variance)),
        effects_a=side_a.effects,
        effects_b=side_b.effects,
        errors_a=side_a.errors,
        errors_b=side_b.errors,
        level_means=level.mapping(point.beta) if level else {},
        deviance=point.deviance,
        reml=reml,
        exact=point.exact,
        converged=converged,
    )


def _check(values: Floats, larger: Coded, level: Coded | None) -> None:
    if not np.isfinite(values).all() or values.size <= (level.size if level else 1):
        msg = "Ratings must be finite and outnumber the fixed levels."
        raise ValueError(msg)
    if larger.size >= values.size:
        msg = "Groups must be fewer than ratings, or their variance is not the residual's."
        raise ValueError(msg)


def _varies(design: CrossedDesign) -> bool:
    """Tell whether ratings differ within a fixed level."""
    low, high = np.full((2, design.levels), np.nan)
    np.fmin.at(low, design.level, design.y)
    np.fmax.at(high, design.level, design.y)
    return bool((high > low).any())


def _without_variation(
    design: CrossedDesign, factors: tuple[Coded, Coded | None, Coded | None], *, reml: bool
) -> CrossedFit:
    first, second, level = factors
    means = np.bincount(design.level, design.y, design.levels) / np.bincount(design.level)
    zeros = [coded.mapping(np.zeros(coded.size)) if coded else {} for coded in (first, second)]
    return CrossedFit(
        intercept=float(means.mean()),
        sd_a=0.0,
        sd_b=0.0 if second else None,
        sd_residual=0.0,
        effects_a=zeros[0],
        effects_b=zeros[1],
        errors_a=zeros[0],
        errors_b=zeros[1],
        level_means=level.mapping(means) if level else {},
        deviance=-np.inf,
        reml=reml,
        exact=True,
        converged=True,
    )


def _sides(
    likelihood: CrossedLikelihood,
    relative: Floats,
    point: ProfilePoint,
    factors: tuple[Coded, Coded | None],
) -> list[_Side]:
    """Put standard deviation, effects and errors of each factor under its labels."""
    residual = float(np.sqrt(point.residual_variance))
    found = zip(
        relative,
        factors,
        (point.effects_a, point.effects_b),
        likelihood.deviations(relative),
        strict=True,
    )
    return [
        _Side(
            abs(float(scale)) * residual,
            factor.mapping(effects) if factor else {},
            factor.mapping(spread * residual) if factor else {},
        )
        for scale, factor, effects, spread in found
    ]


def _observed(labels: Labels, seen: Flags) -> Coded:
    coded = encode(labels)
    if coded.codes.size != seen.size:
        msg = "Ratings and labels must be equally long."
        raise ValueError(msg)
    return kept(coded, seen)


def _design(y: Floats, a: Coded, b: Coded | None, level: Coded | None) -> CrossedDesign:
    nothing = np.zeros(y.size, dtype=np.intp)
    return CrossedDesign(
        y=y,
        a=a.codes,
        b=b.codes if b else nothing,
        level=level.codes if level else nothing,
        size_a=a.size,
        size_b=b.size if b else 0,
        levels=level.size if level else 1,
    )


def _search(likelihood: CrossedLikelihood) -> tuple[Floats, bool]:
    """Find the relative deviations (of the larger, of the smaller factor; 0 when absent)."""
    design = likelihood.design
    start = np.clip(likelihood.moments(), *_START_RANGE)
    if not design.size_b:
        place, converged = _lowest(
            lambda only: likelihood.deviance(np.array([only[0], 0.0])),
            [start[:1], *([np.array([1.0])] if design.y.size <= _FEW_RATINGS else [])],
        )
        return np.array([place[0], 0.0]), converged
    if design.size_b > _MANY_GROUPS:
        return minimise_smooth(likelihood.deviance, start, keep_curvature=True)
    others = _OTHER_STARTS if design.y.size <= _FEW_RATINGS else ()
    return _lowest(likelihood.deviance, [start, *map(np.array, others)])


def _lowest(function: Callable[[Floats], float], starts: Sequence[Floats]) -> tuple[Floats, bool]:
    """Search from every start; return the lowest of the minima reached, and whether one was."""
    found = [minimise_smooth(function, start) for start in starts]
    reached = [place for place, converged in found if converged]
    places = _apart(reached or [place for place, _converged in found])
    return places[0] if len(places) == 1 else min(places, key=function), bool(reached)


def _apart(places: Sequence[Floats]) -> list[Floats]:
    """Leave out places that another search reached too; a deviation may come out negative."""
    apart: list[Floats] = []
    for place in places:
        if not any(np.allclose(np.abs(place), np.abs(one), rtol=0, atol=_SAME) for one in apart):
            apart.append(place)
    return apart
