import datetime as dt
from itertools import product
from random import Random

import pytest

from assessments.selectors.at_risk import at_risk, count_at_risk
from colleges.enums import EnrolmentState, OutcomeSource, OutcomeStatus
from core.enums import Role
from core.scope import Scope
from tests.factories.assessments import StudentReadinessFactory
from tests.factories.colleges import EnrolmentFactory, GraduateOutcomeFactory, StudyGroupFactory
from tests.factories.employers import PlacementFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def scope(college):
    return Scope(role=Role.COLLEGE_MANAGER, college_ids=frozenset({college.pk}))


def listed(scope):
    people = at_risk(scope=scope, today=TODAY)
    graduates = sum(one.is_graduate for one in people)
    return len(people) - graduates, graduates


def test_students_are_counted_as_the_list_names_them(scope, college):
    group = StudyGroupFactory(programme__college=college, graduation_year=2027)
    known = product((None, 0, 1, 3), (False, True), (False, True), (False, True))
    for level, is_provisional, voice, placed in known:
        person = EnrolmentFactory(group=group).student
        StudentReadinessFactory(
            student=person,
            group=group,
            level=level,
            is_provisional=is_provisional,
            has_employer_voice=voice,
            is_ready=False,
        )
        if placed:
            PlacementFactory(student=person)
    for placed in (False, True):
        person = EnrolmentFactory(group=group).student
        if placed:
            PlacementFactory.create_batch(2, student=person)

    # Safe are those of levels 1 and 3 with certainty, a mentor's voice and a placement.
    assert count_at_risk(scope=scope, today=TODAY) == (34 - 2, 0) == listed(scope)


def test_graduates_are_counted_by_the_status_that_counts(scope, college):
    draw = Random(7)  # noqa: S311 -- statuses of a test
    days = [dt.date(2026, 10, 1), dt.date(2026, 11, 1)]
    chosen = [
        OutcomeStatus.UNKNOWN,
        OutcomeStatus.EMPLOYED,
        OutcomeStatus.INFORMAL,
        OutcomeStatus.STUDYING,
    ]
    places = list(product(days, OutcomeSource.values))
    for year in (2024, 2025, 2026):
        group = StudyGroupFactory(programme__college=college, graduation_year=year)
        for number in range(40):
            person = EnrolmentFactory(group=group, state=EnrolmentState.GRADUATED).student
            for day, source in draw.sample(places, number % 5):
                GraduateOutcomeFactory(
                    student=person, as_of_date=day, source=source, status=draw.choice(chosen)
                )

    counted = count_at_risk(scope=scope, today=TODAY)

    assert counted == listed(scope)
    # Two of three years are followed; every fifth graduate has no record at all.
    assert counted[0] == 0
    assert 16 < counted[1] < 80


def test_nobody_is_counted_for_those_who_see_no_names(college):
    group = StudyGroupFactory(programme__college=college, graduation_year=2027)
    EnrolmentFactory(group=group)
    officer = Scope(role=Role.REGION_OFFICER, region_wide=True)
    elsewhere = StudyGroupFactory(graduation_year=2027).college_id
    foreign = Scope(role=Role.COLLEGE_MANAGER, college_ids=frozenset({elsewhere}))

    assert count_at_risk(scope=officer, today=TODAY) == (0, 0)
    assert count_at_risk(scope=foreign, today=TODAY) == (0, 0)
