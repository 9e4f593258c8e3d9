"""Dominance: sums (money, hours, places) that one or two contributors make up nearly alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.disclosure_tables import TOTAL, Hierarchies, Key, Label


@dataclass(frozen=True)
class Contributions:
    """The sum of a cell, its number of contributors and the two largest of them (0 if absent)."""

    total: float
    contributors: int
    first: float
    second: float

    def is_dominated(self, share: float) -> bool:
        """The (n, k) rule with n = 2: the two largest make up more than `share` of the total."""
        return self.total > 0 and self.first + self.second > share * self.total

    def is_close(self, share: float) -> bool:
        """The p-percent rule: the second can estimate the first to within `share` of its value."""
        return self.total > 0 and self.total - self.first - self.second < share * self.first


def contributions(
    columns: Mapping[str, Sequence[Label]],
    values: Sequence[float],
    hierarchies: Hierarchies | None = None,
) -> dict[Key, Contributions]:
    """Sum up non-negative values over every combination of categories, with all totals.

    `columns` maps each dimension to its labels, one per contributor; keys of the result follow the
    dimensions in alphabetical order, as in `tabulate`. Hide the cells found by the rules of
    `Contributions` by naming them in `Rules.also_hide`. ValueError for a negative value.
    """
    amounts = np.asarray(values, dtype=float)
    if not (amounts >= 0).all():
        msg = "Contributions must not be negative."
        raise ValueError(msg)
    lines = [
        {label: _upwards(label, (hierarchies or {}).get(name, {})) for label in set(columns[name])}
        for name in sorted(columns)
    ]
    cells: dict[Key, list[float]] = {}
    for *labels, amount in zip(*(columns[name] for name in sorted(columns)), amounts, strict=True):
        keys: list[Key] = [()]
        for label, line in zip(labels, lines, strict=True):
            keys = [(*key, above) for key in keys for above in line[label]]
        for key in keys:
            cells.setdefault(key, []).append(float(amount))
    return {key: _summary(amounts) for key, amounts in cells.items()}


def _upwards(label: Label, parents: Mapping[Label, Label]) -> list[Label]:
    """A label and the categories above it, ending with `TOTAL` for the root."""
    line = [label]
    while line[-1] in parents and parents[line[-1]] not in line:
        line.append(parents[line[-1]])
    roots = set(parents.values()) - set(parents)
    if len(roots) == 1 and line[-1] in roots:
        line.pop()
    return [*line, TOTAL]


def _summary(amounts: list[float]) -> Contributions:
    first, second, *_ = [*sorted(amounts, reverse=True), 0.0, 0.0]
    return Contributions(sum(amounts), len(amounts), first, second)
