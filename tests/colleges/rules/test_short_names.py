"""Names that tell namesakes apart, and are short where nobody shares them."""

import datetime as dt
from types import SimpleNamespace

from colleges.rules.short_names import names_apart
from core.text import joined_name


def person(pk, last, first, patronymic="", *, record_book="", birth_date=None):
    return SimpleNamespace(
        pk=pk,
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        record_book=record_book,
        birth_date=birth_date,
        short_name=joined_name(last, first),
        full_name=joined_name(last, first, patronymic),
    )


def test_name_that_nobody_shares_stays_short():
    people = [person(1, "Ким", "Юлия", "Олеговна"), person(2, "Ким", "Юлиан", "Олегович")]

    assert names_apart(people) == {1: "Ким Юлия", 2: "Ким Юлиан"}


def test_namesakes_are_told_apart_by_the_patronymic_whatever_the_case():
    people = [
        person(1, "Ким", "Юлия", "Олеговна"),
        person(2, "КИМ", "Юлия", "Сергеевна"),
        person(3, "Ким", "Юлия"),
        person(4, "Пак", "Ян", "Ильич"),
    ]

    assert names_apart(people) == {
        1: "Ким Юлия Олеговна",
        2: "КИМ Юлия Сергеевна",
        3: "Ким Юлия",
        4: "Пак Ян",
    }


def test_full_namesakes_are_told_apart_by_record_book_else_birth_date():
    people = [
        person(1, "Ким", "Юлия", "Олеговна", record_book="17-041"),
        person(2, "Ким", "Юлия", "Олеговна", birth_date=dt.date(2008, 3, 5)),
        person(3, "Ким", "Юлия", "Сергеевна", record_book="17-042"),
    ]

    assert names_apart(people) == {
        1: "Ким Юлия Олеговна, зач. книжка 17-041",
        2: "Ким Юлия Олеговна, 05.03.2008 г. р.",
        3: "Ким Юлия Сергеевна",
    }
