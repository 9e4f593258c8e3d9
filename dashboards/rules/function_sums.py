"""Sums of functions by place, kept as columns: a year has tens of thousands of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.rules.figures import FunctionFigures
from dashboards.rules.spots import Spot

_NAMES: Final = tuple(field.name for field in fields(FunctionFigures))
_VALUES: Final = attrgetter(*_NAMES)


# Equal as mappings are: arrays have no one answer to whether they are equal.
@dataclass(frozen=True, slots=True, eq=False)
class FunctionSums(Mapping[Spot, Mapping[int, FunctionFigures]]):
    """The functions of each place, made into objects when a place is asked for.

    A process that takes a plan out of the cache reads a few arrays instead of an object for every
    function of every group. `rows` says from where to where the arrays are a place's.
    """

    rows: Mapping[Spot, tuple[int, int]]
    functions: NDArray[np.int64]
    columns: tuple[NDArray[Any], ...]

    @classmethod
    def of(cls, figures: Mapping[Spot, Mapping[int, FunctionFigures]]) -> "FunctionSums":
        """Return the same figures as columns."""
        rows, end = {}, 0
        for spot, own in figures.items():
            rows[spot] = (end, end + len(own))
            end += len(own)
        values = [_VALUES(one) for own in figures.values() for one in own.values()]
        return cls(
            rows=rows,
            functions=np.array([key for own in figures.values() for key in own], dtype=np.int64),
            # Counts stay whole numbers, sums the very floats they were.
            columns=tuple(np.array(column) for column in zip(*values, strict=True)),
        )

    def __getitem__(self, spot: Spot) -> dict[int, FunctionFigures]:
        part = slice(*self.rows[spot])
        values = zip(*(column[part].tolist() for column in self.columns), strict=True)
        return {
            function: FunctionFigures(**dict(zip(_NAMES, own, strict=True)))
            for function, own in zip(self.functions[part].tolist(), values, strict=True)
        }

    def __iter__(self) -> Iterator[Spot]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
