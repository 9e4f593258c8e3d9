"""Cells of linked tables as one system of unknowns: what adds up to what.

A cell is known by its coordinates, so the same persons counted in two tables are one unknown.
Every total is the sum of its parts within one dimension; where the tables do not list all parts,
the unlisted rest (a complement) becomes an unknown of its own that is never printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from scoring.disclosure_tables import (
    CellRef,
    Dimension,
    Hierarchies,
    Ints,
    Key,
    Label,
    Table,
    build_dimensions,
)

Bools = npt.NDArray[np.bool_]

# Combinations of one table's categories up to which missing ones are filled in as zeros.
_FILL_LIMIT = 1_000_000
_CODE_LIMIT = 2**62


@dataclass(frozen=True)
class Earlier:
    """What a previous release has made known.

    `tables` use the same dimension names and labels; None is a cell that was hidden there.
    With `same_persons` (a new edition of the same release) every number stays known for ever,
    also in tables that the new edition drops, and what was hidden stays hidden; otherwise (another
    date) a number is taken as known where the count has not changed.

    `moved` maps (table name, key) to the number of persons in whom the two counts differ, joined
    plus left. Where fewer than the minimum did, the difference is a small group, so the new count
    is hidden. Without an entry, editions of the same release are compared by their counts, and
    from a different count at another date nothing is concluded: a difference of 2 in a cell that
    60 left and 62 joined betrays nobody. So give `moved` wherever it can be computed.

    What a new edition no longer contains stays known but can no longer be protected: do not drop
    tables between editions.
    """

    tables: Sequence[Table]
    same_persons: bool = False
    moved: Mapping[CellRef, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LinkedCells:
    """The unknowns, ordered by coordinates, and the relations between them.

    `nodes` is cells x dimensions, `relations` is relations x cells with 1 for a part and -1 for
    its total, `axis_of` tells along which dimension each relation adds up (-1 for one given by
    the caller), `places` maps a table's name to its keys and their rows. `printed` is False for
    unlisted rests and for cells that only an earlier release shows.
    """

    dimensions: Sequence[Dimension]
    nodes: Ints
    values: Ints
    printed: Bools
    relations: sp.csr_array
    axis_of: Ints
    places: Mapping[str, tuple[Sequence[Key], Ints]]

    def coordinates(self, row: int) -> dict[str, Label]:
        """Return the categories of a cell by dimension, totals left out."""
        return coordinates_of(self.dimensions, self.nodes[row])

    def rows(self, refs: Iterable[CellRef]) -> Ints:
        """Return the rows of cells given as (table name, key). KeyError for an unknown one."""
        index: dict[str, dict[Key, int]] = {}
        found = []
        for name, key in refs:
            if name not in index:
                keys, rows = self.places[name]
                index[name] = dict(zip(keys, rows.tolist(), strict=True))
            found.append(index[name][key])
        return np.array(found, dtype=np.int64)

    def locate(self, table: Table) -> Ints:
        """Return the rows of the cells of a table of another release, -1 for what is not here."""
        known = {dimension.name for dimension in self.dimensions}
        if not known.issuperset((*table.dimensions, *table.where)):
            return np.full(len(table.cells), -1)
        return self.at(_given(table, self.dimensions))

    def at(self, nodes: Ints) -> Ints:
        """Return the rows of cells given by nodes (cells x dimensions), -1 for what is not here."""
        strides = strides_of([len(dimension.labels) for dimension in self.dimensions])
        rows = _find(self.nodes @ strides, nodes @ strides)
        return np.where((nodes < 0).any(axis=1), -1, rows)


class _Sheet:
    """Cells while they are being linked, ordered by a code made of their coordinates."""

    def __init__(self, dimensions: list[Dimension], nodes: Ints, values: Ints) -> None:
        self.dimensions = dimensions
        self.nodes, self.values = nodes, values
        self.printed = np.ones(values.size, dtype=bool)
        self.codes, self.strides = values, values

    def sort(self) -> None:
        self.strides = strides_of([len(dimension.labels) for dimension in self.dimensions])
        codes = self.nodes @ self.strides
        self._take(np.argsort(codes, kind="stable"), codes)

    def _take(self, rows: Ints, codes: Ints) -> None:
        self.nodes, self.values = self.nodes[rows], self.values[rows]
        self.printed, self.codes = self.printed[rows], codes[rows]

    def merge(self, given: int) -> None:
        """Make one cell of those with equal coordinates; the first `given` must agree."""
        original = self.nodes @ self.strides
        is_given = np.argsort(original, kind="stable") < given
        first = np.flatnonzero(np.diff(self.codes, prepend=-1))
        group = np.cumsum(np.diff(self.codes, prepend=-1) > 0) - 1
        clash = np.flatnonzero(is_given & (self.values != self.values[first][group]))
        if clash.size:
            cell = coordinates_of(self.dimensions, self.nodes[clash[0]])
            msg = f"Two tables give different counts for {cell}."
            raise ValueError(msg)
        self.printed = np.logical_or.reduceat(self.printed, first)[group]
        self._take(first, self.codes)

    def find(self, codes: Ints) -> Ints:
        return _find(self.codes, codes)

    def totals(self, axis: int) -> Ints:
        """Return for each cell the row of the nearest cell above it along one dimension, or -1."""
        parent, stride = self.dimensions[axis].parent, self.strides[axis]
        node = self.nodes[:, axis]
        above, found = parent[node], np.full(node.size, -1)
        searching = np.flatnonzero(above >= 0)
        while searching.size:
            step = above[searching]
            rows = self.find(self.codes[searching] + (step - node[searching]) * stride)
            found[searching] = rows
            above[searching] = parent[step]
            searching = searching[(rows < 0) & (above[searching] >= 0)]
        return found

    def append(self, nodes: Ints, values: Ints) -> None:
        """Add cells that nobody prints."""
        self.nodes = np.concatenate([self.nodes, nodes])
        self.values = np.concatenate([self.values, values])
        self.printed = np.concatenate([self.printed, np.zeros(values.size, dtype=bool)])
        self.sort()


def _find(ordered: Ints, codes: Ints) -> Ints:
    """Return the place of each code, -1 where there is no such code."""
    rows = np.minimum(np.searchsorted(ordered, codes), ordered.size - 1)
    return np.where(ordered[rows] == codes, rows, -1)


def strides_of(sizes: Sequence[int]) -> Ints:
    """Return the weights that turn coordinates into one number. ValueError when it overflows."""
    strides, weight = [], 1
    for size in reversed(sizes):
        strides.append(weight)
        weight *= size
    if weight >= _CODE_LIMIT:
        msg = "Too many dimensions and categories to be linked."
        raise ValueError(msg)
    return np.array(strides[::-1], dtype=np.int64)


def coordinates_of(dimensions: Sequence[Dimension], nodes: Ints) -> dict[str, Label]:
    """Return the categories of one cell by dimension, totals left out."""
    return {
        dimension.name: dimension.labels[node]
        for dimension, node in zip(dimensions, nodes, strict=True)
        if node
    }


def link(
    tables: Sequence[Table],
    hierarchies: Hierarchies,
    known: Sequence[Table] = (),
    sums: Sequence[tuple[CellRef, Sequence[CellRef]]] = (),
    *,
    with_zeros: bool = True,
) -> LinkedCells:
    """Link the cells of `tables` and of the tables already `known` into one system.

    `sums` are further relations (total, parts) that no hierarchy expresses. Without `with_zeros`
    combinations that the tables leave out stay out where the parts listed make up every total: a
    part known to be zero then tells nothing, and there may be ten of them for each that is listed.
    ValueError when a count is missing, negative or not whole, two tables disagree on the same
    persons, or parts add up to more than their total.
    """
    if len({table.name for table in tables}) != len(tables) or not tables:
        msg = "A release needs tables, each with a name of its own."
        raise ValueError(msg)
    every = [*tables, *known]
    dimensions = build_dimensions(every, hierarchies)
    given = [_given(table, dimensions) for table in every]
    counts = np.concatenate([_counts(table) for table in every])
    printed = _size(given[: len(tables)])
    sheet = _sheet(dimensions, given, counts, printed)
    listed = sheet.values.size
    totals = [] if with_zeros else _add_rests(sheet)
    if with_zeros or sheet.values.size != listed:
        dimensions = build_dimensions(every, hierarchies)
        zeros = [_missing(nodes, dimensions) for nodes in given[: len(tables)]]
        sheet = _sheet(dimensions, [*given, *zeros], counts, printed)
        totals = _add_rests(sheet)
    places = {
        table.name: (list(table.cells), sheet.find(nodes @ sheet.strides))
        for table, nodes in zip(tables, given, strict=False)
    }
    relations = [_relations(sheet, above) for above in totals]
    axis_of = np.repeat(np.arange(len(totals)), [matrix.shape[0] for matrix in relations])
    cells = LinkedCells(
        dimensions,
        sheet.nodes,
        sheet.values,
        sheet.printed,
        # Totals without any dimension are linked with nothing.
        sp.csr_array(sp.vstack([sp.csr_array((0, sheet.values.size)), *relations], format="csr")),
        axis_of,
        places,
    )
    return _with_sums(cells, sums) if sums else cells


def _sheet(
    dimensions: list[Dimension], nodes: Sequence[Ints], counts: Ints, printed: int
) -> _Sheet:
    """Cells with their counts, then zeros; of the counts the first `printed` are printed now."""
    sheet = _Sheet(
        dimensions, np.concatenate(nodes), np.pad(counts, (0, _size(nodes) - counts.size))
    )
    sheet.printed[printed : counts.size] = False
    sheet.sort()
    sheet.merge(counts.size)
    return sheet


def _size(parts: Sequence[Ints]) -> int:
    return sum(len(part) for part in parts)


def _given(table: Table, dimensions: Sequence[Dimension]) -> Ints:
    """Nodes of the table's cells, in their order; -1 for a label that no dimension knows."""
    columns = list(zip(*table.cells, strict=True)) or [()] * len(table.dimensions)
    nodes = np.zeros((len(table.cells), len(dimensions)), dtype=np.int64)
    for axis, dimension in enumerate(dimensions):
        if dimension.name in table.dimensions:
            column = columns[table.dimensions.index(dimension.name)]
            nodes[:, axis] = [dimension.index.get(label, -1) for label in column]
        elif dimension.name in table.where:
            nodes[:, axis] = dimension.index.get(table.where[dimension.name], -1)
    return nodes


