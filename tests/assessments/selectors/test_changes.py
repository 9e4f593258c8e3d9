import datetime as dt

import pytest
from django.utils import timezone

from assessments.models import Evidence, Methodology, RunCollege, StudentReadiness
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.changes import college_change, runs_to_compare, student_change
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import compute_readiness
from assessments.services.evidence import void_evidence
from assessments.services.runs import compute_students
from scoring.changes import Cause
from tests.assessments.services.test_runs import (
    NOW,
    full_evidence,
    group,
    methodology,
    programme,
    run_all,
)
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import EnrolmentFactory

__all__ = ["group", "methodology", "programme"]

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def student(methodology, programme, group):
    """One student, fully assessed at 0,8 when the run is made."""
    made = EnrolmentFactory(group=group).student
    full_evidence(made, programme, 0.8)
    Evidence.objects.update(created_at=NOW - dt.timedelta(days=1))
    run_all()
    return made


def parts_of(change):
    return {part.cause: part.amount for part in change.parts}


def test_nothing_changed_is_said_so(student):
    change = student_change(student=student, today=LATER.date())
    assert change.is_same
    assert change.total == 0
    assert set(parts_of(change).values()) == {0.0}


def test_new_and_voided_evidence_sum_to_the_difference(student, programme):
    void_evidence(rows=list(Evidence.objects.order_by("pk")[:2]), reason="ошибка", now=LATER)
    full_evidence(student, programme, 0.1)
    Evidence.objects.filter(created_at=NOW).update(created_at=LATER)
    compute_students(college_id=student.college_id, student_ids=[student.pk], now=LATER)
    change = student_change(student=student, today=LATER.date())
    parts = parts_of(change)
    assert change.after == StudentReadiness.objects.get().index
    assert abs(sum(parts.values()) - (change.after - change.before)) < 1e-9
    assert parts[Cause.ADDED] < -0.1
    assert parts[Cause.STANDARD] == parts[Cause.METHODOLOGY] == parts[Cause.AGEING] == 0
    assert len(change.functions) == 2
    assert change.functions[0].after < change.functions[0].before
    row = StudentReadiness.objects.get()
    assert change.after_span == pytest.approx(
        (min(row.index_low, row.index), max(row.index_high, row.index))
    )
    assert change.before_span[0] < change.before < change.before_span[1]
    moved = change.functions[0]
    assert moved.before_span[0] <= moved.before <= moved.before_span[1]
    assert moved.after_span[0] <= moved.after <= moved.after_span[1] < moved.before_span[1]


def test_changed_requirements_are_told_as_such(student, programme):
    """The run kept what was required: the importance of now must not be read into the past."""
    first = programme.required_functions.order_by("pk")[0]
    Evidence.objects.filter(function=first.function, component=0).update(score=0.2)
    run_all(NOW + dt.timedelta(days=1))
    first.importance = 9.0
    first.save()
    change = student_change(student=student, today=LATER.date())
    parts = parts_of(change)
    assert parts[Cause.STANDARD] < -0.01
    assert parts[Cause.ADDED] == parts[Cause.VOIDED] == parts[Cause.METHODOLOGY] == 0
    assert abs(sum(parts.values()) - change.total) < 1e-9
    assert change.functions == ()


def test_run_of_the_past_is_repeated_with_its_requirements(student, programme, methodology):
    first = programme.required_functions.order_by("pk")[0]
    Evidence.objects.filter(function=first.function, component=0).update(score=0.2)
    run_all(NOW + dt.timedelta(days=1))
    part = RunCollege.objects.order_by("-pk")[0]
    then = StudentReadiness.objects.get().index
    first.importance = 9.0
    first.save()
    known = Ledger(
        as_of_date=part.run.as_of_date, known_at=part.done_at, required=part.requirements
    )
    repeated = compute_readiness(
        college_id=student.college_id,
        parameters=parameters_from_json(methodology.parameters),
        priors={},
        ledger=known,
    )
    assert repeated.readiness.students.index[0] == then


def test_function_no_longer_required_is_still_known_of_the_past(student, programme):
    programme.required_functions.order_by("pk")[0].delete()
    change = student_change(student=student, today=LATER.date())
    assert change.before == pytest.approx(0.83)
    assert change.total == pytest.approx(0.0)


def test_new_methodology_is_a_part_of_its_own(student):
    old = Methodology.objects.get()
    values = {**old.parameters, "components": {**old.parameters["components"]}}
    Evidence.objects.filter(component=1).update(score=0.4)
    run_all(NOW + dt.timedelta(days=1))
    names = list(values["components"])
    values["components"][names[0]], values["components"][names[1]] = (
        values["components"][names[1]],
        values["components"][names[0]],
    )
    Methodology.objects.update(state="retired")
    MethodologyFactory(published=True, parameters=values, version=old.version + 1)
    parts = parts_of(student_change(student=student, today=LATER.date()))
    assert abs(parts[Cause.METHODOLOGY]) > 0.01
    assert parts[Cause.ADDED] == parts[Cause.STANDARD] == 0


def test_student_without_an_earlier_run_has_no_change(methodology, programme, group):
    made = EnrolmentFactory(group=group).student
    assert student_change(student=made, today=LATER.date()) is None


def test_run_of_today_is_not_an_earlier_one(student):
    assert student_change(student=student, today=timezone.localdate(NOW)) is None


def test_college_change_sums_to_the_difference_with_those_who_came(student, programme, group):
    newcomer = EnrolmentFactory(group=group).student
    full_evidence(newcomer, programme, 0.4)
    full_evidence(student, programme, 0.6)
    Evidence.objects.filter(created_at=NOW).update(created_at=LATER)
    run = runs_to_compare()[0]
    change = college_change(
        college_id=group.college_id, run_id=run.number, today=LATER.date()
    ).college
    assert change.before == pytest.approx(0.83)
    assert change.composition < -0.05
    assert sum(part.amount for part in change.parts) < 0
    total = sum(part.amount for part in change.parts) + change.composition
    assert abs(total - (change.after - change.before)) < 1e-9
    assert abs(change.total - total) < 1e-9
    # One person makes no interval of a mean; two do.
    assert change.before_span is None
    assert change.after_span[0] < change.after < change.after_span[1]


def test_college_change_has_a_row_for_each_group(student, group):
    run = runs_to_compare()[0]
    change = college_change(college_id=group.college_id, run_id=run.number, today=LATER.date())
    assert [(row.key, row.name) for row in change.groups] == [(group.pk, group.name)]
    assert change.groups[0].total == 0
    assert change.since == run


def test_college_that_the_run_did_not_reach_has_no_change(student, group):
    run = runs_to_compare()[0]
    assert (
        college_change(college_id=group.college_id + 999, run_id=run.number, today=LATER.date())
        is None
    )
