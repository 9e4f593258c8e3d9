"""How PostgreSQL is to go about statements that read a great deal; SQLite has no choice."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from core.bulk.writing import Statement


def bulk_plan_statements() -> list[Statement]:
    """Return what keeps PostgreSQL, to the end of the transaction, from what pays for one query.

    Work comes in many jobs at once: compiling a query, and processes beside the job's own, cost
    more there than they save.
    """
    if connection.vendor != "postgresql":
        return []
    return [("SET LOCAL jit = off", ()), ("SET LOCAL max_parallel_workers_per_gather = 0", ())]


@contextmanager
def page_by_page() -> Iterator[None]:
    """Let PostgreSQL fetch rows in the order in which they lie, and not in that of an index.

    Its estimate takes the two for alike where an index begins with what rows were loaded by; in
    fact following the index costs a visit to a page for each row.
    """
    _set("enable_indexscan = off")
    yield
    _set("enable_indexscan TO DEFAULT")


@contextmanager
def in_index_order() -> Iterator[None]:
    """Let PostgreSQL follow the index that has one statement's order; nothing else is read by it.

    Where an index holds all columns that are read, the table's pages need not be looked at, and its
    rows already are as wanted. The estimate depends on how much of the table has been vacuumed.
    """
    _set("enable_sort = off")
    yield
    _set("enable_sort TO DEFAULT")


def _set(setting: str) -> None:
    # Outside of a transaction there is nothing that the setting would last for.
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {setting}")
