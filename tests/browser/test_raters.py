"""Severity of mentors as the region, a college, an enterprise and a student's card show it."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from assessments.models import (
    AdjustedGroupFunction,
    AdjustedReadiness,
    AdjustedScores,
    OrganisationSeverity,
    SeverityEstimate,
    SeverityRun,
    StudentReadiness,
)
from assessments.rules.packed_adjustments import pack_adjusted
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.function_scores import scores_of_student
from assessments.services.runs import compute_students
from tests.assessments.services.test_runs import full_evidence
from tests.factories.assessments import (
    EvidenceFactory,
    GradeScaleFactory,
    MethodologyFactory,
    RaterFactory,
)
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def estimated(student, employer):
    run = SeverityRun.objects.create(
        computed_at=timezone.now(),
        ratings=540,
        interns=120,
        shared_interns=9,
        examined_interns=88,
        parts=[
            {"raters": 5, "interns": 96, "shared": 9},
            {"raters": 1, "interns": 24, "shared": 0},
        ],
        severity_sd=0.45,
        agreement={
            "alpha": 0.61,
            "low": 0.48,
            "high": 0.74,
            "pairs": 54,
            "persons": 9,
            "raters": 5,
        },
        exam_slope=0.7,
    )
    for number, severity in enumerate((0.62, 0.10, -0.55)):
        rater = RaterFactory(mentor=True)
        if number == 0:
            rater.employer = employer
            rater.save()
        EvidenceFactory(student=student, rater=rater)
        SeverityEstimate.objects.create(
            run=run,
            rater=rater,
            interns=24,
            shared_interns=4,
            ratings=110,
            component=0,
            severity=severity,
            se=0.21,
            linear=severity / 6,
            linear_se=0.03,
        )
        OrganisationSeverity.objects.create(
            run=run, employer=rater.employer, raters=1, interns=24, severity=severity, se=0.21
        )


@pytest.fixture
def student(college, employer_manager):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    programme = ProgrammeFactory(college=college)
    ProgrammeFunctionFactory.create_batch(2, programme=programme)
    student = EnrolmentFactory(group=StudyGroupFactory(programme=programme)).student
    full_evidence(student, programme, 0.7)
    estimated(student, employer_manager.employer)
    compute_students(college_id=college.pk, student_ids=[student.pk], now=timezone.now())
    own = StudentReadiness.objects.get(student=student)
    AdjustedReadiness.objects.create(
        student=student,
        college=college,
        plain_index=own.index,
        adjusted_index=own.index + 0.03,
        plain_level=own.level,
        adjusted_level=2,
    )
    adjust_functions(student, programme)
    return student


def adjust_functions(student, programme):
    """The first function as the night's job would have adjusted it."""
    (function, score), *_others = sorted(scores_of_student(student_id=student.pk).items())
    adjusted = {"plain": score.value, "adjusted": score.value + 0.05}
    columns = {"function_id": function, "is_limited": False, **adjusted}
    blocks = pack_adjusted(
        np.array([student.pk]), {name: np.array([value]) for name, value in columns.items()}
    )
    AdjustedScores.objects.create(student=student, scores=blocks[student.pk])
    AdjustedGroupFunction.objects.create(
        group=programme.groups.get(),
        college=student.college,
        function_id=function,
        students_count=1,
        plain_sum=adjusted["plain"],
        adjusted_sum=adjusted["adjusted"],
    )


@pytest.mark.parametrize("width", [1366, 390])
def test_severity_is_told_kindly_on_every_page(
    live_server,
    browser_page,
    log_in,
    show,
    student,
    college,
    region_officer,
    college_manager,
    employer_manager,
    width,
):
    GradeScaleFactory(college=college, valid_from=dt.date(2026, 1, 1))
    for who, address, name, words in (
        (region_officer, "/region/raters/", "raters", "Двойных оценок мало"),
        (college_manager, f"/students/{student.uid}/", "card-adjusted", "с поправкой 0,75"),
        (college_manager, "/region/raters/", "raters-college", "без поправки и с поправкой"),
        (college_manager, "/grade-scales/", "grade-scales", "приказ № 5"),
        (college_manager, "/grade-scales/new/", "grade-scale-new", "Действует с"),
        (employer_manager, "/cabinet/severity/", "own-severity", "строже обычного"),
    ):
        page = browser_page(width=width)
        log_in(page, who)
        page.goto(f"{live_server.url}{address}")
        assert words in page.inner_text("main")
        show(page, f"{name}-{width}")
