"""Ratings of a region arranged for the Rasch models with a population part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from scoring.coding import Coded, Codes, Floats, Labels, encode, kept, positions
from scoring.rasch_conditional import PairCounts, count_pairs
from scoring.rasch_data import read_columns
from scoring.rasch_scale import Scale

# More patterns of functions than this make large tables: then every rating counts as a judgement.
_MOST_PATTERNS = 2_000


@dataclass(frozen=True)
class Population:
    """What is known of persons apart from the ratings: arrays with an entry per person.

    `group` has an own mean (the college, or college and programme); `score` is a covariate that
    does not come from the group itself (the demo exam), NaN where there is none. Persons without
    ratings are ignored.
    """

    person: Labels
    group: Labels | None = None
    score: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Judgements:
    """What one rater said of one person, sorted by person: total of categories and pattern.

    `patterns[k, f]` counts function f in pattern k.
    """

    person: Codes
    rater: Codes
    total: Floats
    pattern: Codes
    patterns: sp.csr_array


@dataclass(frozen=True)
class PersonDesign:
    """Linear predictor of the persons: `matrix` has a column per group, then the covariates.

    `columns` counts groups; a slope column is centred and 0 for persons without a score, who have
    a column of their own when there are any.
    """

    matrix: sp.csr_array
    groups: list[object]
    has_score: bool


@dataclass(frozen=True)
class RegionData:
    """Coded ratings of persons by raters on functions.

    `counts` are ratings by function and category, `rater_persons` the persons each rater judged.
    """

    persons: Coded
    raters: Coded
    functions: Coded
    lowest: int
    scale: Scale
    counts: Floats
    pairs: PairCounts
    judgements: Judgements
    rater_persons: Codes
    design: PersonDesign


def read_region(
    ratings: npt.ArrayLike,
    person: Labels,
    item: Labels,
    rater: Labels,
    population: Population | None = None,
) -> RegionData:
    """Read the columns as `scoring.rasch_data.read_columns` does and collect judgements.

    ValueError also when the ratings do not vary or a rated person is missing from the population.
    """
    values, (people, functions, raters) = read_columns(ratings, person, item, rater)
    lowest, top = int(values.min()), int(values.max())
    if lowest == top:
        msg = "The ratings do not vary."
        raise ValueError(msg)
    size = (functions.size, top - lowest + 1)
    rows = _sorted_rows(values - lowest, people, functions, raters)
    cells = np.bincount(rows.function * size[1] + rows.category, minlength=size[0] * size[1])
    counts: Floats = cells.reshape(size).astype(float)
    met = rows.rater[rows.starts]
    return RegionData(
        persons=people,
        raters=raters,
        functions=functions,
        lowest=lowest,
        scale=Scale(counts.sum(axis=0, keepdims=True) > 0),
        counts=counts,
        pairs=count_pairs(rows.judgement, rows.function, rows.category, size),
        judgements=_judgements(rows, functions.size),
        rater_persons=np.bincount(met, minlength=raters.size).astype(np.intp),
        design=_design(people, population),
    )


@dataclass(frozen=True)
class _SortedRows:
    """Codes of the ratings with those of one judgement together, and where judgements start."""

    person: Codes
    rater: Codes
    function: Codes
    category: Codes
    judgement: Codes
    starts: Codes


def _sorted_rows(category: Codes, people: Coded, functions: Coded, raters: Coded) -> _SortedRows:
    key = people.codes * raters.size + raters.codes
    # Rows nearly in order, as a database returns them, cost a stable sort almost nothing.
    order = np.argsort(key, kind="stable")
    changes = np.diff(key[order], prepend=-1) != 0
    return _SortedRows(
        person=people.codes[order],
        rater=raters.codes[order],
        function=functions.codes[order],
        category=category[order],
        judgement=np.cumsum(changes) - 1,
        starts=np.flatnonzero(changes),
    )


def _judgements(rows: _SortedRows, functions: int) -> Judgements:
    hashes = np.random.default_rng(0).integers(0, 2**63, functions, dtype=np.uint64)
    own = np.add.reduceat(hashes[rows.function], rows.starts)
    distinct, first, pattern = np.unique(own, return_index=True, return_inverse=True)
    if distinct.size > _MOST_PATTERNS:
        return Judgements(
            person=rows.person,
            rater=rows.rater,
            total=rows.category.astype(float),
            pattern=rows.function,
            patterns=sp.eye_array(functions, format="csr"),
        )
    ends = np.append(rows.starts[1:], rows.person.size)
    chosen = [rows.function[rows.starts[place] : ends[place]] for place in first]
    where = (
        np.repeat(np.arange(distinct.size), [own.size for own in chosen]),
        np.concatenate(chosen),
    )
    shape = (distinct.size, functions)
    return Judgements(
        person=rows.person[rows.starts],
        rater=rows.rater[rows.starts],
        total=np.add.reduceat(rows.category, rows.starts).astype(float),
        pattern=pattern,
        patterns=sp.coo_array((np.ones(where[0].size), where), shape=shape).tocsr(),
    )


def _design(people: Coded, population: Population | None) -> PersonDesign:
    everybody = np.arange(people.size)
    if population is None:
        ones = sp.csr_array(np.ones((people.size, 1)))
        return PersonDesign(ones, [None], has_score=False)
    place = _places(people, population.person)
    if population.group is None:
        groups = Coded([None], np.zeros(people.size, dtype=np.intp))
    else:
        coded = encode(population.group)
        groups = kept(Coded(coded.labels, coded.codes[place]), np.ones(people.size, dtype=bool))
    columns = [
        sp.coo_array(
            (np.ones(people.size), (everybody, groups.codes)), shape=(people.size, groups.size)
        )
    ]
    score = np.full(people.size, np.nan)
    if population.score is not None:
        score = np.asarray(population.score, dtype=float)[place]
    missing = np.isnan(score)
    has_score = bool((~missing).sum() > 1 and np.ptp(score[~missing]) > 0)
    if has_score:
        centred = np.where(missing, 0.0, score - score[~missing].mean())
        columns.append(sp.coo_array(centred[:, None]))
        # Alone in a group, "no score" would be the group's mean once more.
        if _separable(missing, groups):
            columns.append(sp.coo_array(missing[:, None].astype(float)))
    return PersonDesign(sp.hstack(columns).tocsr(), groups.labels, has_score=has_score)


def _places(people: Coded, person: Labels) -> Codes:
    """Find each coded person among the population's entries; ValueError when one is missing."""
    entries = encode(person)
    if entries.size != entries.codes.size:
        msg = "A person occurs twice in the population."
        raise ValueError(msg)
    found = positions(entries, people.labels)
    if (found < 0).any():
        msg = "A rated person is missing from the population."
        raise ValueError(msg)
    inverse = np.empty(entries.size, dtype=np.intp)
    inverse[entries.codes] = np.arange(entries.size)
    return inverse[found]


def _separable(missing: npt.NDArray[np.bool_], groups: Coded) -> bool:
    """Tell whether some group has both persons with and persons without a score."""
    without = np.bincount(groups.codes, missing, groups.size)
    total = np.bincount(groups.codes, minlength=groups.size)
    return bool(((without > 0) & (without < total)).any())
