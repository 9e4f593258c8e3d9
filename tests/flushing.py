"""Emptying the database after a test that commits: only tables with rows in them.

Django empties all 150 tables and then writes the types and permissions of every model anew, a
second each time; a test fills a dozen of them.
"""

from typing import Any

import pytest
from django.core.management import sql
from django.core.management.commands import flush

# Written once, by the migrations; no test changes them.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


def empty_filled_tables_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(flush, "sql_flush", _sql)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)


def _sql(style: Any, connection: Any, reset_sequences: bool, allow_cascade: bool) -> list[str]:
    if reset_sequences:
        return sql.sql_flush(style, connection, reset_sequences, allow_cascade)
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    looks = [
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})"  # noqa: S608 -- names of models
        for name in sorted(set(names) - KEPT)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        filled = [name for (name,) in cursor.fetchall()]
    # Foreign keys are looked at when the whole is committed.
    return [f"DELETE FROM {quote(name)}" for name in filled]  # noqa: S608 -- names of models
