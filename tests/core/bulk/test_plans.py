import pytest
from django.db import connection, transaction

from core.bulk import bulk_plan_statements, execute_together, in_index_order, page_by_page

pytestmark = pytest.mark.django_db
NAMES = ("jit", "max_parallel_workers_per_gather", "enable_indexscan", "enable_sort")


def settings() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(NAMES)])
        return dict(cursor.fetchall())


def test_bulk_work_changes_nothing_for_what_comes_after(transactional_db):
    if connection.vendor != "postgresql":
        with transaction.atomic(), page_by_page(), in_index_order():
            assert bulk_plan_statements() == []
        return
    before = settings()
    with transaction.atomic():
        execute_together(bulk_plan_statements())
        with page_by_page():
            assert settings() == dict(zip(NAMES, ("off", "0", "off", "on"), strict=True))
        with in_index_order():
            assert settings() == dict(zip(NAMES, ("off", "0", "on", "off"), strict=True))
        assert settings()["enable_sort"] == before["enable_sort"] == "on"
    assert settings() == before


def test_outside_of_a_transaction_nothing_is_set(transactional_db):
    if connection.vendor != "postgresql":
        return
    with page_by_page(), in_index_order():
        assert settings()["enable_indexscan"] == settings()["enable_sort"] == "on"
