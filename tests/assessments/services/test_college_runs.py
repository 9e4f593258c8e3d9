"""A college's part of a run: what is not computed again, and colleges taken in blocks."""

import datetime as dt

import numpy as np
import pytest

from assessments.enums import Component, EvidenceKind
from assessments.models import (
    ComputedCollege,
    Evidence,
    GroupFunctionReadiness,
    GroupReadiness,
    Methodology,
    ReadinessRun,
    RunCollege,
    StudentReadiness,
    StudentScores,
)
from assessments.rules.parameters import default_parameter_values
from assessments.services import college_runs
from assessments.services.college_runs import compute_college
from assessments.services.evidence import void_evidence
from assessments.services.runs import compute_students, plan_run, start_run
from colleges.models import Enrolment, ProgrammeFunction, Student
from tests.factories.assessments import EvidenceFactory, MethodologyFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

NOW = dt.datetime(2026, 6, 20, 9, 0, tzinfo=dt.UTC)
DERIVED = (
    (StudentScores, ("student_id",)),
    (StudentReadiness, ("student_id",)),
    (GroupReadiness, ("group_id", "sex")),
    (GroupFunctionReadiness, ("group_id", "function_id")),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    MethodologyFactory(published=True, parameters=default_parameter_values())
    return college_with_evidence()


def college_with_evidence():
    """Five students in two groups, with evidence on two functions each and on their knowledge."""
    programme = ProgrammeFactory()
    required = ProgrammeFunctionFactory.create_batch(2, programme=programme)
    groups = StudyGroupFactory.create_batch(2, programme=programme)
    for number in range(5):
        student = EnrolmentFactory(group=groups[number % 2]).student
        for place, row in enumerate(required):
            EvidenceFactory(student=student, function=row.function, score=(number + place) / 6)
        EvidenceFactory(
            student=student,
            function=None,
            score=number / 5,
            component=Component.KNOWLEDGE,
            kind=EvidenceKind.INTERIM_MARK,
        )
    return programme.college


def run_all(college, *, now=NOW, **options):
    run = start_run(requested_by_id=None, now=now)
    plan_run(run_id=run.pk, now=now)
    compute_college(run_id=run.pk, college_id=college.pk, now=now, **options)
    # Every run as the first: what one learns is not handed to the next, unless a test does so.
    ReadinessRun.objects.filter(pk=run.pk).update(estimates={})
    return RunCollege.objects.get(run=run)


def numbers():
    return {
        model.__name__: [
            {**row, "refreshed_on": None} for row in model.objects.order_by(*order).values()
        ]
        for model, order in DERIVED
    }


def in_order():
    return Evidence.objects.order_by("pk")


def void_one():
    void_evidence(rows=[in_order().first()], reason="ошибка", now=NOW)


def add_one():
    one = in_order().first()
    EvidenceFactory(student=one.student, function=one.function, score=0.31)


def first(model):
    """Return the first row alone, to be updated."""
    return model.objects.filter(pk=model.objects.order_by("pk").first().pk)


CHANGES = {
    "new evidence": add_one,
    "voided evidence": void_one,
    "evidence edited": lambda: first(Evidence).update(score=0.77),
    "evidence of another student": lambda: first(Evidence).update(
        student=in_order().last().student
    ),
    "student left": lambda: first(Enrolment).update(state="expelled"),
    "student in another group": lambda: first(Enrolment).update(
        group=Enrolment.objects.order_by("pk")[1].group
    ),
    "sex corrected": lambda: first(Student).update(
        sex="f" if Student.objects.order_by("pk").first().sex == "m" else "m"
    ),
    "importance of a function": lambda: first(ProgrammeFunction).update(importance=3.0),
    "function no longer mandatory": lambda: first(ProgrammeFunction).update(
        is_mandatory=not ProgrammeFunction.objects.order_by("pk").first().is_mandatory
    ),
    "method": lambda: Methodology.objects.update(
        parameters=default_parameter_values() | {"min_coverage": 0.1}
    ),
}


def test_run_on_the_same_input_computes_nothing(college, monkeypatch):
    once = run_all(college)
    before = numbers()
    monkeypatch.setattr(college_runs, "compute_input", None)

    again = run_all(college)

    assert numbers() == before
    assert (again.changed_count, once.changed_count) == (0, 10)
    kept = ("students_count", "evidence_count", "sums")
    assert [getattr(again, name) for name in kept] == [getattr(once, name) for name in kept]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_computed_as_if_nothing_had_been_stored(college, change):
    run_all(college)
    [stored] = ComputedCollege.objects.get(pk=college.pk).blocks

    change()
    run_all(college)

    assert (
        ComputedCollege.objects.get(pk=college.pk).blocks[0]["fingerprint"]
        != (stored["fingerprint"])
    )
    found = numbers()
    ComputedCollege.objects.all().delete()
    for model, _ in DERIVED:
        model.objects.all().delete()
    run_all(college)
    assert numbers() == found


def test_another_day_and_other_priors_are_other_input(college):
    run_all(college)
    low = StudentReadiness.objects.order_by("pk").first().index_low
    run_all(college, now=NOW + dt.timedelta(days=200))
    later = StudentReadiness.objects.order_by("pk").first().index_low
    assert later != low
    ReadinessRun.objects.update(estimates={
        "functions": [], "mean": [[0.9, 0.9]] * 4, "variance": [[0.001, 0.001]] * 4,
        "source": [[0, 0]] * 4, "measurement": {},
    })  # fmt: skip

    run_all(college, now=NOW + dt.timedelta(days=200))

    assert StudentReadiness.objects.order_by("pk").first().index_low != later


def test_run_after_a_student_computed_alone_trusts_nothing_stored(college):
    run_all(college)
    before = numbers()
    extra = EvidenceFactory(student=in_order().first().student, function=in_order()[0].function)
    compute_students(college_id=college.pk, student_ids=[extra.student_id], now=NOW)
    assert numbers() != before
    # The evidence is as it was before, and the stored scores are not.
    void_evidence(rows=[extra], reason="ошибка", now=NOW)

    run_all(college)

    assert numbers() == before


def test_scores_thrown_away_are_computed_again(college):
    run_all(college)
    before = numbers()
    for model, _ in DERIVED:
        model.objects.all().delete()

    run_all(college)

    assert numbers() == before


def test_large_college_in_blocks_has_the_numbers_of_a_whole_one(college):
    whole = run_all(college)
    before = numbers()
    ComputedCollege.objects.all().delete()
    for model, _ in DERIVED:
        model.objects.all().delete()

    parts = run_all(college, block_students=2)

    assert numbers() == before
    assert len(ComputedCollege.objects.get(pk=college.pk).blocks) == 3
    assert (parts.students_count, parts.evidence_count, parts.changed_count) == (5, 15, 10)
    assert parts.sums["functions"] == whole.sums["functions"]
    for name in ("count", "total", "squares", "error"):
        np.testing.assert_allclose(parts.sums[name], whole.sums[name])


def test_blocks_of_a_large_college_are_each_computed_when_they_change(college):
    run_all(college, block_students=2)
    void_one()

    assert run_all(college, block_students=2).changed_count == 1

    Enrolment.objects.filter(student=in_order().last().student).update(state="expelled")
    run_all(college, block_students=2)
    found = numbers()
    assert len(found["StudentReadiness"]) == 4
    ComputedCollege.objects.all().delete()
    run_all(college)
    assert numbers() == found
