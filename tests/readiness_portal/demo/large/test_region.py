import datetime as dt
from collections import Counter
from uuid import UUID

import numpy as np
import pytest

from assessments.enums import EvidenceKind
from assessments.models import Evidence, StudentReadiness
from assessments.services.runs import start_run
from colleges.enums import EnrolmentState
from colleges.models import College, Enrolment, Student, StudyGroup
from core.names import name_key
from readiness_portal.demo.large.region import (
    LargeRegion,
    RegionExists,
    gather_statistics,
    generate_region,
)

pytestmark = pytest.mark.django_db

STUDENTS = 120


def ignore(_: str) -> None:
    """A report that nobody reads."""


@pytest.fixture
def region(now: dt.datetime) -> LargeRegion:
    return generate_region(students=STUDENTS, now=now, report=ignore)


def test_region_has_the_students_asked_for_and_the_evidence_of_the_seed(region: LargeRegion):
    assert region == LargeRegion(colleges=1, students=STUDENTS, evidence=0)
    assert Student.objects.count() == STUDENTS
    assert Enrolment.objects.count() == STUDENTS
    assert Evidence.objects.count() == region.evidence
    assert StudyGroup.objects.count() == 0
    assert Counter(Evidence.objects.values_list("kind", flat=True)) == {}


def test_people_written_by_the_database_are_as_the_portal_writes_them(region: LargeRegion):
    people = list(Student.objects.order_by("pk"))
    assert len({person.uid for person in people}) == STUDENTS
    assert all(isinstance(person.uid, UUID) for person in people)
    for person in people:
        key = name_key(person.last_name, person.first_name, person.patronymic)
        assert person.search_name == key
        assert Student.objects.get(uid=person.uid) == person
    graduated = Enrolment.objects.filter(group__graduation_year__lt=2026)
    assert set(graduated.values_list("state", flat=True)) == {EnrolmentState.GRADUATED}


def test_evidence_is_of_the_past_and_on_the_scale(region: LargeRegion, now: dt.datetime):
    rows = Evidence.objects.values_list("score", "observed_on", "created_at", "void_reason")
    scores = np.array([row[0] for row in rows])
    assert ((scores >= 0) & (scores <= 1)).all()
    assert all(observed <= now.date() for _, observed, _, _ in rows)
    assert all(created <= now for _, _, created, _ in rows)
    assert {reason for *_, reason in rows} == {""}


def test_new_student_gets_the_next_key(region: LargeRegion):
    last = Student.objects.order_by("pk").last()
    college = College.objects.get()
    added = Student.objects.create(college=college, last_name="Новый", first_name="Пётр")
    assert added.pk == last.pk + 1


def test_readiness_of_the_region_is_computed(region: LargeRegion, now: dt.datetime, run_jobs):
    gather_statistics()
    start_run(requested_by_id=None, now=now)
    run_jobs()
    assert StudentReadiness.objects.count() == STUDENTS


def test_second_region_is_never_mixed_into_the_first(region: LargeRegion, now: dt.datetime):
    with pytest.raises(RegionExists):
        generate_region(students=5, now=now, report=ignore)
    assert Student.objects.count() == STUDENTS


def test_same_seed_gives_the_same_evidence_whatever_the_database(
    region: LargeRegion,
):
    sums = Evidence.objects.filter(kind=EvidenceKind.EMPLOYER_RATING).values_list("score")
    assert round(sum(score for (score,) in sums), 6) == 0
