"""Loading a table that nobody uses yet: indexes and foreign keys are made once, at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_POSTGRES_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname
"""
# Indexes that stand behind a constraint stay: they cannot be dropped on their own.
_POSTGRES_INDEXES = """
SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass
AND NOT EXISTS (SELECT 1 FROM pg_constraint p WHERE p.conindid = i.indexrelid AND p.contype <> 'f')
ORDER BY c.relname
"""
_SQLITE_INDEXES = """
SELECT name, sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL ORDER BY name
"""


@contextmanager
def loading(table: str) -> Iterator[None]:
    """Drop the indexes and foreign keys of `table`, and make them again after the block.

    Making a foreign key checks every row, so wrong rows raise IntegrityError at the end. Must run
    inside a transaction, which an error takes back as a whole: the table is then as it was. SQLite
    cannot drop a foreign key; there its own check at the end of the transaction stays in force.
    """
    keys: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_KEYS, [table])
            keys = cursor.fetchall()
            cursor.execute(_POSTGRES_INDEXES, [table])
        else:
            cursor.execute(_SQLITE_INDEXES, [table])
        indexes = cursor.fetchall()
        if keys:
            # Checks that still wait for the end of the transaction stand in the way of changes.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, _ in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
