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
from tests.factories.colleges import StudentFactory

pytestmark = pytest.mark.django_db

STUDENTS = 120
KINDS = {
    EvidenceKind.DEMO_EXAM: 794,
    EvidenceKind.MODULE_EXAM: 1512,
    EvidenceKind.WORKPLACE_PRACTICE: 1024,
    EvidenceKind.EMPLOYER_RATING: 395,
    EvidenceKind.COLLEGE_PRACTICE: 2429,
    EvidenceKind.INTERIM_MARK: 352,
    EvidenceKind.QUESTIONNAIRE: 102,
    EvidenceKind.SELF_ASSESSMENT: 1019,
}


def ignore(_: str) -> None:
    """A report that nobody reads."""


@pytest.fixture
def region(now: dt.datetime) -> LargeRegion:
    return generate_region(students=STUDENTS, now=now, report=ignore)


def test_region_of_a_seed_is_the_same_on_both_databases(region: LargeRegion):
    assert region == LargeRegion(colleges=1, students=STUDENTS, evidence=7627)
    assert Student.objects.count() == STUDENTS
    assert Enrolment.objects.count() == STUDENTS
    assert StudyGroup.objects.count() == 12
    assert Counter(Evidence.objects.values_list("kind", flat=True)) == KINDS
    ratings = Evidence.objects.filter(kind=EvidenceKind.EMPLOYER_RATING)
    assert sum(ratings.values_list("score", flat=True)) == pytest.approx(252 + 1 / 3)


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
    added = StudentFactory(college=College.objects.get())
    assert added.pk == STUDENTS + 1


def test_readiness_of_the_region_is_computed(region: LargeRegion, now: dt.datetime, run_jobs):
    gather_statistics()
    start_run(requested_by_id=None, now=now)
    run_jobs()
    assert StudentReadiness.objects.count() == STUDENTS


def test_second_region_is_never_mixed_into_the_first(region: LargeRegion, now: dt.datetime):
    with pytest.raises(RegionExists):
        generate_region(students=5, now=now, report=ignore)
    assert Student.objects.count() == STUDENTS
