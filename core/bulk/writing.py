"""Writing columns: binary COPY on PostgreSQL, `executemany` on SQLite; the same rows."""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.bulk.columns import EPOCHS, Column, ColumnKind

COPY_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
COPY_TRAILER: Final = struct.pack(">h", -1)
_NULL_LENGTH: Final = np.frombuffer(struct.pack(">i", -1), np.uint8)
_NO_LENGTH: Final = np.frombuffer(struct.pack(">i", 0), np.uint8)
Arrays = Mapping[str, NDArray[Any]]
Statement = tuple[str, Sequence[Any]]
# Up to here one statement with all values is quicker than a temporary table.
_FEW: Final = 200


def insert_columns(table: str, columns: Sequence[Column], arrays: Arrays) -> int:
    """Insert one row an index of the arrays; return how many. NaN is written as NULL."""
    count = len(arrays[columns[0].name])
    if not count:
        return 0
    names = ", ".join(column.name for column in columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(
                f"COPY {table} ({names}) FROM STDIN WITH (FORMAT binary)",
                io.BytesIO(copy_bytes(columns, arrays)),
            )
        else:
            marks = ", ".join("?" for _ in columns)
            # The driver's own cursor: Django would rewrite every statement's marks, row by row.
            cursor.connection.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 -- names from code
                python_rows(columns, arrays),
            )
    return count


def update_columns(
    table: str, keys: Sequence[Column], values: Sequence[Column], arrays: Arrays
) -> int:
    """Update the rows that `keys` name (all existing) with `values`; return how many rows."""
    count = len(arrays[keys[0].name])
    if not count:
        return 0
    if connection.vendor == "postgresql":
        update = _update_from_values if count <= _FEW else _update_through_staging
        update(table, keys, values, arrays)
        return count
    assignments = ", ".join(f"{column.name} = ?" for column in values)
    condition = " AND ".join(f"{column.name} = ?" for column in keys)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.connection.executemany(
            f"UPDATE {table} SET {assignments} WHERE {condition}",  # noqa: S608 -- names from code
            python_rows([*values, *keys], arrays),
        )
    return count


def execute_together(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """Execute statements, on PostgreSQL in one message to the server; return the last one's rows.

    The answers of the others are not heard. Each sees what had been committed when it began, so
    that what follows a lock reads what its holder wrote.
    """
    if not statements:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts, values = zip(*statements, strict=True)
            cursor.execute(";\n".join(texts), [value for own in values for value in own])
        else:
            for text, own in statements:
                cursor.execute(text, own)
        return [] if cursor.description is None else cursor.fetchall()


def moment_value(value: datetime | None) -> Any:
    """Return a moment as statements written by hand take it; None stays None."""
    return connection.ops.adapt_datetimefield_value(value)


def lock_statements(table: str, key: int, column: str = "id") -> list[Statement]:
    """Return what keeps the row of `key` from other lockers to the end of the transaction.

    Nothing on SQLite: whoever is in a transaction there is the only one.
    """
    if connection.vendor != "postgresql":
        return []
    return [(f"SELECT 1 FROM {table} WHERE {column} = %s FOR NO KEY UPDATE", (key,))]  # noqa: S608 -- names from code


def upsert_statements(
    table: str, keys: Sequence[Column], values: Sequence[Column], arrays: Arrays
) -> list[Statement]:
    """Return what inserts a few rows, or updates those whose keys exist.

    Plain statements: for one student they are done before a COPY has begun.
    """
    columns = [*keys, *values]
    names, row = ", ".join(column.name for column in columns), ", ".join(["%s"] * len(columns))
    assignments = ", ".join(f"{column.name} = excluded.{column.name}" for column in values)
    conflict = (
        f"ON CONFLICT ({', '.join(column.name for column in keys)}) DO UPDATE SET {assignments}"
    )
    rows = list(python_rows(columns, arrays))
    statements: list[Statement] = []
    for start in range(0, len(rows), _FEW):
        some = rows[start : start + _FEW]
        places = ", ".join([f"({row})"] * len(some))
        text = f"INSERT INTO {table} ({names}) VALUES {places} {conflict}"  # noqa: S608 -- names from code
        statements.append((text, [value for own in some for value in own]))
    return statements


def _update_from_values(
    table: str, keys: Sequence[Column], values: Sequence[Column], arrays: Arrays
) -> None:
    columns = [*keys, *values]
    row = f"({', '.join(f'%s::{column.kind}' for column in columns)})"
    rows = list(python_rows(columns, arrays))
    assignments, condition = _from_staged(keys, values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} target SET {assignments}"  # noqa: S608 -- names from code
            f" FROM (VALUES {', '.join([row] * len(rows))})"
            f" staged ({', '.join(column.name for column in columns)}) WHERE {condition}",
            [value for own in rows for value in own],
        )


