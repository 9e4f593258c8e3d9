"""Columns of a row packed into one by PostgreSQL itself: many rows are read at a copy's price.

Of reading a row by COPY most is the price of each column. A generated column holds all of them as
bytes: the database makes it whenever a row is written, by whomever, and nobody can set it, so it is
always true. SQLite has no functions for it and holds nothing; there the columns are read.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Expression
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from core.bulk.columns import Column, ColumnKind
from core.bulk.reading import copy_out, from_wire, read_columns

_SEND: Final = {
    ColumnKind.SMALL: "int2send",
    ColumnKind.INTEGER: "int4send",
    ColumnKind.BIG: "int8send",
    ColumnKind.FLOAT: "float8send",
    ColumnKind.DATE: "date_send",
}
# The number of fields and the length of the only one.
_BEFORE: Final = 2 + 4


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
    """Return the expression of a generated column that holds `columns`, for `read_packed`.

    ValueError for one that may be NULL without a number for it: the whole block would be NULL.
    """
    for column in columns:
        if not column.never_null and column.nullable_as is None:
            raise ValueError(f"{column.name} may be NULL")
    return Packed(*((column.name, column.kind.value, column.nullable_as) for column in columns))


def read_packed(
    name: str, columns: Sequence[Column], from_where: str, parameters: Sequence[Any] = ()
) -> dict[str, NDArray[Any]]:
    """Return what `read_columns` would, from the generated column `name` that holds `columns`."""
    if connection.vendor != "postgresql":
        return read_columns(columns, from_where, parameters)
    data = copy_out(f"SELECT string_agg({name}, ''::bytea) {from_where}", parameters)
    layout = np.dtype([(column.name, column.wire_dtype) for column in columns])
    rows = np.frombuffer(data[_BEFORE:], dtype=layout)
    return {column.name: from_wire(rows[column.name], column) for column in columns}


def _sent(name: str, kind: str, nothing: int | None) -> str:
    value = name if nothing is None else f"COALESCE({name}, {nothing:d})"
    return f"{_SEND[ColumnKind(kind)]}(({value})::{kind})"
