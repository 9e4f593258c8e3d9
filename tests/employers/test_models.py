import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.enums import Role
from core.scope import NOBODY, SYSTEM, Scope
from employers.models import Contact, Placement
from tests.factories.colleges import CollegeFactory, StudentFactory
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    EvaluationFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def college_scope(college) -> Scope:
    return Scope(user_id=1, role=Role.COLLEGE_TEACHER, college_ids=frozenset({college.pk}))


def employer_scope(employer) -> Scope:
    return Scope(user_id=2, role=Role.EMPLOYER_MANAGER, employer_ids=frozenset({employer.pk}))


def test_placements_are_seen_by_the_own_college_and_the_own_enterprise_alone():
    mine = PlacementFactory()
    other = PlacementFactory()
    assert list(Placement.objects.visible_to(college_scope(mine.student.college))) == [mine]
    assert list(Placement.objects.visible_to(employer_scope(other.employer))) == [other]
    officer = Scope(user_id=3, role=Role.REGION_OFFICER, region_wide=True)
    for scope in (NOBODY, SYSTEM, officer):
        assert list(Placement.objects.visible_to(scope)) == []


def test_contacts_are_known_to_colleges_that_entered_them_or_work_with_them():
    college = CollegeFactory()
    employer = EmployerFactory()
    entered = ContactFactory(employer=employer)
    entered.known_to.add(college)
    mentoring = ContactFactory(employer=employer)
    PlacementFactory(student=StudentFactory(college=college), employer=employer, mentor=mentoring)
    of_others = ContactFactory(employer=employer)
    of_others.known_to.add(CollegeFactory())
    PlacementFactory(employer=employer, mentor=of_others)

    assert set(Contact.objects.visible_to(college_scope(college))) == {entered, mentoring}
    assert set(Contact.objects.visible_to(employer_scope(employer))) == {
        entered,
        mentoring,
        of_others,
    }
    nameless = Scope(user_id=4, role=Role.MUNICIPAL_VIEWER, college_ids=frozenset({college.pk}))
    for scope in (NOBODY, SYSTEM, nameless):
        assert list(Contact.objects.visible_to(scope)) == []


def refused(make, **values) -> bool:
    try:
        with transaction.atomic():
            make(**values)
    except IntegrityError:
        return True
    return False


def test_placement_cannot_end_before_it_begins():
    first, second = dt.date(2026, 5, 12), dt.date(2026, 5, 11)
    assert refused(PlacementFactory, starts_on=first, ends_on=second)
    assert not refused(PlacementFactory, starts_on=first, ends_on=first)


def test_link_cannot_expire_before_it_is_made():
    assert refused(RatingRequestFactory, created_at=NOW, expires_at=NOW)


def test_one_mentor_has_one_evaluation_of_a_placement():
    placement = PlacementFactory()
    EvaluationFactory(placement=placement)
    assert refused(EvaluationFactory, placement=placement)
    colleague = ContactFactory(employer=placement.employer)
    assert not refused(EvaluationFactory, placement=placement, mentor=colleague)


def test_unknown_mentor_has_one_evaluation_of_a_placement():
    placement = PlacementFactory(mentor=None)
    EvaluationFactory(placement=placement)
    assert refused(EvaluationFactory, placement=placement)


def test_evaluation_is_corrected_only_after_it_was_sent():
    assert refused(EvaluationFactory, corrected_at=NOW)
    assert not refused(EvaluationFactory, corrected_at=NOW, submitted_at=NOW)


def test_rows_of_people_print_no_names():
    mentor = ContactFactory(name="Пётр Саввич")
    placement = PlacementFactory(mentor=mentor, employer=mentor.employer)
    assert str(mentor) == f"наставник {mentor.pk}"
    assert str(placement) == f"практика {placement.pk}"
