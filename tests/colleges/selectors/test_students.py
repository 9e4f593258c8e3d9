import datetime as dt

import pytest

from colleges.enums import EnrolmentState
from colleges.selectors.students import StudentFilter, find_students, movements_of, places_of
from core.enums import Role
from core.names import name_key
from core.scope import Scope
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def scope(college):
    return Scope(user_id=1, role=Role.COLLEGE_TEACHER, college_ids=frozenset({college.pk}))


@pytest.fixture
def group(college):
    programme = ProgrammeFactory(college=college, intake_year=2024, duration_months=34)
    return StudyGroupFactory(programme=programme, name="М-241")


def student(group, last, first="Пётр", patronymic="Ильич", **more):
    person = StudentFactory(
        college=group.college,
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        search_name=name_key(last, first, patronymic),
        **more,
    )
    return EnrolmentFactory(student=person, group=group)


def found(scope, **chosen):
    students = find_students(scope=scope, chosen=StudentFilter(**chosen), today=TODAY)
    return [person.last_name for person in students]


@pytest.mark.parametrize(
    "query",
    [
        "Соловьёв",
        "соловьев",
        "СОЛОВЬЕВ",
        "cjkjdmtd",
        "Cjkjdm`d",
        "ловь",
        "пётр соловьев",
        "ильич петр сол",
        "gtnh cjkjd",
        "С0ЛОВ ",
        "77-1",
        "Соловьёв П. И.",
        "соловьев п.и.",
        "Соловьёв, Пётр",
        "соловьев и",
    ],
)
def test_student_is_found_however_the_name_is_typed(scope, group, query):
    student(group, "Соловьёв", record_book="77-1")
    student(group, "Абрамов", first="Олег")
    expected = ["Соловьёв"] if query != "С0ЛОВ " else []

    assert found(scope, query=query) == expected


@pytest.mark.parametrize("query", ["Соловьёв Ё. И.", "соловьев л", "в, пётр а"])
def test_initials_are_the_first_letters_of_words(scope, group, query):
    student(group, "Соловьёв")

    assert found(scope, query=query) == []


def test_filters_narrow_by_group_course_speciality_and_state(scope, group):
    other_programme = ProgrammeFactory(college=group.college, intake_year=2026, duration_months=34)
    other = StudyGroupFactory(programme=other_programme, name="А-261")
    student(group, "Третьекурсник")
    student(other, "Первокурсник")
    enrolment = student(group, "Отпускник")
    enrolment.state = EnrolmentState.ACADEMIC_LEAVE
    enrolment.save()
    gone = student(group, "Отчисленный")
    gone.state, gone.ended_on = EnrolmentState.EXPELLED, TODAY
    gone.save()
    StudentFactory(college=group.college, last_name="Безгруппный")

    assert found(scope) == ["Отпускник", "Первокурсник", "Третьекурсник"]
    assert found(scope, group_id=group.pk) == ["Отпускник", "Третьекурсник"]
    assert found(scope, course=1) == ["Первокурсник"]
    assert found(scope, course=3) == ["Отпускник", "Третьекурсник"]
    assert found(scope, speciality_id=other_programme.speciality_id) == ["Первокурсник"]
    assert found(scope, state="leave") == ["Отпускник"]
    assert found(scope, state="expelled") == ["Отчисленный"]
    assert found(scope, state="none") == ["Безгруппный", "Отчисленный"]
    assert len(found(scope, state="any")) == 5


def test_other_colleges_officials_and_merged_records_are_not_listed(scope, group):
    kept = student(group, "Основной").student
    StudentFactory(college=group.college, last_name="Двойник", merged_into=kept)
    EnrolmentFactory()

    assert found(scope, state="any") == ["Основной"]
    official = Scope(user_id=1, role=Role.REGION_OFFICER, region_wide=True)
    assert found(official, state="any") == []


def test_place_is_the_current_group_whatever_came_before(scope, group):
    before = student(group, "Переведённый")
    before.state, before.ended_on = EnrolmentState.TRANSFERRED, dt.date(2026, 9, 1)
    before.save()
    now = StudyGroupFactory(programme=group.programme, name="М-242")
    EnrolmentFactory(student=before.student, group=now, started_on=dt.date(2025, 1, 1))

    students = list(find_students(scope=scope, chosen=StudentFilter(), today=TODAY))

    place = places_of(students, today=TODAY)[before.student_id]
    assert (place.group, place.course, place.state) == ("М-242", 3, "studying")
    assert [
        (line.day, line.kind, line.details) for line in movements_of(student=before.student)
    ] == [
        (dt.date(2025, 1, 1), "зачисление", "М-242"),
        (dt.date(2023, 9, 1), "зачисление", "М-241"),
    ]
