"""Estimating the severity of employers' raters."""

import numpy as np
import pytest

from assessments.enums import EvidenceKind
from assessments.models import SeverityEstimate
from assessments.services.severities import estimate_severities
from tests.factories.assessments import EvidenceFactory, RaterFactory
from tests.factories.colleges import StudentFactory
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


def test_harsher_rater_of_the_same_interns_is_more_severe(now):
    generator = np.random.default_rng(1)
    harsh, mild = RaterFactory.create_batch(2, mentor=True)
    functions = LabourFunctionFactory.create_batch(4)
    for _number in range(12):
        student, level = StudentFactory(), generator.integers(1, 4)
        for function in functions:
            rate(mild, student, function, min(3, level + generator.integers(0, 2)))
            rate(harsh, student, function, max(0, level - 1 - generator.integers(0, 2)))

    assert estimate_severities(now=now) == 2

    found = {row.rater_id: row for row in SeverityEstimate.objects.all()}
    assert found[harsh.pk].severity > found[mild.pk].severity + 1
    assert found[harsh.pk].linear > 0 > found[mild.pk].linear
    assert (found[harsh.pk].interns, found[harsh.pk].shared_interns) == (12, 12)
    assert (found[harsh.pk].ratings, found[harsh.pk].component) == (48, 0)
    assert found[harsh.pk].computed_at == now


def test_estimation_without_ratings_leaves_no_old_numbers(now):
    SeverityEstimate.objects.create(
        rater=RaterFactory(mentor=True),
        interns=9,
        shared_interns=0,
        ratings=9,
        component=0,
        severity=1.0,
        se=0.1,
        linear=0.1,
        linear_se=0.1,
        computed_at=now,
    )
    assert estimate_severities(now=now) == 0
    assert not SeverityEstimate.objects.exists()


def test_ratings_that_do_not_vary_give_no_estimates(now):
    rater, function = RaterFactory(mentor=True), LabourFunctionFactory()
    for student in StudentFactory.create_batch(6):
        rate(rater, student, function, 2)
    assert estimate_severities(now=now) == 0
