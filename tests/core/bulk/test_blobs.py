import pytest
from django.db import connection

from core.bulk import BlobTable

NAME = "bulk_blobs"
MANY = {key: bytes([key]) * key for key in range(1, 31)}


@pytest.fixture
def table(db):
    kind = "bytea" if connection.vendor == "postgresql" else "BLOB"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {NAME} (key bigint PRIMARY KEY, content {kind} NOT NULL)")
    yield BlobTable(NAME, "key", "content")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {NAME}")


def test_few_and_many_rows_are_read_as_they_were_written(table):
    table.write({7: b"\x00\xffseven", 5_000_000_000: b""})
    assert table.read("true") == {7: b"\x00\xffseven", 5_000_000_000: b""}
    table.write(MANY)
    assert table.read("key < %s", [31]) == MANY
    assert table.read("key < 0") == {}


def test_write_takes_the_place_of_rows_with_the_key(table):
    table.write(MANY)
    table.write({3: b"three"})
    table.write(dict.fromkeys(range(10, 25), b"new"))
    found = table.read("true")
    assert (found[2], found[3], found[10], found[24], found[25]) == (
        *(MANY[2], b"three", b"new", b"new"),
        MANY[25],
    )
    assert len(found) == len(MANY)


def test_delete_takes_only_what_is_named(table):
    table.write(MANY)
    table.delete([1, 2, 999])
    table.delete([])
    assert table.read("true").keys() == MANY.keys() - {1, 2}


def test_merge_touches_only_what_differs(table):
    table.write({**MANY, 100: b"of others"})
    wanted = {**MANY, 4: b"four", 31: b"added"}
    del wanted[6]
    differences = table.merge(wanted, "key < %s", [100])
    assert sorted(differences) == sorted([(MANY[4], b"four"), (b"", b"added"), (MANY[6], b"")])
    assert table.read("true") == {**wanted, 100: b"of others"}
    assert table.merge(wanted, "key < %s", [100]) == []


def test_merge_into_nothing_inserts(table):
    assert table.merge({}, "true") == []
    assert table.merge(MANY, "true") == [(b"", blob) for blob in MANY.values()]
    assert table.read("true") == MANY
