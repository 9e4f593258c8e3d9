"""How a college's evidence is read: the same rows, in one order, from the index that holds them."""

import datetime as dt

import pytest
from django.db import connection

from assessments.models import Evidence
from assessments.selectors.scoring_input import Ledger, read_cohort, read_evidence
from tests.factories.assessments import EvidenceFactory
from tests.factories.colleges import EnrolmentFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 20)


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


def evidence(enrolment, *, days=0, **values):
    student = enrolment.student
    return EvidenceFactory(
        college=student.college, student=student, observed_on=TODAY + dt.timedelta(days), **values
    )


def rows_of(enrolment, **chosen):
    ledger = Ledger(as_of_date=TODAY)
    cohort = read_cohort(college_id=enrolment.student.college_id, ledger=ledger, **chosen)
    return read_evidence(cohort=cohort, ledger=ledger)


def scans() -> dict[str, int]:
    """Return how often each index of the evidence has been used in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_stat_get_xact_numscans(indexrelid)"
            " FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE indrelid = 'assessments_evidence'::regclass"
        )
        return dict(cursor.fetchall())


def test_live_rows_up_to_the_day_come_in_the_order_of_their_keys(enrolment):
    first, second = evidence(enrolment, days=-3), evidence(enrolment)
    evidence(enrolment, days=1)
    voided = evidence(enrolment)
    Evidence.objects.filter(pk=voided.pk).update(
        voided_at=dt.datetime(2026, 6, 19, tzinfo=dt.UTC), void_reason="ошибка"
    )
    evidence(EnrolmentFactory())
    for chosen in ({}, {"student_ids": [enrolment.student_id]}):
        assert rows_of(enrolment, **chosen)["id"].tolist() == [first.pk, second.pk]


def test_a_whole_college_is_read_from_the_index_that_holds_its_rows(enrolment):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no indexes with further columns")
    evidence(enrolment)
    before = scans()
    rows_of(enrolment)
    used = {name for name, count in scans().items() if count > before[name]}
    assert used == {"evidence_packed"}
