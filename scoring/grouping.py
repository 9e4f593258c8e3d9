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
    bits_of_row = _bits_of_row(keys)
    if _fits(key_space, bits_of_row):
        return _by_packed_sort(keys, bits_of_row)
    unique, of_row = np.unique(keys, return_inverse=True)
    return Groups(unique.astype(np.int64), of_row.astype(np.int64))


def pair_keys(major: AnyInts, minor: AnyInts, *, majors: int, minors: int) -> Ints:
    """Return `major * minors + minor`; ValueError where 62 bits do not hold it."""
    if majors * minors >= 1 << 62:
        raise ValueError("too many different keys for one calculation")
    keys: Ints = major * np.int64(minors)
    keys += minor
    return keys


def group_pairs(major: AnyInts, minor: AnyInts, *, majors: int, minors: int) -> Groups:
    """Group rows by (major, minor); the key of a group is that of `pair_keys`."""
    keys = pair_keys(major, minor, majors=majors, minors=minors)
    return group_rows(keys, majors * minors)


def repeated(keys: Ints, key_space: int) -> tuple[Ints, Groups]:
    """Return the rows whose key occurs more than once, and their groups by key."""
    bits_of_row = _bits_of_row(keys)
    if not _fits(key_space, bits_of_row):
        groups = group_rows(keys, key_space)
        rows = np.flatnonzero(groups.sizes()[groups.of_row] > 1)
        return rows, group_rows(keys[rows], key_space)
    packed = _packed(keys, bits_of_row)
    key = packed >> bits_of_row
    same = key[1:] == key[:-1]
    twin = np.zeros(len(keys), dtype=np.bool_)
    twin[1:] = same
    twin[:-1] |= same
    at = np.flatnonzero(twin)
    return packed[at] & ((1 << bits_of_row) - 1), _runs(key[at])


def count_pairs(major: AnyInts, minor: AnyInts, *, majors: int, minors: int) -> Ints:
    """Return for each major key how many different minor keys occur with it."""
    space = majors * minors
    keys = pair_keys(major, minor, majors=majors, minors=minors)
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


def _bits_of_row(keys: Ints) -> int:
    return max(len(keys) - 1, 1).bit_length()


def _fits(key_space: int, bits_of_row: int) -> bool:
    return key_space.bit_length() + bits_of_row <= 63


def _packed(keys: Ints, bits_of_row: int) -> Ints:
    """Return (key, row) pairs, each in one integer, sorted."""
    packed = keys << bits_of_row
    packed |= np.arange(len(keys), dtype=np.int64)
    packed.sort()
    return packed


def _runs(keys: Ints) -> Groups:
    """Group keys that are sorted already."""
    starts = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=starts[1:])
    of_row = np.cumsum(starts, dtype=np.int64)
    of_row -= 1
    return Groups(keys[starts], of_row)


def _by_packed_sort(keys: Ints, bits_of_row: int) -> Groups:
    packed = _packed(keys, bits_of_row)
    order = packed & ((1 << bits_of_row) - 1)
    packed >>= bits_of_row
    runs = _runs(packed)
    of_row = np.empty(len(keys), dtype=np.int64)
    of_row[order] = runs.of_row
    return Groups(runs.keys, of_row)
