"""Searching and sorting Russian and Kazakh words: SQLite as well as PostgreSQL."""

import random

import pytest
from django.db import connection
from django.db.models.functions import Lower, Upper

from colleges.models import Municipality
from core.databases import Alphabetical, compare_cyrillic, like, sort_key
from tests.factories.colleges import MunicipalityFactory


@pytest.fixture
def names(db: None) -> list[str]:
    found = ["Ёлкино", "Елань", "Жуково", "ЁЖИКОВО", "100% село", "Әсем"]
    for name in found:
        MunicipalityFactory(name=name)
    return found


def found(**condition) -> list[str]:
    return sorted(Municipality.objects.filter(**condition).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"name__icontains": "ЁЛК"}, ["Ёлкино"]),
        ({"name__icontains": "ёж"}, ["ЁЖИКОВО"]),
        ({"name__istartswith": "жУ"}, ["Жуково"]),
        ({"name__iexact": "ЖУКОВО"}, ["Жуково"]),
        ({"name__iendswith": "ИНО"}, ["Ёлкино"]),
        ({"name__icontains": "әс"}, ["Әсем"]),
        ({"name__icontains": "0% с"}, ["100% село"]),
        ({"name__icontains": "0_ с"}, []),
    ],
)
def test_search_ignores_case_in_every_alphabet(names, condition, expected):
    assert found(**condition) == expected


def test_upper_and_lower_know_cyrillic(names):
    row = Municipality.objects.annotate(up=Upper("name"), low=Lower("name")).get(name="Ёлкино")
    assert (row.up, row.low) == ("ЁЛКИНО", "ёлкино")


@pytest.mark.parametrize(
    "words",
    [
        ["арбуз", "Ёлка", "ель", "енот", "жук", "яма"],
        ["все", "всё", "всегда"],
        ["арна", "аят", "Әсем", "бала"],
        ["ура", "ұн", "үй", "фара"],
        ["ыдыс", "іс", "эхо"],
    ],
)
def test_words_sort_as_in_a_dictionary(words):
    mixed = random.Random(1).sample(words, len(words))  # noqa: S311 -- of the test
    assert sorted(mixed, key=sort_key) == words


@pytest.mark.django_db
def test_rows_come_in_alphabetical_order():
    for name in ("яма", "Ёлкино", "Әсем", "жуково", "арбуз", "енот", "ель", "Бор", "ая"):
        MunicipalityFactory(name=name)
    rows = Municipality.objects.order_by(Alphabetical("name"), "pk").values_list("name", flat=True)
    assert list(rows) == [
        *("арбуз", "ая", "Әсем", "Бор", "Ёлкино", "ель", "енот", "жуково", "яма"),
    ]


@pytest.mark.django_db
def test_rows_come_in_reverse_alphabetical_order():
    for name in ("Ёлкино", "арбуз", "енот"):
        MunicipalityFactory(name=name)
    rows = Municipality.objects.order_by(Alphabetical("name").desc()).values_list("name", flat=True)
    assert list(rows) == ["енот", "Ёлкино", "арбуз"]


@pytest.mark.parametrize(
    ("left", "right", "order"), [("ёлка", "жук", -1), ("яма", "арбуз", 1), ("Ель", "ель", 0)]
)
def test_collation_compares(left, right, order):
    assert compare_cyrillic(left, right) == order


@pytest.mark.parametrize(
    ("pattern", "value", "escape", "expected"),
    [
        ("%ЁЛ%", "ёлка", "", True),
        ("ёл_а", "ёлка", "", True),
        ("ёл\\_а", "ёлка", "\\", False),
        ("ёл\\_а", "ёл_а", "\\", True),
        ("a.c", "abc", "", False),
        ("%", "две\nстроки", "", True),
        (None, "ёлка", "", None),
        ("%", None, "", None),
        ("1%", 12, "", True),
    ],
)
def test_like_is_that_of_sql(pattern, value, escape, expected):
    assert like(pattern, value, escape) is expected


@pytest.mark.django_db
def test_null_stays_null_in_upper_and_lower():
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper(NULL), lower(NULL)")
        assert cursor.fetchone() == (None, None)
