"""How a college's evidence is read: the same rows, in one order, from the index that holds them."""

import datetime as dt
from copy import copy

import numpy as np
import pytest
from django.db import connection

from assessments.models import Evidence
from assessments.selectors.scoring_input import (
    Cohort,
    Ledger,
    input_of,
    read_cohort,
    read_evidence,
    read_scoring_input,
    read_two_inputs,
)
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


@pytest.mark.services  # SQLite has no indexes with further columns.
def test_a_whole_college_is_read_from_the_index_that_holds_its_rows(enrolment):
    evidence(enrolment)
    before = scans()
    rows_of(enrolment)
    used = {name for name, count in scans().items() if count > before[name]}
    assert used == {"evidence_packed"}


def test_rows_of_nobody_and_of_no_function_do_not_move_the_others():
    # More rows than keys between the first and the last, so that places are looked up in a table.
    cohort = cohort_of(students=[10, 12, 13], functions=[7, 4])
    students = np.array([9, 10, 11, 12, 13, 14] * 3, dtype=np.int32)
    functions = np.repeat(np.array([-1, 4, 9], dtype=np.int32), 6)
    found = input_of(cohort, rows_with(student_id=students, function_id=functions))
    assert found.functions.tolist() == [4, 7, 9]
    assert found.evidence.student.tolist() == [0, 1, 2] * 3
    assert found.evidence.function.tolist() == [-1] * 3 + [0] * 3 + [2] * 3
    assert found.evidence_ids.tolist() == [2, 4, 5, 8, 10, 11, 14, 16, 17]


def test_few_rows_of_keys_far_apart_are_placed_alike():
    cohort = cohort_of(students=[1, 2**40], functions=[5])
    rows = rows_with(student_id=np.array([2**40, 3, 1]), function_id=np.array([5, 5, -1]))
    found = input_of(cohort, rows)
    assert found.evidence.student.tolist() == [1, 0]
    assert found.evidence.function.tolist() == [0, -1]


def cohort_of(*, students, functions):
    """Students of one group whose programme requires the functions."""
    count, length = len(students), len(functions)
    required = {
        "programme_id": np.ones(length, dtype=np.int64),
        "function_id": np.sort(np.array(functions)),
        "importance": np.ones(length),
        "is_mandatory": np.zeros(length, dtype=np.bool_),
    }
    return Cohort(
        college_id=1,
        enrolled={
            "student_id": np.array(students),
            "group_id": np.ones(count, dtype=np.int64),
            "programme_id": np.ones(count, dtype=np.int64),
            "programme_kind": np.zeros(count, dtype=np.int64),
            "sex": np.zeros(count, dtype=np.int64),
        },
        required=required,
        stated=required,
        chosen=None,
    )


def rows_with(**given):
    """Rows of evidence with keys 1, 2, 3 and so on; what is not given is alike in all of them."""
    count = len(given["student_id"])
    alike = {"component": 0, "kind": 0, "score": 0.5, "strength": 1.0, "observed_on": 20_000}
    return {
        "id": np.arange(1, count + 1),
        "criterion_id": np.full(count, -1),
        "rater_id": np.full(count, -1),
        **{name: np.full(count, value) for name, value in alike.items()},
        **given,
    }


def moment(day: int) -> dt.datetime:
    return dt.datetime(2026, 6, day, 12, tzinfo=dt.UTC)


def void(row: Evidence, day: int) -> Evidence:
    Evidence.objects.filter(pk=row.pk).update(voided_at=moment(day), void_reason="ошибка")
    return row


@pytest.mark.parametrize("whole", [True, False])
def test_two_moments_are_read_as_each_of_them_would_be(enrolment, whole):
    """Live at both, come since, gone since, come and gone between, gone before, of a later day."""
    old = {"created_at": moment(1), "days": -10}
    stayed, gone = evidence(enrolment, **old), void(evidence(enrolment, **old), 19)
    void(evidence(enrolment, **old), 2)
    came = evidence(enrolment, days=-10, created_at=moment(18))
    void(evidence(enrolment, days=-10, created_at=moment(18)), 19)
    later = evidence(enrolment, days=-1, created_at=moment(1))
    void(evidence(enrolment, days=-1, created_at=moment(1)), 19)
    evidence(enrolment, days=1, created_at=moment(1))
    evidence(EnrolmentFactory(), **old)
    before = Ledger(as_of_date=TODAY - dt.timedelta(days=5), known_at=moment(15))
    asked = {
        "college_id": enrolment.student.college_id,
        "student_ids": None if whole else [enrolment.student_id],
    }
    then, now = read_two_inputs(then=before, now=Ledger(as_of_date=TODAY), **asked)
    assert then.evidence_ids.tolist() == [stayed.pk, gone.pk]
    assert now.evidence_ids.tolist() == [stayed.pk, came.pk, later.pk]
    alone = read_scoring_input(ledger=before, **asked)
    assert alone.evidence_ids.tolist() == then.evidence_ids.tolist()
    assert then.evidence.score.tolist() == [0.5, 0.5]
    assert then.students.tolist() == now.students.tolist() == [enrolment.student_id]


@pytest.mark.services  # SQLite has no indexes with further columns, and counts no scans.
def test_what_changed_since_a_run_is_found_by_indexes(enrolment):
    # So many rows that did not change, and known to be, that only these two indexes are quick.
    known = evidence(enrolment, created_at=moment(1))
    for state in ("live", "void"):
        copies = [copy(known) for _ in range(500)]
        for row in copies:
            row.pk = None
            if state == "void":
                row.voided_at, row.void_reason = moment(2), "ошибка"
        Evidence.objects.bulk_create(copies)
    void(evidence(enrolment, created_at=moment(1)), 19)
    used = scans()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE assessments_evidence")
        cursor.execute("SET LOCAL enable_seqscan = off")
    read_two_inputs(
        college_id=enrolment.student.college_id,
        then=Ledger(as_of_date=TODAY, known_at=moment(15)),
        now=Ledger(as_of_date=TODAY),
    )
    again = scans()
    grown = {name for name, count in again.items() if count > used[name]}
    assert {"evidence_recorded", "evidence_voided"} <= grown
