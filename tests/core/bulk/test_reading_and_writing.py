# ruff: noqa: S608 -- the statements name a table of the tests' own
import datetime as dt
import math

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bulk import (
    Column,
    ColumnKind,
    execute_together,
    insert_columns,
    lock_statements,
    read_columns,
    update_columns,
    upsert_statements,
)
from core.bulk.writing import copy_bytes, python_rows
from tests.core.bulk.tables import COLUMNS, ROWS, TEXT, a_table, assert_equal_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    with a_table() as name:
        yield name


def stored(table, order="ORDER BY key"):
    return read_columns(COLUMNS, f"FROM {table} {order}")


def in_order(rows):
    order = np.argsort(rows["key"])
    return {name: values[order] for name, values in rows.items()}


def select(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_rows_written_are_read_back_with_their_types(table):
    assert insert_columns(table, [*COLUMNS, TEXT], ROWS) == 3
    found = stored(table)
    assert_equal_rows(found, in_order(ROWS))
    assert [str(found[column.name].dtype) for column in COLUMNS] == [
        *("int64", "int16", "int32", "int64", "float64", "int32", "int64", "bool")
    ]


def test_database_sees_null_text_dates_and_moments(table):
    insert_columns(table, [*COLUMNS, TEXT], ROWS)
    empty = select(f"SELECT key FROM {table} WHERE value IS NULL AND reference IS NULL")
    assert empty == [(3,)]
    assert select(f"SELECT COUNT(*) FROM {table} WHERE note = ''") == [(3,)]
    days = [str(day) for (day,) in select(f"SELECT day FROM {table} ORDER BY day")]
    assert days == ["1969-12-31", "2000-01-01", "2026-11-20"]
    assert select(f"SELECT key FROM {table} WHERE flag ORDER BY key") == [(3,), (2**60,)]
    moment = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    with connection.cursor() as cursor:
        adapted = connection.ops.adapt_datetimefield_value(moment)
        cursor.execute(f"SELECT key FROM {table} WHERE moment = %s", [adapted])
        assert [row[0] for row in cursor.fetchall()] == [1]


def test_copy_and_statements_write_the_same_rows(table):
    """The rows of the way that this database does not take, read by the database itself."""
    insert_columns(table, COLUMNS, ROWS)
    one_way = stored(table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        marks = ", ".join(["%s"] * len(COLUMNS))
        names = ", ".join(column.name for column in COLUMNS)
        for row in python_rows(COLUMNS, ROWS):
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)
    assert_equal_rows(stored(table), one_way)


def test_copy_format_has_signature_counts_lengths_and_trailer():
    columns = [Column("a", ColumnKind.SMALL), Column("b", ColumnKind.FLOAT), TEXT]
    data = copy_bytes(columns, {"a": np.array([-2]), "b": np.array([np.nan])})
    assert data == (
        b"PGCOPY\n\xff\r\n\x00" + bytes(8)
        + b"\x00\x03" + b"\x00\x00\x00\x02\xff\xfe" + b"\xff\xff\xff\xff" + bytes(4)
        + b"\xff\xff"
    )  # fmt: skip


def test_no_rows_are_written_and_read_as_empty_arrays(table):
    nothing = {name: values[:0] for name, values in ROWS.items()}
    assert insert_columns(table, COLUMNS, nothing) == 0
    assert update_columns(table, COLUMNS[:1], COLUMNS[1:], nothing) == 0
    found = stored(table)
    assert {name: len(values) for name, values in found.items()} == dict.fromkeys(ROWS, 0)
    assert found["value"].dtype == np.float64


def test_single_row_is_written_and_read(table):
    one = {name: values[1:2] for name, values in ROWS.items()}
    assert insert_columns(table, COLUMNS, one) == 1
    assert_equal_rows(stored(table), one)


def test_update_changes_named_rows_only(table):
    insert_columns(table, COLUMNS, ROWS)
    changed = {name: values[[0, 1]].copy() for name, values in ROWS.items()}
    changed["value"] = np.array([0.5, np.nan])
    changed["reference"] = np.array([7, -1])
    changed["flag"] = np.array([False, True])
    assert update_columns(table, COLUMNS[:1], COLUMNS[1:], changed) == 2
    found = stored(table)
    np.testing.assert_array_equal(found["value"], [np.nan, 0.5, 1e300])
    np.testing.assert_array_equal(found["reference"], [-1, 7, -1])
    np.testing.assert_array_equal(found["flag"], [True, False, True])


def test_upsert_changes_existing_rows_and_adds_the_others(table):
    one = {name: values[1:2] for name, values in ROWS.items()}
    insert_columns(table, COLUMNS, {**one, "value": np.array([0.7])})
    execute_together(upsert_statements(table, COLUMNS[:1], COLUMNS[1:], ROWS))
    assert_equal_rows(stored(table), in_order(ROWS))


def test_statements_together_are_executed_in_order(table):
    insert_columns(table, COLUMNS, ROWS)
    assert execute_together([]) == []
    changes = [
        (f"UPDATE {table} SET small = %s WHERE number = %s", (3, 0)),
        (f"DELETE FROM {table} WHERE number < %s", (0,)),
        (f"UPDATE {table} SET small = small - 2", ()),
    ]
    assert execute_together(changes) == []
    assert sorted(stored(table)["small"].tolist()) == [1, 32_765]


def test_last_statement_of_several_answers_and_knows_what_the_others_did(table):
    insert_columns(table, COLUMNS, ROWS)
    found = execute_together(
        [
            *lock_statements(table, 1, "key"),
            (f"SELECT key FROM {table}", ()),
            (f"DELETE FROM {table} WHERE key = %s", (3,)),
            (f"SELECT key, small FROM {table} WHERE key > %s ORDER BY key", (0,)),
        ]
    )
    assert found == [(1, 0), (2**60, 32_767)]


def test_expression_and_parameters_select_what_is_read(table):
    insert_columns(table, COLUMNS, ROWS)
    doubled = [Column("twice", ColumnKind.BIG, "2 * small")]
    found = read_columns(doubled, f"FROM {table} WHERE number < %s ORDER BY key", [3])
    assert found["twice"].tolist() == [0, -14]


def test_same_key_twice_is_refused_and_nothing_written(table):
    insert_columns(table, COLUMNS, ROWS)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_columns(table, COLUMNS, ROWS)
    assert len(stored(table)["key"]) == 3


@given(
    rows=st.lists(
        st.tuples(
            st.integers(-(2**15), 2**15 - 1),
            st.integers(-(2**31), 2**31 - 1),
            st.integers(-1, 2**62),
            st.floats(width=64, allow_infinity=False),
            st.integers(-100_000, 100_000),
            st.booleans(),
        ),
        max_size=12,
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_rows_come_back_as_they_went(table, rows):
    names = ("small", "number", "reference", "value", "day", "flag")
    columns = [column for column in COLUMNS if column.name in ("key", *names)]
    columns_of_rows = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = {"key": np.arange(len(rows))}
    for name, values in zip(names, columns_of_rows, strict=True):
        dtype = next(column.dtype for column in columns if column.name == name)
        arrays[name] = np.array(values, dtype=dtype)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    insert_columns(table, columns, arrays)
    found = read_columns(columns, f"FROM {table} ORDER BY key")
    assert_equal_rows(found, {column.name: arrays[column.name] for column in columns})
    assert all(
        math.isnan(new) or new == old
        for new, old in zip(found["value"], arrays["value"], strict=True)
    )
