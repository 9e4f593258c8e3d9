"""People of a list who may be known already: asked about, answered, written, taken back."""

import datetime as dt

import pytest

from colleges.enums import EnrolmentState
from colleges.imports.contingent import ContingentImport
from colleges.models import DifferentPeople, Enrolment, Student
from colleges.services.contingent import Place
from core.import_flow import answer_rows, check_batch
from core.import_kinds import Target
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory
from tests.importing import Loader, counts, found

pytestmark = pytest.mark.django_db

BORN = (dt.date(2008, 3, 5), dt.date(2007, 11, 17))
PEOPLE = ("Группа", "ФИО", "Дата рождения", "№ зачётки")
KNOWN = ("М-31", "Ким Юлия Олеговна", BORN[0], "0012")
HERE = "Похоже, этот человек уже есть в группе: "
GONE = (
    "Похоже, этот человек уже был в колледже (отчислен): имя и дата рождения совпадают. "
    "Восстановление оформляют приказом на карточке."
)


@pytest.fixture
def loader():
    group = StudyGroupFactory(name="М-31")
    StudyGroupFactory(programme=group.programme, name="Т-11")
    place = Place(college=group.college)
    target = Target(college_id=group.college_id, subject=place, title="", route="")
    return Loader(ContingentImport(), target)


def asked(batch):
    return [
        (p["row"], p["column"], p["message"], p["suggestion"], [a["words"] for a in p["answers"]])
        for p in batch.report["problems"]
        if p["is_error"]
    ]


def answer(loader, batch, row, number):
    """Answer the question of a row as the page does, and check the file again."""
    (problem,) = (p for p in batch.report["problems"] if p["row"] == row and p["answers"])
    value = problem["answers"][number]["value"]
    answer_rows(batch=batch, answers={(problem["sheet"], row): value})
    check_batch(kind=loader.kind, batch=batch, target=loader.target)


@pytest.mark.parametrize(
    ("written", "why", "answers"),
    [
        (
            "Ким Юлия",
            "дата рождения и имя совпадают, отчество есть не у обоих",
            ["Это он: «Ким Юлия Олеговна»"],
        ),
        (
            "Кимм Юлия Олеговна",
            "дата рождения совпадает, имена различаются одной-двумя буквами",
            ["Это он: «Ким Юлия Олеговна»", "Он же, теперь «Кимм Юлия Олеговна»"],
        ),
        (
            "Цой Юлия Олеговна",
            "дата рождения, имя и отчество совпадают, фамилии разные",
            ["Это он: «Ким Юлия Олеговна»", "Он же, теперь «Цой Юлия Олеговна»"],
        ),
    ],
)
def test_person_like_a_known_one_is_asked_about(loader, written, why, answers):
    loader.load(PEOPLE, KNOWN)

    batch = loader.check(PEOPLE, ("М-31", written, BORN[0], None))

    hint = "Ким Юлия Олеговна, 05.03.2008, М-31"
    message = f"{HERE}{why}."
    assert asked(batch) == [(2, "B", message, hint, [*answers, "Другой человек, добавить"])]
    assert counts(batch)["new"] == 0


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Ким Юлия", "имя совпадает, отчество и дата рождения есть не у обоих"),
        (
            "Кимм Юлия Олеговна",
            "имена различаются одной-двумя буквами, дата рождения известна не у обоих",
        ),
    ],
)
def test_list_without_birth_dates_asks_about_the_people_of_its_group(loader, written, why):
    loader.load(PEOPLE, KNOWN)

    batch = loader.check(PEOPLE, ("М-31", written, None, None), ("Т-11", "Ким Юлия", None, None))

    assert [(row, message) for row, _column, message, *_rest in asked(batch)] == [
        (2, f"{HERE}{why}.")
    ]


def test_answer_that_it_is_the_known_person_adds_nobody(loader):
    loader.load(PEOPLE, KNOWN)
    batch = loader.check((*PEOPLE, "Пол"), ("М-31", "Ким Юлия", BORN[0], None, "ж"))

    answer(loader, batch, 2, 0)

    assert (found(batch), counts(batch)) == ([], {"new": 0, "updated": 1, "same": 0})
    loader.apply(batch)
    assert Student.objects.values_list("patronymic", "sex").get() == ("Олеговна", "f")


def test_known_person_takes_the_new_name_and_gives_it_back(loader):
    loader.load(PEOPLE, KNOWN)
    batch = loader.check(PEOPLE, ("М-31", "Цой Юлия Олеговна", BORN[0], None))
    answer(loader, batch, 2, 1)

    loader.apply(batch)
    names = Student.objects.values_list("last_name", "search_name")
    assert names.get() == ("Цой", "цой|юлия|олеговна")
    loader.undo(batch)
    assert names.get() == ("Ким", "ким|юлия|олеговна")


