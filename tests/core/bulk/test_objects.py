import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from colleges.models import Enrolment, Student
from core.bulk import Among, delete_by, delete_objects, insert_objects
from core.models import ImportBatch
from tests.conftest import NOW
from tests.factories.colleges import CollegeFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

FIELDS = [field.attname for field in Student._meta.concrete_fields]


def student(college, name, **fields):
    return Student(college=college, last_name=name, first_name="Анна", created_at=NOW, **fields)


def people(college):
    return [
        student(college, "Ёлкина", birth_date=dt.date(2008, 3, 5), sex="f", record_book="0012"),
        student(college, "%s O'Нил \\ «?»"),
        *(student(college, f"Ли{number}") for number in range(1_500)),
    ]


def test_inserted_objects_are_those_that_django_would_have_inserted():
    college = CollegeFactory()
    made, usual = people(college), people(college)
    for one, twin in zip(made, usual, strict=True):
        one.uid, twin.uid = uuid.uuid4(), uuid.uuid4()
        twin.college, twin.record_book = CollegeFactory() if twin is usual[0] else college, ""
    insert_objects(made)
    Student.objects.bulk_create(usual)

    assert [one._state.adding for one in made[:2]] == [False, False]
    stored = Student.objects.in_bulk([one.pk for one in made])
    for one, twin in zip(made, usual, strict=True):
        row = stored[one.pk]
        assert [getattr(row, name) for name in FIELDS] == [getattr(one, name) for name in FIELDS]
        twin.refresh_from_db()
        assert (row.last_name, row.created_at, row.birth_date) == (
            twin.last_name, twin.created_at, twin.birth_date,
        )  # fmt: skip
    EnrolmentFactory(student=made[-1], group=StudyGroupFactory(college=college))


def test_keys_given_stay_free_for_nobody_else():
    college = CollegeFactory()
    first, second = people(college)[1:4], people(college)[1:4]
    insert_objects(first)
    between = student(college, "Ким")
    between.save()
    insert_objects(second)

    keys = [one.pk for one in (*first, between, *second)]
    assert len(set(keys)) == 7
    assert keys == sorted(keys)


def test_nothing_is_inserted_when_one_object_is_refused():
    college = CollegeFactory()
    twins = [student(college, "Ким", record_book="1"), student(college, "Ли", record_book="1")]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_objects(twins)
    assert not Student.objects.exists()
    insert_objects([])


def test_fields_not_known_to_be_safe_are_refused():
    with pytest.raises(TypeError, match="cannot be inserted in bulk"):
        insert_objects([ImportBatch(kind="x", uploaded_at=NOW)])


def test_deleting_by_keys_leaves_all_others():
    college = CollegeFactory()
    rows = [EnrolmentFactory(group=StudyGroupFactory(college=college)) for _ in range(4)]
    gone = [row.student_id for row in rows[:2]]
    assert set(Enrolment.objects.filter(Among("student_id", gone))) == set(rows[:2])

    delete_by(Student._meta.get_field("enrolments"), gone)
    delete_objects(Student, gone)

    assert set(Enrolment.objects.all()) == set(rows[2:])
    assert set(Student.objects.all()) == {row.student for row in rows[2:]}
    delete_objects(Student, [])
    assert not Student.objects.filter(Among("pk", [])).exists()
