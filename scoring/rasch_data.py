"""Ratings of persons by raters on items, coded for the Rasch models, and their extreme scores."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.coding import Coded, Codes, Flags, Floats, Labels, encode, kept
from scoring.rasch_scale import Scale

FACETS = ("person", "item", "rater")
# An extreme score has no finite measure: it is moved this far inside, in points of the scale,
# as FACETS does (Linacre, A User's Guide to FACETS, "Xtreme = 0.3").
EXTREME_ADJUSTMENT = 0.3


@dataclass(frozen=True)
class RatingTable:
    """Rows of ratings: category 0..top counted from `lowest`, and codes of the three facets.

    `scale_of_item` is 0 throughout when all items share one scale.
    """

    category: Codes
    person: Coded
    item: Coded
    rater: Coded
    lowest: int
    top: int
    scale_of_item: Codes

    @property
    def facets(self) -> tuple[Coded, Coded, Coded]:
        return self.person, self.item, self.rater

    @property
    def row_scale(self) -> Codes:
        return self.scale_of_item[self.item.codes]

    def scale(self, rows: Flags | None = None) -> Scale:
        """Return the categories that occur, in all rows or in some."""
        return Scale(self.counts(rows) > 0)

    def counts(self, rows: Flags | None = None) -> Floats:
        """Count the ratings of each scale and category."""
        counts = np.zeros((int(self.scale_of_item.max()) + 1, self.top + 1))
        chosen = slice(None) if rows is None else rows
        np.add.at(counts, (self.row_scale[chosen], self.category[chosen]), 1.0)
        return counts


@dataclass(frozen=True)
class Extremes:
    """Elements without finite measure, in the rounds in which they were set aside.

    `active` has for each facet the elements that are left; an element that became extreme only
    because others were set aside belongs to a later round.
    """

    active: tuple[Flags, Flags, Flags]
    rounds: list[tuple[Flags, Flags, Flags]]

    def rows(self, table: RatingTable) -> Flags:
        """Mark the ratings among active elements only."""
        return _rows(table, self.active)


def read_columns(
    ratings: npt.ArrayLike, person: Labels, item: Labels, rater: Labels
) -> tuple[Codes, tuple[Coded, Coded, Coded]]:
    """Check equally long arrays; return integer ratings and coded persons, items and raters.

    Rows whose rating is NaN (or None) are left out: it was not given. ValueError when lengths
    differ, no rating is given, one is not an integer, or a label is missing.
    """
    values = np.asarray(ratings)
    people, items, raters = (encode(labels) for labels in (person, item, rater))
    if values.ndim != 1 or any(
        coded.codes.size != values.size for coded in (people, items, raters)
    ):
        msg = "Ratings and labels must be one-dimensional and equally long."
        raise ValueError(msg)
    if values.dtype.kind not in "iu":
        values = values.astype(float)
        seen = ~np.isnan(values)
        values = values[seen]
        people, items, raters = (kept(coded, seen) for coded in (people, items, raters))
        if not np.array_equal(values, np.rint(values)):
            msg = "Ratings must be integers."
            raise ValueError(msg)
    if values.size == 0:
        msg = "At least one rating must be given."
        raise ValueError(msg)
    return values.astype(np.intp), (people, items, raters)


def read_ratings(
    ratings: npt.ArrayLike,
    person: Labels,
    item: Labels,
    rater: Labels,
    *,
    partial_credit: bool = False,
) -> RatingTable:
    """Read the columns as `read_columns` does and count categories from the lowest."""
    values, (people, items, raters) = read_columns(ratings, person, item, rater)
    lowest = int(values.min())
    return RatingTable(
        category=values - lowest,
        person=people,
        item=items,
        rater=raters,
        lowest=lowest,
        top=int(values.max()) - lowest,
        scale_of_item=np.arange(items.size) * partial_credit,
    )


def set_aside_extremes(table: RatingTable, facets: tuple[str, ...] = FACETS) -> Extremes:
    """Find the elements of these facets rated only with the lowest or only the highest category.

    Repeated until none is left, since what remains of the others may become extreme, and with it
    the range of the scale. ValueError when nothing remains.
    """
    active = tuple(np.ones(coded.size, dtype=bool) for coded in table.facets)
    rounds: list[tuple[Flags, Flags, Flags]] = []
    while True:
        rows = _rows(table, active)
        if not rows.any():
            msg = "The ratings do not vary enough: every element has an extreme score."
            raise ValueError(msg)
        found = tuple(
            extreme & still if name in facets else np.zeros_like(still)
            for name, extreme, still in zip(FACETS, _extreme(table, rows), active, strict=True)
        )
        if not any(extreme.any() for extreme in found):
            return Extremes((active[0], active[1], active[2]), rounds)
        rounds.append((found[0], found[1], found[2]))
        active = tuple(still & ~extreme for still, extreme in zip(active, found, strict=True))


def subtable(table: RatingTable, rows: Flags) -> RatingTable:
    """Keep some rows, and only the elements that still occur."""
    items = kept(table.item, rows)
    return RatingTable(
        category=table.category[rows],
        person=kept(table.person, rows),
        item=items,
        rater=kept(table.rater, rows),
        lowest=table.lowest,
        top=table.top,
        scale_of_item=np.arange(items.size) * bool(table.scale_of_item.any()),
    )


def adjusted_score(category: Codes, low: Codes, high: Codes) -> float:
    """Return the sum of the categories, moved inside when it is the least or greatest possible."""
    return float(
        np.clip(category.sum(), low.sum() + EXTREME_ADJUSTMENT, high.sum() - EXTREME_ADJUSTMENT)
    )


def rows_of(codes: Codes, elements: Flags) -> Iterator[tuple[int, Codes]]:
    """Yield each marked element with the places of its rows."""
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=elements.size))
    for element in np.flatnonzero(elements):
        start = ends[element - 1] if element else 0
        yield int(element), order[start : ends[element]]


def _rows(table: RatingTable, active: tuple[Flags, ...]) -> Flags:
    person, item, rater = (
        still[coded.codes] for still, coded in zip(active, table.facets, strict=True)
    )
    return np.asarray(person & item & rater)


def _extreme(table: RatingTable, rows: Flags) -> list[Flags]:
    """Mark, per facet, the elements whose rows all lie at one end (or that have no row)."""
    scale = table.scale(rows)
    which, category = table.row_scale[rows], table.category[rows]
    above, below = category > scale.low[which], category < scale.high[which]
    found = []
    for coded in table.facets:
        codes = coded.codes[rows]
        higher = np.bincount(codes, above, coded.size)
        lower = np.bincount(codes, below, coded.size)
        found.append((higher == 0) | (lower == 0))
    return found