def _from_staged(keys: Sequence[Column], values: Sequence[Column]) -> tuple[str, str]:
    return (
        ", ".join(f"{column.name} = staged.{column.name}" for column in values),
        " AND ".join(f"target.{column.name} = staged.{column.name}" for column in keys),
    )


def _update_through_staging(
    table: str, keys: Sequence[Column], values: Sequence[Column], arrays: Arrays
) -> None:
    columns = [*keys, *values]
    declared = ", ".join(f"{column.name} {column.kind}" for column in columns)
    assignments, condition = _from_staged(keys, values)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_columns")
        cursor.execute(f"CREATE TEMPORARY TABLE staged_columns ({declared}) ON COMMIT DROP")
    insert_columns("staged_columns", columns, arrays)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE staged_columns")
        cursor.execute(
            f"UPDATE {table} target SET {assignments} FROM staged_columns staged WHERE {condition}"  # noqa: S608 -- names from code
        )


def copy_bytes(columns: Sequence[Column], arrays: Arrays) -> bytes:
    """Return the rows in PostgreSQL's binary COPY format, made without a Python loop over rows.

    All rows are laid out at full width first; the bytes of NULL and empty fields are then left out
    by a mask.
    """
    count = len(arrays[columns[0].name])
    fields: list[tuple[str, Any]] = [("field_count", ">i2")]
    for column in columns:
        fields.append((f"{column.name}_length", ">i4"))
        if column.kind != ColumnKind.BLANK:
            fields.append((column.name, column.wire_dtype))
    layout = np.dtype(fields)
    rows = np.zeros(count, dtype=layout)
    rows["field_count"] = len(columns)
    raw = rows.view(np.uint8).reshape(count, layout.itemsize)
    offsets = {name: offset for name, (_, offset, *_) in (layout.fields or {}).items()}
    kept: NDArray[np.bool_] | None = None
    for column in columns:
        if column.kind == ColumnKind.BLANK:
            continue  # a length of zero and nothing after it
        rows[f"{column.name}_length"] = column.wire_dtype.itemsize
        rows[column.name] = _to_wire(arrays[column.name], column)
        missing = _missing(arrays[column.name], column)
        if not missing.any():
            continue
        if kept is None:
            kept = np.ones((count, layout.itemsize), dtype=np.bool_)
        start = offsets[column.name]
        kept[missing, start : start + column.wire_dtype.itemsize] = False
        nothing = _NO_LENGTH if column.kind == ColumnKind.LETTER else _NULL_LENGTH
        raw[np.flatnonzero(missing)[:, None], np.arange(start - 4, start)] = nothing
    body = raw.reshape(-1) if kept is None else raw[kept]
    return b"".join((COPY_SIGNATURE, body.data, COPY_TRAILER))


def _to_wire(values: NDArray[Any], column: Column) -> NDArray[Any]:
    epoch = EPOCHS.get(column.kind)
    return values if epoch is None else values - epoch


def _missing(values: NDArray[Any], column: Column) -> NDArray[np.bool_]:
    if column.kind == ColumnKind.FLOAT:
        return np.asarray(np.isnan(values))
    if column.kind == ColumnKind.LETTER:
        return np.asarray(values == b"")
    if column.nullable_as is not None:
        return np.asarray(values == column.nullable_as)
    return np.zeros(len(values), dtype=np.bool_)


def python_rows(columns: Sequence[Column], arrays: Arrays) -> Iterator[tuple[Any, ...]]:
    """Yield rows of plain Python values, None for NULL and ISO text for dates."""
    count = len(arrays[columns[0].name])
    return zip(
        *(
            [""] * count
            if column.kind == ColumnKind.BLANK
            else _python_values(arrays[column.name], column)
            for column in columns
        ),
        strict=True,
    )


def _python_values(values: NDArray[Any], column: Column) -> list[Any]:
    if column.kind == ColumnKind.DATE:
        return list(np.asarray(values).astype("datetime64[D]").astype(str).tolist())
    if column.kind == ColumnKind.MOMENT:
        written = np.asarray(values).astype("datetime64[us]").astype(str)
        # As Django writes moments, so that equal ones compare equal as text.
        return [text.replace("T", " ").removesuffix(".000000") for text in written.tolist()]
    if column.kind == ColumnKind.LETTER:
        return list(np.asarray(values).astype(str).tolist())
    missing = _missing(values, column)
    plain = np.asarray(values).tolist()
    if not missing.any():
        return list(plain)
    return [None if gone else value for value, gone in zip(plain, missing.tolist(), strict=True)]