def _missing(given: Ints, dimensions: list[Dimension]) -> Ints:
    """Nodes of the combinations of a table's finest categories that it leaves out as zeros.

    A total that is left out is not printed, which is something else.
    """
    axes = [_finest(np.unique(given[:, i]), of) for i, of in enumerate(dimensions)]
    size = int(np.prod([axis.size for axis in axes], dtype=object))
    if size > _FILL_LIMIT:
        return given[:0]
    every = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(dimensions))
    strides = strides_of([len(dimension.labels) for dimension in dimensions])
    return every[~np.isin(every @ strides, given @ strides)]


def _finest(nodes: Ints, dimension: Dimension) -> Ints:
    """Those of a table's categories that have none of the others below them."""
    has_parts = np.zeros(len(dimension.labels), dtype=bool)
    above = dimension.parent[nodes]
    while (above >= 0).any():
        has_parts[above[above >= 0]] = True
        above = np.where(above >= 0, dimension.parent[above], -1)
    return nodes[~has_parts[nodes]]


def _counts(table: Table) -> Ints:
    counts = list(table.cells.values())
    bad = [count for count in counts if count is None or count < 0 or int(count) != count]
    if bad:
        msg = f"Counts of table {table.name!r} must be whole numbers of persons, not {bad[0]}."
        raise ValueError(msg)
    return np.array(counts, dtype=np.int64)


