"""Estimating the severity of employers' raters."""

import datetime as dt

import numpy as np
import pytest

from assessments.enums import EvidenceKind
from assessments.models import (
    OrganisationSeverity,
    SeverityEstimate,
    SeverityRun,
    StudentAbility,
)
from assessments.services import severities
from assessments.services.severities import estimate_severities
from core.models import Job
from scoring.agreement import krippendorff_alpha
from tests.factories.assessments import EvidenceFactory, RaterFactory
from tests.factories.colleges import CollegeFactory, StudentFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


def rate(rater, student, function, category):
    EvidenceFactory(
        rater=rater,
        student=student,
        function=function,
        score=category / 3,
        kind=EvidenceKind.EMPLOYER_RATING,
    )


def judged_by_two(*, exam=False):
    """Twelve interns of a harsh and a mild mentor; return the two."""
    generator = np.random.default_rng(1)
    harsh, mild = RaterFactory.create_batch(2, mentor=True)
    functions, college = LabourFunctionFactory.create_batch(4), CollegeFactory()
    for _number in range(12):
        student, level = StudentFactory(college=college), generator.integers(1, 4)
        for function in functions:
            rate(mild, student, function, min(3, level + generator.integers(0, 2)))
            rate(harsh, student, function, max(0, level - 1 - generator.integers(0, 2)))
        if exam:
            EvidenceFactory(student=student, kind=EvidenceKind.DEMO_EXAM, score=level / 4)
    return harsh, mild


def test_harsher_rater_of_the_same_interns_is_more_severe(now):
    harsh, mild = judged_by_two()

    run = estimate_severities(now=now)

    found = {row.rater_id: row for row in run.estimates.all()}
    assert set(found) == {harsh.pk, mild.pk}
    assert found[harsh.pk].severity > found[mild.pk].severity + 1
    assert found[harsh.pk].linear > 0 > found[mild.pk].linear
    assert (found[harsh.pk].interns, found[harsh.pk].shared_interns) == (12, 12)
    assert (found[harsh.pk].ratings, found[harsh.pk].component) == (48, 0)
    assert (run.ratings, run.interns, run.shared_interns) == (96, 12, 12)
    assert run.parts == [{"raters": 2, "interns": 12, "shared": 12}]
    assert (run.exam_slope, run.examined_interns) == (None, 0)
    assert StudentAbility.objects.count() == 12
    ratings = severities._ratings()
    by_rater = ratings.category[np.lexsort((ratings.function, ratings.student, ratings.rater))]
    alpha = krippendorff_alpha(by_rater.reshape(2, 48), "ordinal")
    assert run.agreement["alpha"] == pytest.approx(alpha)
    assert run.agreement["low"] < alpha < run.agreement["high"]
    assert [run.agreement[name] for name in ("pairs", "persons", "raters")] == [48, 12, 2]


def test_enterprise_of_one_mentor_is_as_severe_as_the_mentor(now):
    harsh, _mild = judged_by_two()
    run = estimate_severities(now=now)
    own = run.estimates.get(rater=harsh)
    of_employer = OrganisationSeverity.objects.get(run=run, employer=harsh.employer)
    assert (of_employer.severity, of_employer.se) == pytest.approx((own.severity, own.se))
    assert (of_employer.raters, of_employer.interns) == (1, 12)


def test_mentor_hidden_for_few_interns_is_not_given_back_by_the_others(now):
    """Severities of a college sum to 0, and an enterprise is the mean of its mentors."""
    harsh, _mild = judged_by_two()
    newcomer = RaterFactory(mentor=True, contact__employer=harsh.employer)
    judged = harsh.evidence.filter(student=harsh.evidence.first().student)
    for row in judged:
        rate(newcomer, row.student, row.function, 1)

    run = estimate_severities(now=now)

    found = {row.rater_id: row.is_shown for row in run.estimates.all()}
    assert not found[newcomer.pk]
    assert list(found.values()).count(False) >= 2
    assert not run.organisations.get(employer=harsh.employer).is_shown
    assert sum(row.severity for row in run.estimates.all()) == pytest.approx(0, abs=1e-3)


def test_demo_exam_tells_the_level_of_interns(now):
    judged_by_two(exam=True)
    run = estimate_severities(now=now)
    assert run.examined_interns == 12
    assert run.exam_slope > 0


def test_night_is_estimated_once_and_adjusts_the_colleges_each_time(now, college):
    night = dt.date(2026, 11, 20)
    first = estimate_severities(now=now, night=night)
    again = estimate_severities(now=now + dt.timedelta(minutes=5), night=night)
    assert first == again
    assert SeverityRun.objects.get().computed_at == now
    jobs = Job.objects.filter(kind="assessments.adjust_college")
    # The second request joins the one that waits.
    assert [job.parameters for job in jobs] == [{"college_id": college.pk}]


def test_runs_are_kept_for_a_month(now, monkeypatch):
    monkeypatch.setattr(severities, "KEPT_RUNS", 2)
    for minute in range(4):
        estimate_severities(now=now + dt.timedelta(minutes=minute))
    kept = SeverityRun.objects.values_list("computed_at", flat=True)
    assert list(kept) == [now + dt.timedelta(minutes=minute) for minute in (3, 2)]


def test_estimation_without_ratings_leaves_no_numbers_in_force(now):
    judged_by_two()
    old = estimate_severities(now=now)
    for row in old.estimates.all():
        row.rater.evidence.update(voided_at=now)
    run = estimate_severities(now=now + dt.timedelta(days=1))
    assert (run.ratings, run.steps, run.estimates.count()) == (0, [], 0)
    assert not StudentAbility.objects.exists()
    assert SeverityEstimate.objects.filter(run=old).count() == 2


def test_ratings_that_do_not_vary_give_no_estimates(now):
    rater, function = RaterFactory(mentor=True), LabourFunctionFactory()
    for student in StudentFactory.create_batch(6):
        rate(rater, student, function, 2)
    run = estimate_severities(now=now)
    assert (run.ratings, run.estimates.count()) == (6, 0)
