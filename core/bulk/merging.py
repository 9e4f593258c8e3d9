"""Bringing a table's rows to a wanted state, touching only rows that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.bulk.columns import Column
from core.bulk.reading import read_columns
from core.bulk.writing import insert_columns, update_columns

Arrays = Mapping[str, NDArray[Any]]
# From this share of rows on, deleting all and copying all in anew is quicker than updating.
_REWRITE_FROM: Final = 0.3


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Rows written and left alone."""

    inserted: int
    updated: int
    deleted: int
    unchanged: int

    @property
    def changed(self) -> int:
        return self.inserted + self.updated + self.deleted


@dataclass(frozen=True, slots=True)
class Target:
    """The part of `table` to bring to the wanted state: the rows `where` selects, and no others."""

    table: str
    keys: Sequence[Column]
    values: Sequence[Column]
    where: str
    parameters: Sequence[Any] = ()


def merge_columns(target: Target, wanted: Arrays) -> MergeResult:
    """Insert, update and delete so that the target's rows equal `wanted`, one row a key.

    Values are compared exactly, NaN equal to NaN. Must run inside a transaction.
    """
    columns = [*target.keys, *target.values]
    existing = read_columns(columns, f"FROM {target.table} WHERE {target.where}", target.parameters)
    if not len(existing[columns[0].name]):
        added_count = insert_columns(target.table, columns, wanted)
        return MergeResult(inserted=added_count, updated=0, deleted=0, unchanged=0)
    old_rows, new_rows, added, gone = _match(existing, wanted, target.keys)
    differs = np.zeros(len(old_rows), dtype=np.bool_)
    for column in target.values:
        differs |= _differ(existing[column.name][old_rows], wanted[column.name][new_rows])
    changed = new_rows[differs]
    if len(changed) + len(gone) > _REWRITE_FROM * len(existing[columns[0].name]):
        _rewrite(target, columns, wanted)
    else:
        _delete(target, existing, gone)
        update_columns(target.table, target.keys, target.values, _take(wanted, columns, changed))
        insert_columns(target.table, columns, _take(wanted, columns, added))
    return MergeResult(
        inserted=len(added),
        updated=len(changed),
        deleted=len(gone),
        unchanged=len(old_rows) - len(changed),
    )


def _take(arrays: Arrays, columns: Sequence[Column], rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
    return {column.name: arrays[column.name][rows] for column in columns}


def _match(
    existing: Arrays, wanted: Arrays, keys: Sequence[Column]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return positions of common rows in both, of rows only wanted, of rows only existing."""
    old, new = _joint_keys(existing, wanted, keys)
    _, old_rows, new_rows = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    added = np.setdiff1d(np.arange(len(new)), new_rows, assume_unique=True)
    gone = np.setdiff1d(np.arange(len(old)), old_rows, assume_unique=True)
    return old_rows, new_rows, added, gone


def _joint_keys(
    existing: Arrays, wanted: Arrays, keys: Sequence[Column]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one integer a row that stands for its whole key, in both sets alike."""
    count = len(existing[keys[0].name])
    joint = np.zeros(count + len(wanted[keys[0].name]), dtype=np.int64)
    for column in keys:
        part = np.concatenate([existing[column.name], wanted[column.name]]).astype(np.int64)
        distinct, index = np.unique(part, return_inverse=True)
        joint = joint * max(len(distinct), 1) + index
    return joint[:count], joint[count:]


def _differ(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.bool_]:
    different = old != new
    if np.issubdtype(old.dtype, np.floating):
        different &= ~(np.isnan(old) & np.isnan(new))
    return np.asarray(different)


def _rewrite(target: Target, columns: Sequence[Column], wanted: Arrays) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {target.table} WHERE {target.where}",  # noqa: S608 -- names from code
            tuple(target.parameters),
        )
    insert_columns(target.table, columns, wanted)


def _delete(target: Target, existing: Arrays, rows: NDArray[Any]) -> None:
    if not len(rows):
        return
    condition = " AND ".join(f"{column.name} = %s" for column in target.keys)
    keys = zip(*(existing[column.name][rows].tolist() for column in target.keys), strict=True)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {target.table} WHERE {condition}",  # noqa: S608 -- names from code
            list(keys),
        )