def test_answer_that_it_is_another_person_is_remembered(loader):
    loader.load(PEOPLE, KNOWN)
    batch = loader.check(PEOPLE, ("М-31", "Кимм Юлия Олеговна", BORN[0], None))
    answer(loader, batch, 2, 2)
    assert (found(batch), counts(batch)["new"]) == ([], 1)

    loader.apply(batch)

    assert DifferentPeople.objects.count() == 1
    again = loader.check(PEOPLE, ("М-31", "Кимм Юлия Олеговна", BORN[0], None))
    assert (found(again), counts(again)["same"]) == ([], 1)
    loader.undo(batch)
    assert (Student.objects.count(), DifferentPeople.objects.count()) == (1, 0)


def test_answer_serves_only_for_the_people_it_was_about(loader):
    loader.load(PEOPLE, KNOWN)
    batch = loader.check(PEOPLE, ("М-31", "Кимм Юлия Олеговна", BORN[0], None))
    answer(loader, batch, 2, 2)
    group = Enrolment.objects.get().group
    other = StudentFactory(
        college=group.college,
        last_name="Кимм",
        first_name="Юлия",
        patronymic="Олегвна",
        birth_date=BORN[0],
    )
    EnrolmentFactory(group=group, student=other)
    check_batch(kind=loader.kind, batch=batch, target=loader.target)

    assert len(asked(batch)) == 1


def test_whoever_was_named_and_has_left_since_is_asked_about_again(loader):
    loader.load(PEOPLE, KNOWN)
    batch = loader.check(PEOPLE, ("М-31", "Ким Юлия", BORN[0], None))
    answer(loader, batch, 2, 0)
    assert found(batch) == []
    Enrolment.objects.update(state=EnrolmentState.EXPELLED)

    check_batch(kind=loader.kind, batch=batch, target=loader.target)

    ((_row, _column, message, _hint, answers),) = asked(batch)
    assert message.startswith("Похоже, этот человек уже был в колледже (отчислен): ")
    assert answers == ["Другой человек, добавить"]


def test_expelled_person_is_not_added_anew(loader):
    loader.load(PEOPLE, KNOWN, ("М-31", "Ли Анна", BORN[1], "0013"))
    Enrolment.objects.update(state=EnrolmentState.EXPELLED)

    batch = loader.check(
        PEOPLE,
        ("М-31", "Ким Юлия Олеговна", BORN[0], None),
        ("М-31", "Ли Анна", BORN[1], "0013"),
    )

    hint = "Ким Юлия Олеговна, 05.03.2008, М-31"
    book = (
        "Этот номер зачётной книжки у того, кто выбыл (отчислен): восстановление оформляют "
        "приказом на карточке."
    )
    assert asked(batch) == [
        (2, "B", GONE, hint, ["Другой человек, добавить"]),
        (3, "D", book, "", []),
    ]


def test_two_rows_of_one_person_are_asked_about_unless_record_books_tell_them_apart(loader):
    twice = (("М-31", "Ким Юлия", BORN[0]), ("Т-11", "Ким Юлия Олеговна", BORN[0]))
    batch = loader.check(PEOPLE, *((*row, None) for row in twice))

    why = "дата рождения и имя совпадают, отчество есть не у обоих"
    message = f"Похоже на строку 2: {why}. Если это один человек, оставьте одну."
    hint = "Ким Юлия, 05.03.2008"
    assert asked(batch) == [(3, "B", message, hint, ["Другой человек, добавить"])]
    with_books = [(*row, book) for row, book in zip(twice, ("1", "2"), strict=True)]
    assert found(loader.check(PEOPLE, *with_books)) == []
    answer(loader, batch, 3, 0)
    assert (found(batch), counts(batch)["new"]) == ([], 2)


def test_brother_who_stands_in_the_list_himself_is_no_likeness(loader):
    loader.load(PEOPLE, ("М-31", "Ким Илья", BORN[0], None))

    batch = loader.check(
        PEOPLE, ("М-31", "Ким Илья", BORN[0], None), ("М-31", "Ким Юлия", BORN[0], None)
    )

    assert found(batch) == []


def test_members_whom_the_list_does_not_name_are_told(loader):
    header = ("Группа", "ФИО", "Статус")
    both = (("М-31", "Ким Юлия", "учится"), ("М-31", "Ли Анна", "учится"))
    loader.load(header, *both, ("М-31", "Цой Олег", "академ"), ("Т-11", "Пак Ия", "учится"))

    batch = loader.check(header, both[0], ("М-31", "Ли Анна", "отчислена"))

    assert batch.report["lines"] == [
        "М-31: в портале есть, в файле нет: Цой Олег.",
        "М-31: в файле выбыли, в портале учатся: Ли Анна.",
    ]
    assert (found(batch), batch.report["changes_nothing"]) == ([], True)
    wrong = loader.check(header, both[0], ("М-31", "Ли", "учится"))
    assert wrong.report["lines"] == []


def test_twins_of_one_list_are_two_people(loader):
    batch = loader.check(
        PEOPLE, ("М-31", "Ким Юлия", BORN[0], None), ("М-31", "Ким Юлий", BORN[0], None)
    )

    assert (found(batch), counts(batch)["new"]) == ([], 2)
