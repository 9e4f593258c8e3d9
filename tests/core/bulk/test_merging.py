# ruff: noqa: S608 -- the statements name a table of the tests' own
import numpy as np
import pytest
from django.db import connection

from core.bulk import MergeResult, Target, insert_columns, merge_columns, read_columns
from tests.core.bulk.tables import COLUMNS, a_table, assert_equal_rows

pytestmark = pytest.mark.django_db
KEYS, VALUES = COLUMNS[:1], COLUMNS[1:]


@pytest.fixture
def table():
    with a_table() as name:
        yield name


def rows(keys, value=0.5, number=1):
    count = len(keys)
    return {
        "key": np.array(keys, dtype=np.int64),
        "small": np.ones(count, dtype=np.int16),
        "number": np.full(count, number, dtype=np.int32),
        "reference": np.full(count, -1),
        "value": np.broadcast_to(np.array(value, dtype=np.float64), count).copy(),
        "day": np.full(count, 20_000, dtype=np.int32),
        "moment": np.zeros(count, dtype=np.int64),
        "flag": np.zeros(count, dtype=np.bool_),
    }


def merge(table, wanted, where="number = %s", parameters=(1,)):
    return merge_columns(Target(table, KEYS, VALUES, where, parameters), wanted)


def stored(table):
    return read_columns(COLUMNS, f"FROM {table} ORDER BY key")


def test_merge_into_nothing_inserts_all(table):
    assert merge(table, rows([2, 1])) == MergeResult(2, 0, 0, 0)
    assert_equal_rows(stored(table), rows([1, 2]))


def test_merge_of_the_same_changes_nothing(table):
    wanted = rows([1, 2, 3], value=[np.nan, 0.1, 0.2])
    merge(table, wanted)
    assert merge(table, wanted) == MergeResult(0, 0, 0, 3)


@pytest.mark.parametrize("size", [10, 100])
def test_merge_inserts_updates_and_deletes_what_differs(table, size):
    """With few rows most differ and all are copied anew, with many only those that differ."""
    merge(table, rows(range(size)))
    value = np.full(size, 0.5)
    value[:3] = [0.9, np.nan, 0.8]
    wanted = rows([*range(size - 1), size + 5], value=value)
    result = merge(table, wanted)
    assert result == MergeResult(1, 3, 1, size - 4)
    assert result.changed == 5
    assert_equal_rows(stored(table), wanted)


def test_merge_to_nothing_deletes_all(table):
    merge(table, rows([1, 2]))
    assert merge(table, rows([])) == MergeResult(0, 0, 2, 0)
    assert len(stored(table)["key"]) == 0


def test_merge_leaves_rows_outside_its_target_alone(table):
    others = rows([10, 11], value=0.7, number=2)
    insert_columns(table, COLUMNS, others)
    merge(table, rows([1, 2, 3]))
    merge(table, rows([1], value=0.1))
    found = read_columns(COLUMNS, f"FROM {table} WHERE number = 2 ORDER BY key")
    assert_equal_rows(found, others)


def test_unchanged_rows_are_not_written(table):
    """A row that is written moves to another place in PostgreSQL's table."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TRIGGER no_update BEFORE UPDATE ON {table} WHEN OLD.key <> 1"
                " BEGIN SELECT RAISE(ABORT, 'touched'); END"
            )
    merge(table, rows(range(20)))
    place = "ctid::text" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, {place} FROM {table} WHERE key <> 1 ORDER BY key")
        before = cursor.fetchall()
        value = np.full(20, 0.5)
        value[1] = 0.6
        assert merge(table, rows(range(20), value=value)) == MergeResult(0, 1, 0, 19)
        cursor.execute(f"SELECT key, {place} FROM {table} WHERE key <> 1 ORDER BY key")
        assert cursor.fetchall() == before
