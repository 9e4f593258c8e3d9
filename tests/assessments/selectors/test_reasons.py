"""What makes up a college's mean index, and what its students lack to be ready."""

import datetime as dt

import pytest

from assessments.enums import Component, EvidenceKind
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.reasons import college_reasons
from tests.factories.assessments import EvidenceFactory, MethodologyFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

TODAY = dt.date(2026, 6, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    MethodologyFactory(
        published=True, parameters=default_parameter_values() | {"half_life_months": None}
    )
    return ProgrammeFactory(intake_year=2024, speciality__code="35.02.16")


@pytest.fixture
def required(programme):
    return [
        ProgrammeFunctionFactory(programme=programme, importance=1.0, is_mandatory=False)
        for _ in range(2)
    ]


def student_with(group, required, scores, *, knowledge=0.8, motivation=0.8):
    student = EnrolmentFactory(group=group).student
    whole = (
        (Component.KNOWLEDGE, EvidenceKind.INTERIM_MARK, knowledge),
        (Component.MOTIVATION, EvidenceKind.QUESTIONNAIRE, motivation),
    )
    for row, score in zip(required, scores, strict=True):
        EvidenceFactory(
            student=student,
            function=row.function,
            score=score,
            kind=EvidenceKind.DEMO_EXAM,
            component=Component.PRACTICAL,
            observed_on=TODAY,
        )
    for component, kind, score in whole:
        EvidenceFactory(
            student=student,
            function=None,
            score=score,
            kind=kind,
            component=component,
            observed_on=TODAY,
        )
    return student


def test_mean_parts_and_first_function(programme, required):
    group = StudyGroupFactory(programme=programme, graduation_year=2028)
    student_with(group, required, [0.9, 0.9])
    student_with(group, required, [0.3, 0.8])
    student_with(group, required, [0.4, 0.7])

    found = college_reasons(college_id=programme.college_id, today=TODAY)

    # D 0,9; 0,55; 0,55 with weight 40 of 85, knowledge and motivation 0,8 with 45 of 85.
    indices = [(0.4 * practice + 0.45 * 0.8) / 0.85 for practice in (0.9, 0.55, 0.55)]
    assert (found.students, found.assessed) == (3, 3)
    assert found.mean == pytest.approx(sum(indices) / 3)
    low, high = sorted(indices)[0], max(indices)
    assert found.quartiles == pytest.approx((low, low, (low + high) / 2))
    assert found.ready == sum(index >= 0.7 for index in indices)
    effects = {row.kind: row for row in found.kinds}
    without_practice = 0.8
    assert effects[EvidenceKind.DEMO_EXAM].effect == pytest.approx(found.mean - without_practice)
    assert effects[EvidenceKind.DEMO_EXAM].students == 3
    assert effects[EvidenceKind.DEMO_EXAM].lost == 0
    assert found.lowering.kind == EvidenceKind.DEMO_EXAM
    assert found.raising.kind == EvidenceKind.INTERIM_MARK
    [needs] = found.needs
    assert needs.name == f"{programme.speciality}, набор 2024"
    assert (needs.waiting, needs.wanted, needs.out_of_reach) == (2, 1, 0)
    assert [(row.code, row.ready_after) for row in needs.functions] == [
        (required[0].function.code, 2)
    ]
    assert needs.is_exact
    assert found.first_need == needs


def test_graduates_count_in_the_mean_but_nothing_is_planned_for_them(programme, required):
    group = StudyGroupFactory(programme=programme, graduation_year=2025)
    student_with(group, required, [0.3, 0.3])
    found = college_reasons(college_id=programme.college_id, today=TODAY)
    assert (found.assessed, found.ready, found.needs) == (1, 0, ())


def test_college_without_assessed_people_has_no_mean(programme, required):
    EnrolmentFactory(group=StudyGroupFactory(programme=programme, graduation_year=2028))
    found = college_reasons(college_id=programme.college_id, today=TODAY)
    assert (found.students, found.assessed, found.mean, found.span) == (1, 0, None, None)
    assert found.quartiles is None
    assert (found.kinds, found.raising, found.lowering) == ((), None, None)
    [needs] = found.needs
    assert (needs.waiting, needs.wanted, needs.out_of_reach) == (1, 1, 0)
    assert [(row.code, row.ready_after) for row in needs.functions] == [
        (required[0].function.code, 1)
    ]