def _add_rests(sheet: _Sheet) -> list[Ints]:
    """Add the unlisted rests of totals; return the total's row of each cell by dimension.

    Rests of one dimension have rests in the others, so the dimensions are gone through again
    until nothing is missing.
    """
    rests: dict[tuple[int, int, int], int] = {}
    while True:
        size = sheet.values.size
        totals = []
        for axis in range(len(sheet.dimensions)):
            totals.append(sheet.totals(axis))
            _add_rests_along(sheet, axis, totals[axis], rests)
        if sheet.values.size == size:
            return totals


def _add_rests_along(
    sheet: _Sheet, axis: int, totals: Ints, rests: dict[tuple[int, int, int], int]
) -> None:
    """Give every total the rest it lacks; `rests` holds the rests by axis, total and parts listed.

    Once a rest of some listed parts is somebody anywhere, the same parts leave a rest everywhere,
    be it empty: nobody is told that it is.
    """
    dimension = sheet.dimensions[axis]
    parts = np.flatnonzero(totals >= 0)
    above, node = totals[parts], sheet.nodes[parts, axis]
    groups, of_part = np.unique(above, return_inverse=True)
    rest = sheet.values[groups] - np.bincount(of_part, sheet.values[parts], minlength=groups.size)
    if (rest < 0).any():
        cell = coordinates_of(sheet.dimensions, sheet.nodes[groups[np.argmin(rest)]])
        msg = f"The parts of {cell} along {dimension.name!r} exceed it."
        raise ValueError(msg)
    if not rest.any() and not any(of_axis == axis for of_axis, _, _ in rests):
        return
    # Two rests are the same category only if the same parts are listed beside them.
    signature = np.zeros(groups.size, dtype=np.uint64)
    named = ~dimension.is_rest()[node]
    np.add.at(signature, of_part[named], _scatter(node[named]))
    kinds = list(
        zip(
            [axis] * groups.size,
            sheet.nodes[groups, axis].tolist(),
            signature.tolist(),
            strict=True,
        )
    )
    for place in np.flatnonzero(rest).tolist():
        if kinds[place] not in rests:
            rests[kinds[place]] = dimension.add_rest(kinds[place][1])
    new = np.array([rests.get(kind, -1) for kind in kinds])
    has = np.zeros(groups.size, dtype=bool)
    has[of_part[node == new[of_part]]] = True
    lacking = (new >= 0) & ~has
    nodes = sheet.nodes[groups[lacking]]
    nodes[:, axis] = new[lacking]
    if len(nodes):
        sheet.append(nodes, rest[lacking].astype(np.int64))


