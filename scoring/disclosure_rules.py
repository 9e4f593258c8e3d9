"""What must not be learned from a release: the rules, and what they say of every cell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.disclosure_links import Bools, Earlier, LinkedCells, link
from scoring.disclosure_tables import CellRef, Hierarchies, Label, Table

Floats = npt.NDArray[np.float64]


class Status(StrEnum):
    SHOWN = "shown"
    PRIMARY = "primary"
    SECONDARY = "secondary"


class Reason(StrEnum):
    """Why a cell is hidden. A public page prints one text for all of them (see `Rules`)."""

    SMALL = "small"  # fewer persons than the minimum
    COMPLEMENT = "complement"  # the rest of the total is fewer persons than the minimum
    UNIFORM = "uniform"  # a zero that would tell one property of everybody in a group
    CHANGED = "changed"  # differs from the previous release by fewer persons than the minimum
    ORDERED = "ordered"  # named by the caller, for instance by a dominance rule
    LINKED = "linked"  # a hidden cell could be computed from this one


class CellState(NamedTuple):
    persons: int
    status: Status
    reason: Reason | None


class Insider(NamedTuple):
    """A category whose counts somebody knows: as a college does with all that is below it.

    With `only_own` he knows those of the category and not of its parts, as a municipality does.
    """

    dimension: str
    label: Label
    only_own: bool = False


@dataclass(frozen=True)
class Rules:
    """How strictly a release is protected, and what its reader is assumed to know.

    `width`: from all that is known, a protected cell must still have possible values at least
    this far apart: 3 leaves four values, as many as "1 to 4" does.
    `sensitive`: dimensions that tell something about a person (level, readiness). A zero is shown,
    since that a combination does not occur is seldom about anybody; but where a whole group falls
    into one category of a sensitive dimension, the zeros beside it say "all of them are low", so
    there the zeros are hidden (`Reason.UNIFORM`), and with them the one count that is left.
    `hide_zeros`: hide every zero of the sensitive dimensions as a count below the minimum, unless
    there is nobody in the group at all. The reader of a hidden cell then does not know that there
    is anybody in it. The tables should list all categories, since a missing one tells its zeros.
    `reasons_shown`: the reader is told which cells are primary and which secondary. By default he
    is not, so print one text for both: telling them apart betrays the range of every cell, and
    some tables (a total under the minimum of as many cells as persons) then cannot be protected.
    `keep_totals_of`: dimensions whose totals are hidden only as the last resort; by default those
    with more than one level of parts, so that figures of the region are kept.
    `also_hide`: cells (table name, key) that are to be hidden for reasons of their own.
    `sums`: relations (total, parts) between cells that no dimension expresses.
    `insiders`: readers who know counts themselves, each one or several who put together what they
    know. None of them may learn a small count of others.
    """

    width: int = 3
    sensitive: Collection[str] = ()
    hide_zeros: bool = False
    reasons_shown: bool = False
    keep_totals_of: Collection[str] | None = None
    also_hide: Collection[CellRef] = ()
    sums: Sequence[tuple[CellRef, Sequence[CellRef]]] = ()
    insiders: Collection[Collection[Insider]] = ()


REASONS: Final = (None, *Reason)
_CODE: Final = {reason: code for code, reason in enumerate(REASONS)}

# Added to the price of a cell that is to be kept: more than any number of other cells.
KEEP_PRICE = 1e7


@dataclass(frozen=True, eq=False)
class Plan:
    """What is known of each cell and what it must be protected from, as arrays over the cells.

    `reason` is a code into `REASONS` for what is hidden from the start, 0 for the rest. `fixed`:
    the reader knows the count whatever is hidden now. `secret`: not printed from the start
    (primary cells, unlisted rests, cells hidden in an earlier edition). `needs`: the width that
    must remain. `price`: what hiding the cell costs. `least`, `most`: bounds of a hidden cell that
    the reader knows, around the true count.
    """

    cells: LinkedCells
    minimum: int
    rules: Rules
    reason: npt.NDArray[np.int8]
    fixed: Bools
    secret: Bools
    needs: Floats
    price: Floats
    least: Floats
    most: Floats

    @property
    def primary(self) -> Bools:
        return self.reason > 0

    @cached_property
    def beside_complement(self) -> Bools:
        """Cells from which a total leaves fewer persons than the minimum."""
        small = (self.reason == _CODE[Reason.COMPLEMENT]).astype(float)
        relations = abs(self.cells.relations)
        return np.asarray(relations.T @ (relations @ small) > 0)


def make_plan(
    tables: Sequence[Table],
    hierarchies: Hierarchies,
    minimum: int,
    published: Earlier | None,
    rules: Rules,
) -> Plan:
    """Link the tables and mark the cells that are hidden for their own sake.

    ValueError for a minimum below 2, a width below 1, a width that the rule itself undercuts when
    reasons are shown, and inconsistent tables (see `link`).
    """
    if minimum < 2 or rules.width < 1 or (rules.reasons_shown and rules.width > minimum - 2):
        msg = f"A minimum of {minimum} and a width of {rules.width} cannot be kept."
        raise ValueError(msg)
    # Only these tell a zero that is listed from one that is left out.
    with_zeros = bool(published or rules.also_hide or rules.sensitive or rules.hide_zeros)
    cells = link(tables, hierarchies, sums=rules.sums, with_zeros=with_zeros)
    if published and published.same_persons:
        known = [_lasting(cells, table) for table in published.tables]
        cells = link(tables, hierarchies, known, rules.sums)
    rests = _rests(cells)
    reason = np.zeros(cells.values.size, dtype=np.int8)
    fixed = ~cells.printed & ~rests
    secret = rests.copy()
    if published:
        _compare(cells, published, minimum, (reason, fixed, secret))
    _mark(cells, rests, minimum, rules, reason)
    fixed |= (cells.values == 0) & cells.printed & (reason == 0) & ~secret
    secret = (secret | (reason > 0)) & ~fixed
    least, most = _bounds(cells, rests, reason, minimum, rules)
    return Plan(
        cells=cells,
        minimum=minimum,
        rules=rules,
        reason=reason,
        fixed=fixed,
        secret=secret,
        needs=np.where(reason > 0, float(rules.width), np.where(rests, 0.0, 1.0)),
        price=_price(cells, rests, rules),
        least=least,
        most=most,
    )


def _rests(cells: LinkedCells) -> Bools:
    rests = np.zeros(cells.values.size, dtype=bool)
    for axis, dimension in enumerate(cells.dimensions):
        rests |= dimension.is_rest()[cells.nodes[:, axis]]
    return rests


def _mark(
    cells: LinkedCells, rests: Bools, minimum: int, rules: Rules, reason: npt.NDArray[np.int8]
) -> None:
    """Enter the reasons of primary cells, the strongest last."""
    reason[cells.rows(rules.also_hide)] = _CODE[Reason.ORDERED]
    reason[_uniform_zeros(cells, rules.sensitive)] = _CODE[Reason.UNIFORM]
    small = (cells.values > 0) & (cells.values < minimum)
    if rules.hide_zeros:
        small |= _blank(cells, rules.sensitive)
    reason[small & cells.printed] = _CODE[Reason.SMALL]
    parts = (cells.relations > 0).astype(float)
    # Beside parts that only an earlier release shows, the rest is what was hidden there.
    printed_beside = parts.T @ (parts @ cells.printed.astype(float) > 0).astype(float) > 0
    reason[(cells.values > 0) & small & rests & printed_beside] = _CODE[Reason.COMPLEMENT]


def _axes(cells: LinkedCells, sensitive: Collection[str]) -> list[int]:
    axes = [i for i, dimension in enumerate(cells.dimensions) if dimension.name in sensitive]
    if len(axes) != len(set(sensitive)):
        msg = f"Sensitive dimensions {sorted(sensitive)} are not all in the tables."
        raise ValueError(msg)
    return axes


def _blank(cells: LinkedCells, sensitive: Collection[str]) -> Bools:
    """Zeros of the sensitive dimensions in groups that are not empty."""
    axes = _axes(cells, sensitive)
    group = cells.nodes.copy()
    group[:, axes] = 0
    rows = cells.at(group)
    empty = (rows >= 0) & (cells.values[rows] == 0)
    return np.asarray((cells.values == 0) & cells.nodes[:, axes].any(axis=1) & ~empty)


def _uniform_zeros(cells: LinkedCells, sensitive: Collection[str]) -> Bools:
    """Zeros beside the one category that a whole group falls into.

    A zero that follows from other zeros along another dimension (from that of its total, or from
    those of all its parts) is not among them: those are shown, and it tells no more than they do.
    """
    parts, totals = ((cells.relations * sign > 0).astype(float) for sign in (1, -1))
    alone = parts @ (cells.values > 0).astype(float) == 1
    axes = _axes(cells, sensitive)
    beside = [parts.T @ (alone & (cells.axis_of == axis)).astype(float) > 0 for axis in axes]
    found = [near & (cells.values == 0) for near in beside]
    while True:
        zeros = np.any([np.zeros(cells.values.size, dtype=bool), *found], axis=0)
        shown = ((cells.values == 0) & ~zeros).astype(float)
        of_total, of_parts = totals @ shown > 0, parts @ (1 - shown) == 0
        kept = []
        for axis, of_axis in zip(axes, found, strict=True):
            other = cells.axis_of != axis
            told = parts.T @ (of_total & other).astype(float)
            told += totals.T @ (of_parts & other).astype(float)
            kept.append(of_axis & (told == 0))
        if np.array_equal(kept, found):
            return np.asarray(zeros)
        found = kept


def _bounds(
    cells: LinkedCells, rests: Bools, reason: npt.NDArray[np.int8], minimum: int, rules: Rules
) -> tuple[Floats, Floats]:
    """Bounds of a hidden cell that follow from the rules alone.

    Zeros are shown, so a hidden cell has at least one person. Where only some zeros are hidden,
    the reader is credited with knowing which: knowing more, he is the stronger opponent.
    """
    values = cells.values.astype(float)
    least = np.where(rests & (reason == 0), 0.0, np.minimum(values, 1.0))
    if rules.hide_zeros:
        least[cells.nodes[:, _axes(cells, rules.sensitive)].any(axis=1)] = 0.0
    most = np.full(values.size, np.inf)
    if rules.reasons_shown:
        small = (reason > 0) & (values < minimum)
        most[small] = minimum - 1
        least[~small & ~rests] = np.minimum(values, minimum)[~small & ~rests]
    return least, most


def _price(cells: LinkedCells, rests: Bools, rules: Rules) -> Floats:
    price = np.where(rests, 0.0, cells.values + 1.0)
    names = rules.keep_totals_of
    if names is None:
        names = [dimension.name for dimension in cells.dimensions if dimension.is_tree]
    whole = ~cells.nodes.any(axis=1)
    for axis, dimension in enumerate(cells.dimensions):
        if dimension.name in names:
            totals = (cells.relations[cells.axis_of == axis] < 0).sum(axis=0) > 0
            whole |= totals & (cells.nodes[:, axis] == 0)
    price[whole & ~rests] += KEEP_PRICE
    return price


def _lasting(cells: LinkedCells, table: Table) -> Table:
    """The cells of an earlier edition whose numbers still stand."""
    rows = cells.locate(table)
    kept = {
        key: count
        for (key, count), row in zip(table.cells.items(), rows.tolist(), strict=True)
        if count is not None and (row < 0 or cells.values[row] == count)
    }
    return replace(table, cells=kept)


def _compare(
    cells: LinkedCells,
    published: Earlier,
    minimum: int,
    marks: tuple[npt.NDArray[np.int8], Bools, Bools],
) -> None:
    """Enter what the earlier release means for each cell: known, changed by a few, or hidden."""
    reason, fixed, secret = marks
    for table in published.tables:
        rows = cells.locate(table)
        for (key, then), row in zip(table.cells.items(), rows.tolist(), strict=True):
            if row < 0:
                continue
            if then is None:
                secret[row] |= published.same_persons
                continue
            net = abs(int(cells.values[row]) - then)
            moved = published.moved.get((table.name, key), net)
            fixed[row] |= moved == 0
            compared = published.same_persons or (table.name, key) in published.moved
            if compared and 0 < moved < minimum and cells.nodes[row].any() and cells.printed[row]:
                reason[row] = _CODE[Reason.CHANGED]
