# ruff: noqa: S608 -- the statements name a table of the tests' own
import numpy as np
import pytest
from django.db import DataError, connection, transaction

from core.bulk import Column, ColumnKind, Rows, insert_columns, packed, read_columns, read_together
from tests.core.bulk.tables import COLUMNS as EVERY_KIND
from tests.core.bulk.tables import ROWS as OF_EVERY_KIND
from tests.core.bulk.tables import a_table, assert_equal_rows

NAME = "bulk_packed"
COLUMNS = [
    Column("key", ColumnKind.BIG, never_null=True),
    Column("small", ColumnKind.SMALL, never_null=True),
    Column("reference", ColumnKind.INTEGER, nullable_as=-1),
    Column("value", ColumnKind.FLOAT, never_null=True),
    Column("day", ColumnKind.DATE, never_null=True),
]
ROWS = {
    "key": np.array([1, 3, 2**60]),
    "small": np.array([-7, 0, 32_767], dtype=np.int16),
    "reference": np.array([-1, 12, 2**31 - 1], dtype=np.int32),
    "value": np.array([0.1, -0.125, 1e300]),
    "day": np.array([-1, 10_957, 20_777], dtype=np.int32),
}


@pytest.fixture
def table(db):
    declared = ", ".join(f"{column.name} {column.kind}" for column in COLUMNS)
    expression, _ = packed(COLUMNS).as_sql(None, connection)
    kind = "bytea" if connection.vendor == "postgresql" else "BLOB"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {NAME} ({declared},"
            f" packed {kind} GENERATED ALWAYS AS ({expression}) STORED)"
        )
    insert_columns(NAME, COLUMNS, ROWS)
    yield NAME
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {NAME}")


def read(condition="true", parameters=()):
    (found,) = read_together(
        Rows(COLUMNS, f"FROM {NAME} WHERE {condition}", parameters, packed="packed")
    )
    order = np.argsort(found["key"])
    return {name: values[order] for name, values in found.items()}


def test_packed_rows_are_those_that_were_written(table):
    assert_equal_rows(read(), ROWS)
    assert_equal_rows(read("key < %s", [3]), {name: row[:1] for name, row in ROWS.items()})


def test_rows_changed_by_hand_are_read_as_they_are(table):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET value = 0.7, reference = NULL, day = '2026-11-28'")
    assert_equal_rows(read(), read_columns(COLUMNS, f"FROM {table} ORDER BY key"))
    assert read()["reference"].tolist() == [-1, -1, -1]


def test_no_rows_are_empty_columns_of_the_same_types(table):
    nothing = {name: np.zeros(0, row.dtype) for name, row in ROWS.items()}
    assert_equal_rows(read("key < 0"), nothing)


@pytest.mark.parametrize(("column", "value"), [("reference", 2**31), ("small", -(2**15) - 1)])
def test_number_without_room_is_an_error_and_never_another_number(table, column, value):
    """PostgreSQL has no room for it in the table; SQLite has, and reads none of the rows."""
    wrong = pytest.raises((DataError, OverflowError))
    with wrong, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE key = 3")
        read()


def test_a_column_that_may_be_null_is_not_packed():
    with pytest.raises(ValueError, match="value may be NULL"):
        packed([COLUMNS[0], Column("value", ColumnKind.FLOAT)])


def test_parts_read_together_are_those_read_one_by_one(table):
    with a_table("bulk_beside") as beside:
        insert_columns(beside, EVERY_KIND, OF_EVERY_KIND)
        plain = Rows(EVERY_KIND, f"FROM {beside} WHERE number <= %s ORDER BY key DESC", [0])
        nobody = Rows(EVERY_KIND, f"FROM {beside} WHERE key < 0")
        twice = Rows(
            [Column("twice", ColumnKind.BIG, "2 * key")], f"FROM {table} WHERE key = %s", [3]
        )
        generated = Rows(COLUMNS, f"FROM {table} WHERE key = %s", [3], packed="packed")
        found = read_together(plain, nobody, twice, generated)
        single = read_columns(EVERY_KIND, f"FROM {beside} WHERE number <= 0 ORDER BY key DESC")
    assert single["key"].tolist() == [3, 1]
    assert_equal_rows(found[0], single)
    assert_equal_rows(found[1], {name: row[:0] for name, row in OF_EVERY_KIND.items()})
    assert_equal_rows(found[2], {"twice": np.array([6])})
    assert_equal_rows(found[3], {name: row[1:2] for name, row in ROWS.items()})