def _scatter(nodes: Ints) -> npt.NDArray[np.uint64]:
    """Return pseudo-random 64-bit numbers, whose sum tells sets of nodes apart (splitmix64)."""
    mixed = (nodes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _relations(sheet: _Sheet, totals: Ints) -> sp.csr_array:
    """One row per total: 1 for its parts, -1 for itself."""
    parts = np.flatnonzero(totals >= 0)
    groups, row = np.unique(totals[parts], return_inverse=True)
    rows = np.concatenate([row, np.arange(groups.size)])
    columns = np.concatenate([parts, groups])
    signs = np.concatenate([np.ones(parts.size), -np.ones(groups.size)])
    shape = (groups.size, sheet.values.size)
    return sp.csr_array((signs, (rows, columns)), shape=shape)


def _with_sums(
    cells: LinkedCells, sums: Sequence[tuple[CellRef, Sequence[CellRef]]]
) -> LinkedCells:
    rows, columns, signs = [], [], []
    for row, (total, parts) in enumerate(sums):
        found = cells.rows([total, *parts])
        rows += [row] * found.size
        columns += found.tolist()
        signs += [-1.0] + [1.0] * len(parts)
    shape = (len(sums), cells.values.size)
    extra = sp.csr_array((signs, (rows, columns)), shape=shape)
    if (extra @ cells.values).any():
        msg = "The parts of a given sum do not add up to its total."
        raise ValueError(msg)
    relations = sp.csr_array(sp.vstack([cells.relations, extra], format="csr"))
    axis_of = np.append(cells.axis_of, np.full(len(sums), -1))
    return replace(cells, relations=relations, axis_of=axis_of)
