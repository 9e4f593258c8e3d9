"""Grouping of rows by integer keys: the one primitive behind every sum of the readiness model.

Keys are dense integers, so a lookup table beats sorting while the table stays in proportion to the
rows. Larger key spaces are packed into one 64-bit integer and sorted, which numpy does with SIMD.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AnyInts = NDArray[np.integer]

# A table of 16 slots a row is still faster than a sort; the floor serves single students.
_TABLE_SLOTS_PER_ROW: Final = 16
_TABLE_FLOOR: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows grouped by key: `keys` of the groups ascending, `of_row[i]` the group of row i."""

    keys: Ints
    of_row: Ints

    @property
    def count(self) -> int:
        return len(self.keys)

    def sizes(self) -> Ints:
        """Return the number of rows in each group."""
        return np.bincount(self.of_row, minlength=self.count)

    def sums(self, weights: Floats) -> Floats:
        """Return the sum of `weights` (one a row) in each group."""
        return sum_by(self.of_row, weights, self.count)


def group_rows(keys: Ints, key_space: int) -> Groups:
    """Group rows by keys in [0, key_space)."""
    if key_space <= max(_TABLE_FLOOR, _TABLE_SLOTS_PER_ROW * len(keys)):
        return _by_table(keys, key_space)
    bits_of_row = max(len(keys) - 1, 1).bit_length()
    if key_space.bit_length() + bits_of_row <= 63:
        return _by_packed_sort(keys, bits_of_row)
    unique, of_row = np.unique(keys, return_inverse=True)
    return Groups(unique.astype(np.int64), of_row.astype(np.int64))


def group_pairs(major: AnyInts, minor: AnyInts, *, majors: int, minors: int) -> Groups:
    """Group rows by (major, minor); the key of a group is `major * minors + minor`."""
    if majors * minors >= 1 << 62:
        raise ValueError("too many different keys for one calculation")
    return group_rows(major.astype(np.int64) * minors + minor, majors * minors)


def count_pairs(major: AnyInts, minor: AnyInts, *, majors: int, minors: int) -> Ints:
    """Return for each major key how many different minor keys occur with it."""
    space = majors * minors
    keys = major.astype(np.int64) * minors + minor
    if space > max(_TABLE_FLOOR, _TABLE_SLOTS_PER_ROW * len(keys)):
        return np.bincount(group_rows(keys, space).keys // minors, minlength=majors)
    present = np.zeros(space, dtype=np.bool_)
    present[keys] = True
    return np.bincount(np.flatnonzero(present) // minors, minlength=majors)


def sum_by(index: AnyInts, weights: NDArray[np.generic], count: int) -> Floats:
    """Return the sum of `weights` for each index in [0, count), as floats."""
    # bincount of an empty index forgets its weights and answers with integers.
    return np.bincount(index, weights=weights, minlength=count).astype(np.float64, copy=False)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return numerator / denominator, NaN where the denominator is not positive."""
    result = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _by_table(keys: Ints, key_space: int) -> Groups:
    present = np.zeros(key_space, dtype=np.bool_)
    present[keys] = True
    unique = np.flatnonzero(present)
    position = np.empty(key_space, dtype=np.int64)
    position[unique] = np.arange(len(unique))
    return Groups(unique, position[keys])


def _by_packed_sort(keys: Ints, bits_of_row: int) -> Groups:
    packed = (keys << bits_of_row) | np.arange(len(keys), dtype=np.int64)
    packed.sort()
    order = packed & ((1 << bits_of_row) - 1)
    packed >>= bits_of_row
    starts = np.empty(len(packed), dtype=np.bool_)
    starts[:1] = True
    np.not_equal(packed[1:], packed[:-1], out=starts[1:])
    of_row = np.empty(len(packed), dtype=np.int64)
    of_row[order] = np.cumsum(starts) - 1
    return Groups(packed[starts], of_row)
