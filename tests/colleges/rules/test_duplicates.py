import datetime as dt

import pytest

from colleges.rules.duplicates import Person, find_likely

DAY = dt.date(2008, 3, 12)


def pair(first, second, *, sexes=("", "")):
    people = [
        Person(pk, key, day, sex)
        for pk, (key, day), sex in zip((1, 2), (first, second), sexes, strict=True)
    ]
    return [(one.first, one.second, one.rank) for one in find_likely(people)]


@pytest.mark.parametrize(
    ("first", "second", "rank"),
    [
        (("семенов|петр|ильич", DAY), ("семенов|петр|ильич", DAY), 0),
        (("семенов|петр|ильич", DAY), ("семенов|петр|", DAY), 1),
        (("семенов|петр|ильич", DAY), ("семионов|петр|ильич", DAY), 1),
        (("семенова|анна|ильинична", DAY), ("козлова|анна|ильинична", DAY), 1),
        (("семенов|петр|ильич", DAY), ("семенов|петр|ильич", None), 2),
        # Day and month changed places; one digit differs.
        (("семенов|петр|ильич", DAY), ("семенов|петр|ильич", dt.date(2008, 12, 3)), 3),
        (("семенов|петр|ильич", DAY), ("семенов|петр|ильич", dt.date(2009, 3, 12)), 3),
    ],
)
def test_likely_one_person(first, second, rank):
    assert pair(first, second) == [(1, 2, rank)]


@pytest.mark.parametrize(
    ("first", "second", "sexes"),
    [
        # Namesakes: nothing but the name is alike.
        (("семенов|петр|ильич", DAY), ("семенов|петр|ильич", dt.date(2006, 11, 25)), ("", "")),
        # Born on one day.
        (("семенов|петр|ильич", DAY), ("козлов|иван|ильич", DAY), ("", "")),
        # Nothing but the first name and the day.
        (("семенов|петр|", DAY), ("козлов|петр|", DAY), ("", "")),
        # Twins.
        (("орлова|дарья|олеговна", DAY), ("орлова|дарина|олеговна", None), ("", "")),
        (("валиев|саша|ильич", DAY), ("валиев|саша|ильич", DAY), ("m", "f")),
        # A missing patronymic says too little without a birth date.
        (("семенов|петр|ильич", None), ("семенов|петр|", None), ("", "")),
    ],
)
def test_different_people(first, second, sexes):
    assert pair(first, second, sexes=sexes) == []


def test_surest_pairs_come_first_and_each_pair_once():
    people = [
        Person(1, "а|б|в", None),
        Person(2, "а|б|в", DAY),
        Person(3, "а|б|в", DAY),
    ]

    found = [(one.first, one.second, one.rank) for one in find_likely(people)]

    assert found == [(2, 3, 0), (1, 2, 2), (1, 3, 2)]


@pytest.mark.parametrize(
    ("written", "groups", "expected"),
    [
        ("семенов|петр|", (7, 7), [(1, 2, 2)]),
        ("семионов|петр|ильич", (7, 7), [(1, 2, 2)]),
        ("семенов|петр|", (7, 8), []),
        ("семенов|петр|", (None, None), []),
        # Another surname says too little without a birth date, in one group as well.
        ("козлов|петр|ильич", (7, 7), []),
    ],
)
def test_in_one_group_less_is_needed_where_a_birth_date_is_missing(written, groups, expected):
    people = [
        Person(1, "семенов|петр|ильич", DAY, group=groups[0]),
        Person(2, written, None, group=groups[1]),
    ]

    assert [(one.first, one.second, one.rank) for one in find_likely(people)] == expected
