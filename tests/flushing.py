"""Emptying the database after a test that commits: only tables with rows in them.

Django empties all 150 tables and then writes the types and permissions of every model anew, a
second each time; a test fills a dozen of them.
"""

import time
from typing import Any

import pytest
from django.core.management import sql
from django.core.management.commands import flush
from django.db import DatabaseError, transaction

# Written once, by the migrations; no test changes them.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}
ATTEMPTS = 8
PAUSE = 0.2
PATIENCE = 10.0


def empty_filled_tables_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(flush, "sql_flush", _sql)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)


def _sql(style: Any, connection: Any, reset_sequences: bool, allow_cascade: bool) -> list[str]:
    """Empty the filled tables; return what is left to do, which is nothing."""
    if reset_sequences:
        return sql.sql_flush(style, connection, reset_sequences, allow_cascade)
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    looks = [
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})"  # noqa: S608 -- names of models
        for name in sorted(set(names) - KEPT)
    ]
    look = " UNION ALL ".join(looks)
    for attempt in range(1, ATTEMPTS + 1):
        _wait_for_others(connection)
        try:
            if not _empty(connection, look):
                break
        except DatabaseError:
            # A request that came late: it holds a lock, or has just written of what goes.
            if attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE)
    return []


def _empty(connection: Any, look: str) -> int:
    """Empty the tables that `look` finds filled; return how many they were."""
    # Foreign keys are looked at when the whole is committed.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(look)
        filled = [name for (name,) in cursor.fetchall()]
        for name in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- names of models
    return len(filled)


def _wait_for_others(connection: Any) -> None:
    """Let requests end that a closed browser has left behind: they hold locks, and still write."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                " AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)
