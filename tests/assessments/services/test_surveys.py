"""Questionnaires are taken with a consent, and their answers go with it."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError

from assessments.models import Evidence, StaleStudent, StudentSurvey
from assessments.rules.parameters import default_parameter_values
from assessments.services.surveys import submit_motivation, submit_self_assessment
from colleges.services.consents import withdraw_consent
from tests.factories.assessments import EvidenceFactory, MethodologyFactory
from tests.factories.colleges import ConsentFactory, StudentFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
_READ = re.compile(r'^SELECT .* FROM "(\w+)"')


@pytest.fixture(autouse=True)
def methodology():
    MethodologyFactory(published=True, parameters=default_parameter_values())


def submit(student):
    submit_motivation(student=student, values={1: 3}, actor_id=None, now=NOW)


def paper(student, purpose):
    return ConsentFactory(student=student, purpose=purpose, given_by="representative")


def test_nothing_is_asked_without_a_consent():
    student = StudentFactory()
    paper(student, "processing")

    with pytest.raises(ValidationError, match="после согласия на анкетирование"):
        submit(student)

    assert not StudentSurvey.objects.exists()


def test_consent_is_looked_at_under_the_lock_that_a_withdrawal_takes(
    django_assert_max_num_queries,
):
    student = StudentFactory()
    paper(student, "processing")
    paper(student, "questionnaire")

    with django_assert_max_num_queries(40) as seen:
        submit(student)

    tables = [name for query in seen for name in _READ.findall(query["sql"])]
    assert tables[:2] == ["colleges_student", "colleges_consent"]


@pytest.mark.parametrize("purpose", ["questionnaire", "processing"])
def test_answers_no_longer_count_once_the_consent_is_withdrawn(purpose, run_jobs):
    student = StudentFactory()
    papers = {name: paper(student, name) for name in ("questionnaire", "processing")}
    submit(student)
    other = EvidenceFactory(student=student)
    run_jobs(at=NOW)

    withdraw_consent(consent=papers[purpose], actor_id=None, now=NOW)
    run_jobs(at=NOW)

    assert Evidence.objects.get(voided_at__isnull=True) == other
    silenced = Evidence.objects.get(survey__isnull=False)
    assert silenced.void_reason == "согласие на анкетирование отозвано"
    assert StudentSurvey.objects.count() == 1
    with pytest.raises(ValidationError):
        submit(student)


def test_self_assessment_goes_with_the_consent_too(run_jobs):
    student = StudentFactory()
    consent = paper(student, "questionnaire")
    function = LabourFunctionFactory()
    submit_self_assessment(student=student, values={function.pk: 2}, actor_id=None, now=NOW)
    run_jobs(at=NOW)

    withdraw_consent(consent=consent, actor_id=None, now=NOW)
    run_jobs(at=NOW)

    row = Evidence.objects.get()
    assert (row.function, row.voided_at) == (function, NOW)
    assert row.void_reason == "согласие на анкетирование отозвано"


def test_other_withdrawals_leave_the_answers(run_jobs):
    student = StudentFactory()
    paper(student, "questionnaire")
    submit(student)
    run_jobs(at=NOW)

    withdraw_consent(consent=paper(student, "transfer_employer"), actor_id=None, now=NOW)
    run_jobs(at=NOW)

    assert Evidence.objects.filter(voided_at__isnull=True).count() == 1
    assert not StaleStudent.objects.exists()
