"""A person added by hand is asked about by the rule of lists."""

import datetime as dt

import pytest
from django.urls import reverse

from colleges.models import DifferentPeople, Student
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")
    student = StudentFactory(
        college=college,
        last_name="Лунёва",
        first_name="Анна",
        patronymic="Ильинична",
        birth_date=None,
        record_book="",
    )
    EnrolmentFactory(group=group, student=student)
    return student


def add(client, known, **fields):
    group = known.enrolments.get().group
    sent = {
        "last_name": "Лунева",
        "first_name": "Анна",
        "started_on": "2026-09-01",
        "funding": "budget",
        **fields,
    }
    return client.post(reverse("colleges:student_create", args=[group.pk]), sent)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "имя совпадает, отчество и дата рождения есть не у обоих"),
        (
            {"last_name": "Луньова", "patronymic": "Ильинична", "birth_date": "2008-03-05"},
            "имена различаются одной-двумя буквами, дата рождения известна не у обоих",
        ),
    ],
)
def test_missing_patronymic_or_typo_in_one_group_is_asked_about(
    college_teacher_client, known, fields, why
):
    page = add(college_teacher_client, known, **fields)

    assert [(one["name"], one["why"], one["is_here"]) for one in page.context["alike"]] == [
        ("Лунёва Анна Ильинична", why, True)
    ]
    assert Student.objects.count() == 1


def test_same_person_gets_what_the_record_lacks(college_teacher_client, known):
    said = {"birth_date": "2008-03-05", "record_book": "0012", "last_name": "Лунева"}
    answer = add(college_teacher_client, known, same=str(known.uid), **said)

    assert answer["Location"] == reverse("assessments:student_card", args=[known.uid])
    known.refresh_from_db()
    assert (known.full_name, known.record_book) == ("Лунёва Анна Ильинична", "0012")
    assert known.birth_date == dt.date(2008, 3, 5)
    assert Student.objects.count() == 1


def test_another_person_is_added_and_remembered_as_such(college_teacher_client, known):
    assert add(college_teacher_client, known, is_another="on").status_code == 302

    new = Student.objects.exclude(pk=known.pk).get()
    pairs = DifferentPeople.objects.values_list("first_id", "second_id")
    assert list(pairs) == [tuple(sorted((known.pk, new.pk)))]


def test_different_record_books_tell_two_people_apart(college_teacher_client, known):
    Student.objects.update(record_book="0011")

    assert add(college_teacher_client, known, record_book="0012").status_code == 302
    assert Student.objects.count() == 2
