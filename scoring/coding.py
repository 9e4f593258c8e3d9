"""Labels of people, raters and functions turned into dense codes, and back."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[Any] | Sequence[Hashable]

# Integer labels whose range is at most this many times their number are coded by a lookup table
# instead of a sort: database keys of one region are nearly dense.
_DENSE_RANGE = 8


@dataclass(frozen=True)
class Coded:
    """Distinct labels in sorted order and, for every row, the position of its label.

    Labels that cannot be sorted (mixed types) stand in order of first appearance.
    """

    labels: list[Any]
    codes: Codes

    @property
    def size(self) -> int:
        return len(self.labels)

    def mapping(self, values: Floats) -> dict[Any, float]:
        """Return label -> value for an array that stands in the order of the labels."""
        return dict(zip(self.labels, values.tolist(), strict=True))


def encode(labels: Labels) -> Coded:
    """Code labels of any hashable kind; ValueError when one is missing (None, NaN, NaT)."""
    array = _as_array(labels)
    if array.dtype.kind in "iu":
        return _encode_integers(array)
    return _encode_objects(array.tolist())


def kept(coded: Coded, rows: Flags) -> Coded:
    """Keep some rows, and only the labels that still occur."""
    codes = coded.codes[rows]
    present = np.zeros(coded.size, dtype=bool)
    present[codes] = True
    table = np.cumsum(present) - 1
    labels = [coded.labels[code] for code in np.flatnonzero(present)]
    return Coded(labels, table[codes].astype(np.intp))


def positions(coded: Coded, labels: Labels) -> Codes:
    """Return the code of every label, or -1 where `coded` does not have it."""
    wanted, known = _as_array(labels), _as_array(coded.labels)
    if wanted.dtype.kind in "iu" and known.dtype.kind in "iu" and known.size:
        place = np.minimum(np.searchsorted(known, wanted), known.size - 1)
        return np.where(known[place] == wanted, place, -1).astype(np.intp)
    place_of = {label: code for code, label in enumerate(coded.labels)}
    return np.array([place_of.get(label, -1) for label in wanted.tolist()], dtype=np.intp)


def _as_array(labels: Labels) -> npt.NDArray[Any]:
    if isinstance(labels, np.ndarray):
        array = labels
    else:
        rows = list(labels)
        kinds = {type(row) for row in rows}
        # np.asarray would turn [1, "a"] into two strings and a list of tuples into a matrix.
        if kinds <= {int} or kinds <= {str}:
            array = np.asarray(rows)
        else:
            array = np.empty(len(rows), dtype=object)
            array[:] = rows
    if array.ndim != 1:
        msg = "Labels must be one-dimensional."
        raise ValueError(msg)
    return array


def _encode_integers(array: npt.NDArray[Any]) -> Coded:
    if array.size == 0:
        return Coded([], np.empty(0, dtype=np.intp))
    low, high = int(array.min()), int(array.max())
    if high - low >= _DENSE_RANGE * array.size or high > np.iinfo(np.int64).max:
        distinct, codes = np.unique(array, return_inverse=True)
        return Coded(distinct.tolist(), codes.astype(np.intp, copy=False))
    shifted = array.astype(np.int64) - low
    present = np.zeros(high - low + 1, dtype=bool)
    present[shifted] = True
    table = np.cumsum(present) - 1
    return Coded((np.flatnonzero(present) + low).tolist(), table[shifted].astype(np.intp))


def _encode_objects(rows: Iterable[Any]) -> Coded:
    rows = list(rows)
    distinct: Mapping[Any, None] = dict.fromkeys(rows)
    for label in distinct:
        if label is None or label != label:  # noqa: PLR0124 -- only NaN and NaT differ from themselves
            msg = "A label is missing."
            raise ValueError(msg)
    try:
        ordered = sorted(distinct)
    except TypeError:
        ordered = list(distinct)
    place = {label: code for code, label in enumerate(ordered)}
    return Coded(ordered, np.array([place[row] for row in rows], dtype=np.intp))
