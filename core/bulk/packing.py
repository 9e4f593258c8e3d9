"""Columns of a row packed into one by PostgreSQL itself: many rows are read at a copy's price.

Of reading a row by COPY most is the price of each column. A generated column holds all of them as
bytes: the database makes it whenever a row is written, by whomever, and nobody can set it, so it is
always true. SQLite has no functions for it and holds nothing; there the columns are read, as words.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Expression
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from core.bulk.columns import Column, ColumnKind
from core.bulk.reading import copy_out, from_wire, read_columns
from core.bulk.words import read_words

_SEND: Final = {
    ColumnKind.SMALL: "int2send",
    ColumnKind.INTEGER: "int4send",
    ColumnKind.BIG: "int8send",
    ColumnKind.FLOAT: "float8send",
    ColumnKind.DATE: "date_send",
    ColumnKind.MOMENT: "timestamptz_send",
    ColumnKind.FLAG: "boolsend",
}
# Before the fields of a row stands their number, before each field its length.
_FIELD_COUNT: Final = 2
_LENGTH: Final = struct.Struct(">i")


class Packed(Expression):
    """What a generated column that holds others is made of: (name, kind, what NULL is) of each."""

    output_field = BinaryField()

    def __init__(self, *columns: tuple[str, str, int | None]) -> None:
        super().__init__(output_field=BinaryField())
        self.columns = columns

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            return "x''", ()
        return " || ".join(_sent(*column) for column in self.columns), ()


def packed(columns: Sequence[Column]) -> Packed:
    """Return the expression of a generated column that holds `columns`, for `read_together`.

    ValueError for one that may be NULL without a number for it: the whole block would be NULL.
    """
    for column in columns:
        if not column.never_null and column.nullable_as is None:
            raise ValueError(f"{column.name} may be NULL")
    return Packed(*((column.name, column.kind.value, column.nullable_as) for column in columns))


@dataclass(frozen=True, slots=True)
class Rows:
    """What `read_columns` reads.

    `packed` is the generated column that holds the last of `columns`, all of them but the first
    `unpacked`.
    """

    columns: Sequence[Column]
    from_where: str
    parameters: Sequence[Any] = ()
    packed: str = ""
    unpacked: int = 0


def read_together(*parts: Rows) -> list[dict[str, NDArray[Any]]]:
    """Return what `read_columns` would of each part, on PostgreSQL by one statement.

    A part without a generated column is packed as it is read, which suits few rows.
    """
    if connection.vendor != "postgresql":
        return [_read_part(part) for part in parts]
    blocks = ", ".join(
        f"(SELECT string_agg(bytes, ''::bytea) FROM (SELECT {_bytes(part)} AS bytes"  # noqa: S608 -- names from code
        f" {part.from_where}) AS own)"
        for part in parts
    )
    values = [value for part in parts for value in part.parameters]
    data, place, found = copy_out(f"SELECT {blocks}", values), _FIELD_COUNT, []
    for part in parts:
        (size,) = _LENGTH.unpack_from(data, place)
        place += _LENGTH.size
        # No rows are NULL, of the length -1.
        block = data[place : place + max(size, 0)]
        place += len(block)
        found.append(_unpacked(block, part.columns))
    return found


def _read_part(part: Rows) -> dict[str, NDArray[Any]]:
    # Many rows have a generated column, and kinds that say how large their numbers can be.
    read = read_words if part.packed else read_columns
    return read(part.columns, part.from_where, part.parameters)


def _bytes(part: Rows) -> str:
    own = part.columns[: part.unpacked] if part.packed else part.columns
    sent = [
        _sent(column.sql, column.kind, "'NaN'" if _may_be_nan(column) else column.nullable_as)
        for column in own
    ]
    return " || ".join([*sent, part.packed] if part.packed else sent)


def _may_be_nan(column: Column) -> bool:
    return column.kind is ColumnKind.FLOAT and not column.never_null


def _unpacked(block: memoryview, columns: Sequence[Column]) -> dict[str, NDArray[Any]]:
    layout = np.dtype([(column.name, column.wire_dtype) for column in columns])
    rows = np.frombuffer(block, dtype=layout)
    return {column.name: from_wire(rows[column.name], column) for column in columns}


def _sent(name: str, kind: str, nothing: int | str | None) -> str:
    value = name if nothing is None else f"COALESCE({name}, {nothing})"
    return f"{_SEND[ColumnKind(kind)]}(({value})::{kind})"
