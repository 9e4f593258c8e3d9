"""Reading columns: binary COPY into numpy on PostgreSQL, a cursor on SQLite; the same arrays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.bulk.columns import EPOCHS, Column, ColumnKind

_HEADER_SIZE = 19
_TRAILER_SIZE = 2
# 1 January 1970 as SQLite's julianday() counts, which begins its days at noon.
_JULIAN_EPOCH = 2_440_587.5
_ROWS_AT_ONCE = 200


def read_columns(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any] = ()
) -> dict[str, NDArray[Any]]:
    """Return one array a column for `SELECT <columns> <from_where>`; all arrays equally long.

    `from_where` is the programmer's own SQL from FROM on, with `%s` for `parameters`; it is never
    built from a person's input. NULL in a float column is NaN.
    """
    if connection.vendor == "postgresql":
        return _read_postgres(columns, from_where, parameters)
    return _read_cursor(columns, from_where, parameters)


def _select(columns: Sequence[Column], from_where: str) -> str:
    return f"SELECT {', '.join(not_null(column) for column in columns)} {from_where}"


def not_null(column: Column) -> str:
    """Return the column's SQL with NULL as what stands for it, of the type that is read."""
    if column.kind == ColumnKind.DATE and connection.vendor == "sqlite":
        # The driver would make a Python date of each; days are what is wanted.
        return f"CAST(julianday({column.sql}) - {_JULIAN_EPOCH} AS INTEGER)"
    if column.never_null:
        return column.sql
    if column.kind == ColumnKind.FLOAT and connection.vendor == "postgresql":
        return f"COALESCE({column.sql}, 'NaN')::double precision"
    if column.nullable_as is not None:
        value = f"COALESCE({column.sql}, {column.nullable_as:d})"
    else:
        value = column.sql
    return f"({value})::{column.kind}" if connection.vendor == "postgresql" else value


def _read_postgres(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any]
) -> dict[str, NDArray[Any]]:
    data = copy_out(_select(columns, from_where), parameters)
    fields: list[tuple[str, Any]] = [("field_count", ">i2")]
    for column in columns:
        fields += [(f"{column.name}_length", ">i4"), (column.name, column.wire_dtype)]
    rows = np.frombuffer(data, dtype=np.dtype(fields))
    return {column.name: from_wire(rows[column.name], column) for column in columns}


def copy_out(query: str, parameters: Sequence[Any]) -> memoryview:
    """Return the rows of a query as PostgreSQL's binary COPY sends them, without its frame."""
    sink = _Messages()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        filled = cursor.mogrify(query, tuple(parameters)).decode()
        cursor.copy_expert(f"COPY ({filled}) TO STDOUT WITH (FORMAT binary)", sink)
    first, *others = sink.parts
    if [len(part) for part in others] == [_TRAILER_SIZE]:
        # One row, which may be a whole college: it is not copied once more.
        return memoryview(first)[_HEADER_SIZE:]
    return memoryview(b"".join(sink.parts))[_HEADER_SIZE:-_TRAILER_SIZE]


class _Messages:
    """A file that keeps what is written to it as it came; the frame ends with one of its own."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.parts.append(data)


def from_wire(values: NDArray[Any], column: Column) -> NDArray[Any]:
    """Return values in the machine's byte order and by numpy's epoch."""
    native = values.astype(column.dtype)
    epoch = EPOCHS.get(column.kind)
    return native if epoch is None else native + np.asarray(epoch, column.dtype)


def _read_cursor(
    columns: Sequence[Column], from_where: str, parameters: Sequence[Any]
) -> dict[str, NDArray[Any]]:
    parts = [[np.empty(0, column.dtype)] for column in columns]
    for rows in rows_in_turn(_select(columns, from_where), parameters):
        for part, values, column in zip(parts, zip(*rows, strict=True), columns, strict=True):
            part.append(_from_python(values, column))
    return {column.name: np.concatenate(part) for column, part in zip(columns, parts, strict=True)}


def rows_in_turn(query: str, parameters: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query, a few at a time.

    They stay in the processor's cache, and a region's never exist at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(query, tuple(parameters))
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield rows


def _from_python(values: Sequence[Any], column: Column) -> NDArray[Any]:
    if column.kind == ColumnKind.MOMENT:
        moments = np.array([str(value)[:26] for value in values], dtype="datetime64[us]")
        return moments.astype(np.int64)
    if column.kind == ColumnKind.FLOAT:
        return np.array(values, dtype=np.float64)  # None becomes NaN
    return np.array(values, dtype=column.dtype)


Arrays = Mapping[str, NDArray[Any]]
