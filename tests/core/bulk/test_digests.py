# ruff: noqa: S608 -- the statements name a table of the tests' own
import numpy as np
import pytest
from django.db import connection

from core.bulk import Column, ColumnKind, digest_columns, insert_columns, read_columns
from tests.core.bulk.tables import COLUMNS, ROWS, TEXT, a_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    with a_table() as name:
        insert_columns(name, [*COLUMNS, TEXT], ROWS)
        yield name


def digest(table, where=""):
    return digest_columns(COLUMNS, f"FROM {table} {where}")


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_same_rows_have_the_same_digest_in_whatever_order(table):
    before = digest(table)
    execute(f"DELETE FROM {table}")
    insert_columns(table, [*COLUMNS, TEXT], {name: rows[::-1] for name, rows in ROWS.items()})

    assert digest(table).text == before.text


@pytest.mark.parametrize(
    "change",
    [
        "SET key = 2 WHERE key = 1",
        "SET small = 1 WHERE key = 1",
        "SET number = 1 WHERE key = 1",
        "SET reference = NULL WHERE key = 1",
        "SET reference = 13 WHERE key = 1",
        "SET value = 0 WHERE key = 1",
        "SET value = NULL WHERE key = 1",
        "SET day = '1999-12-31' WHERE key = 1",
        "SET moment = '2000-01-01 00:00:01' WHERE key = 1",
        "SET flag = true WHERE key = 1",
    ],
)
def test_any_changed_value_changes_the_digest(table, change):
    before = digest(table)
    execute(f"UPDATE {table} {change}")

    assert digest(table).text != before.text


def test_values_that_change_places_change_the_digest(table):
    def of(*values):
        numbers = [
            Column(f"number_{place}", ColumnKind.FLOAT, f"CAST({value} AS double precision)")
            for place, value in enumerate(values)
        ]
        return digest_columns([COLUMNS[0], *numbers], f"FROM {table}").text

    assert of(0, 0.5) != of(0.5, 0)


def test_row_more_and_a_row_less_change_the_digest(table):
    before = digest(table)
    assert digest(table, "WHERE key > 1").text != before.text


def test_digest_knows_the_keys_of_its_rows(table):
    keys = read_columns(COLUMNS[:1], f"FROM {table}")["key"]
    assert digest(table).is_of(keys)
    assert not digest(table).is_of(keys[1:])
    assert not digest(table).is_of(np.array([4, *keys[1:]]))


def test_no_rows_have_a_digest_too(table):
    nothing = digest(table, "WHERE key < 0")
    assert (nothing.count, nothing.keys) == (0, 0)
    assert nothing.is_of(np.zeros(0, dtype=np.int64))
