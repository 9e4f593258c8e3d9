"""Count tables and the trees of their categories: the input of disclosure control."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

TOTAL: Final = "*"

Label = Hashable
Key = tuple[Label, ...]
CellRef = tuple[str, Key]
Hierarchies = Mapping[str, Mapping[Any, Any]]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Persons counted over some dimensions.

    `cells` maps a key, one label per entry of `dimensions`, to a count of persons. A total is
    written with `TOTAL`, or with the root's own label where the dimension has a hierarchy with
    one root. Categories of one dimension must not share persons. A combination of the table's
    finest categories that is missing is a zero; a total that is missing is not printed. None,
    allowed only in tables released earlier, is a cell that was hidden there.

    `where` fixes coordinates that the whole table shares: `where={"ready": "yes"}` says that only
    those who are ready are counted, so that the table is linked with a table of all students.
    """

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Key, int | None]
    where: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Rest:
    """Label of the part of a category that no table lists (the complement of the listed parts)."""

    of: Label


@dataclass
class Dimension:
    """A tree of categories; node 0 is the total, parents come before their children."""

    name: str
    labels: list[Label]
    parent: Ints
    depth: Ints
    index: dict[Label, int]

    @property
    def is_tree(self) -> bool:
        return bool(self.depth.max(initial=0) > 1)

    def is_rest(self) -> npt.NDArray[np.bool_]:
        return np.array([isinstance(label, Rest) for label in self.labels])

    def add_rest(self, of: int) -> int:
        """Append a node for the unlisted part of node `of` and return it."""
        self.labels.append(Rest(self.labels[of]))
        self.parent = np.append(self.parent, of)
        self.depth = np.append(self.depth, self.depth[of] + 1)
        return len(self.labels) - 1


def build_dimensions(tables: Iterable[Table], hierarchies: Hierarchies) -> list[Dimension]:
    """Return the dimensions of all tables, ordered by name.

    A dimension without a hierarchy is flat: every label is a part of the total. ValueError for a
    key without a label for each dimension, for a label that a hierarchy does not know and for a
    hierarchy that runs in a circle.
    """
    seen: dict[str, set[Label]] = {}
    for table in tables:
        _check_keys(table)
        columns = list(zip(*table.cells, strict=True)) or [()] * len(table.dimensions)
        for name, column in zip(table.dimensions, columns, strict=True):
            seen.setdefault(name, set()).update(column)
        for name, label in table.where.items():
            seen.setdefault(name, set()).add(label)
    return [_dimension(name, seen[name], hierarchies.get(name)) for name in sorted(seen)]


def _check_keys(table: Table) -> None:
    for key in table.cells:
        # The letters of a word are no labels, though Python would go through them.
        if not isinstance(key, tuple) or len(key) != len(table.dimensions):
            msg = (
                f"Table {table.name!r}: key {key!r} is no tuple of {len(table.dimensions)} labels,"
                f" one for each of {table.dimensions!r}."
            )
            raise ValueError(msg)


def _dimension(name: str, seen: set[Label], tree: Mapping[Any, Any] | None) -> Dimension:
    above = dict.fromkeys(seen - {TOTAL}, TOTAL) if tree is None else dict(tree)
    roots = set(above.values()) - set(above)
    unknown = seen - set(above) - roots - {TOTAL}
    if unknown:
        msg = f"Hierarchy {name!r} does not know {sorted(map(repr, unknown))}."
        raise ValueError(msg)
    if len(roots) > 1:
        above.update(dict.fromkeys(roots - {TOTAL}, TOTAL))
        roots = {TOTAL}
    root = roots.pop() if roots else TOTAL
    levels = _levels(name, root, above)
    labels = [root, *(label for level in levels for label in level)]
    index = {label: node for node, label in enumerate(labels)}
    parent = [-1, *(index[above[label]] for label in labels[1:])]
    depth = [0, *(rank for rank, level in enumerate(levels, 1) for _ in level)]
    index[TOTAL] = 0
    return Dimension(name, labels, np.array(parent), np.array(depth), index)


def _levels(name: str, root: Label, above: Mapping[Label, Label]) -> list[list[Label]]:
    children: dict[Label, list[Label]] = {}
    for label, parent in above.items():
        children.setdefault(parent, []).append(label)
    levels, reached = [], [root]
    while reached:
        reached = sorted((c for label in reached for c in children.get(label, ())), key=_order)
        levels.append(reached)
    if sum(map(len, levels)) != len(above):
        msg = f"Hierarchy {name!r} runs in a circle."
        raise ValueError(msg)
    return levels[:-1]


def _order(label: Label) -> tuple[bool, str]:
    return not isinstance(label, str), str(label)


def tabulate(
    name: str,
    columns: Mapping[str, Sequence[Label]],
    hierarchies: Hierarchies | None = None,
    *,
    where: Mapping[str, Label] | None = None,
    categories: Mapping[str, Collection[Label]] | None = None,
) -> Table:
    """Count persons over every combination of categories, with all totals.

    `columns` maps each dimension to its labels, one per person, equally long: the finest category
    in a dimension with a hierarchy. The table has a cell, zero included, for each combination of
    the categories that occur, of those in `categories` (finest ones that are to be listed though
    nobody is in them) and of the categories above them up to `TOTAL`.
    """
    names = tuple(sorted(columns))
    leaves, ancestors = [], []
    for dimension in names:
        tree = (hierarchies or {}).get(dimension)
        listed = (categories or {}).get(dimension, ())
        labels = sorted({*columns[dimension], *listed}, key=_order)
        place = {label: i for i, label in enumerate(labels)}
        leaves.append(np.array([place[label] for label in columns[dimension]], dtype=np.int64))
        ancestors.append(_ancestors(labels, tree))
    shape = tuple(next(iter(above.values())).size for above in ancestors)
    flat = np.ravel_multi_index(tuple(leaves), shape) if leaves else np.zeros(0, dtype=np.int64)
    counts = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
    for axis, above in enumerate(ancestors):
        member = np.array(list(above.values()), dtype=np.int64)
        counts = np.moveaxis(np.tensordot(member, counts, axes=(1, axis)), 0, axis)
    cells = _labelled(counts, [list(above) for above in ancestors])
    return Table(name, names, cells, where or {})


def _ancestors(labels: list[Label], tree: Mapping[Any, Any] | None) -> dict[Label, Ints]:
    """Map every category, totals first, to the mask of the finest categories under it."""
    above: dict[Label, Ints] = {TOTAL: np.ones(len(labels), dtype=np.int64)}
    roots = set((tree or {}).values()) - set(tree or {})
    for place, label in enumerate(labels):
        step: Label | None = label
        passed: set[Label] = set(roots) if len(roots) == 1 else set()
        while step is not None and step not in passed:
            passed.add(step)
            above.setdefault(step, np.zeros(len(labels), dtype=np.int64))[place] = 1
            step = (tree or {}).get(step)
    return above


def _labelled(counts: Ints, labels: list[list[Label]]) -> dict[Key, int | None]:
    keys: list[Key] = [()]
    for axis in labels:
        keys = [(*key, label) for key in keys for label in axis]
    return dict(zip(keys, counts.ravel().tolist(), strict=True))
