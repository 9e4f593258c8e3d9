"""Whether rows are still those of last time, without fetching them where the database can tell."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.bulk.columns import Column, ColumnKind
from core.bulk.reading import not_null, read_columns

# PostgreSQL's own hash functions: 64 bits, with a seed, so that they can be chained.
_HASHES: Final = {
    ColumnKind.SMALL: "hashint2extended({value}, {seed})",
    ColumnKind.INTEGER: "hashint4extended({value}, {seed})",
    ColumnKind.BIG: "hashint8extended({value}, {seed})",
    # A zero hands the seed through: the place of the column keeps neighbours from changing places.
    ColumnKind.FLOAT: "hashint4extended({place}, hashfloat8extended({value}, {seed}))",
    ColumnKind.DATE: "hashint4extended(({value}) - date '2000-01-01', {seed})",
    ColumnKind.MOMENT: "timestamp_hash_extended(({value}) AT TIME ZONE 'UTC', {seed})",
    ColumnKind.FLAG: "hashint4extended(({value})::integer, {seed})",
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What stands for a set of rows: equal texts, equal rows.

    `rows` are the rows themselves, ascending by key, where they had to be read for it.
    """

    count: int
    keys: int
    contents: str
    rows: Mapping[str, NDArray[Any]] | None = None

    @property
    def text(self) -> str:
        return f"{self.count} {self.keys} {self.contents}"

    def is_of(self, keys: NDArray[np.int64]) -> bool:
        """Say whether rows read by another statement have the keys of those digested."""
        return self.count == len(keys) and self.keys == _joined(keys)


def digest_columns(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any] = ()
) -> Digest:
    """Digest `SELECT <columns> <from_where>`; the first column is a unique BIG key.

    The order of rows does not matter. Each row's 64-bit hash enters with its key, so another set of
    rows goes unnoticed once in 2^64. Digests of different databases, or of versions of one, differ.
    """
    if connection.vendor == "postgresql":
        return _digest_in_database(columns, from_where, parameters)
    rows = read_columns(columns, from_where, parameters)
    order = np.argsort(rows[columns[0].name], kind="stable")
    rows = {name: values[order] for name, values in rows.items()}
    sha = hashlib.sha256()
    for values in rows.values():
        sha.update(np.ascontiguousarray(values).data)
    keys = rows[columns[0].name]
    return Digest(len(keys), _joined(keys), sha.hexdigest(), rows)


def _digest_in_database(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any]
) -> Digest:
    chain = "0::bigint"
    for place, column in enumerate(columns):
        chain = _HASHES[column.kind].format(value=not_null(column), seed=chain, place=place)
    key = columns[0].sql
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*), COALESCE(BIT_XOR({key}), 0), COALESCE(BIT_XOR({chain}), 0)"
            f" {from_where}",
            tuple(parameters),
        )
        count, keys, contents = cursor.fetchone()
    return Digest(count, keys, str(contents))


def _joined(keys: NDArray[np.int64]) -> int:
    return int(np.bitwise_xor.reduce(keys)) if len(keys) else 0
