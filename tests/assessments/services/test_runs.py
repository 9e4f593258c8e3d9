import datetime as dt

import pytest
from django.utils import timezone

from assessments.enums import Component, EvidenceKind, Level, MethodologyState, RunState
from assessments.models import (
    ComputedCollege,
    Evidence,
    GroupFunctionReadiness,
    GroupReadiness,
    ReadinessRun,
    RunCollege,
    StaleStudent,
    StudentReadiness,
    StudentScores,
)
from assessments.rules.parameters import default_parameter_values, parameters_from_json
from assessments.selectors.function_scores import scores_of_student
from assessments.selectors.scoring_input import Ledger
from assessments.services import college_runs
from assessments.services.college_runs import compute_college, compute_colleges
from assessments.services.computation import compute_readiness
from assessments.services.evidence import void_evidence
from assessments.services.figures import FIGURES_CHANGED
from assessments.services.runs import (
    compute_stale_students,
    compute_students,
    finish_run_if_complete,
    plan_run,
    request_students,
    start_run,
)
from colleges.enums import EnrolmentState
from colleges.models import College, Enrolment
from core.models import Job
from tests.factories.assessments import EvidenceFactory, MethodologyFactory, RaterFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

NOW = dt.datetime(2026, 6, 20, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def methodology():
    return MethodologyFactory(published=True, parameters=default_parameter_values())


@pytest.fixture
def programme():
    programme = ProgrammeFactory()
    ProgrammeFunctionFactory.create_batch(2, programme=programme)
    return programme


@pytest.fixture
def group(programme):
    return StudyGroupFactory(programme=programme)


def full_evidence(student, programme, score):
    """Evidence of every component, so that the student's index is not provisional."""
    functions = [row.function for row in programme.required_functions.order_by("pk")]
    for function in functions:
        EvidenceFactory(student=student, function=function, score=score)
        EvidenceFactory(
            student=student,
            function=function,
            score=score,
            kind=EvidenceKind.EMPLOYER_RATING,
            rater=RaterFactory(mentor=True),
        )
        EvidenceFactory(
            student=student,
            function=function,
            score=score,
            component=Component.SELF,
            kind=EvidenceKind.SELF_ASSESSMENT,
            rater=None,
        )
    EvidenceFactory(
        student=student,
        function=None,
        score=score,
        component=Component.KNOWLEDGE,
        kind=EvidenceKind.INTERIM_MARK,
    )
    EvidenceFactory(
        student=student,
        function=None,
        score=score,
        component=Component.MOTIVATION,
        kind=EvidenceKind.QUESTIONNAIRE,
        rater=None,
    )


def run_all(now=NOW):
    run = start_run(requested_by_id=None, now=now)
    plan_run(run_id=run.pk, now=now)
    for part in RunCollege.objects.filter(run=run):
        compute_college(run_id=run.pk, college_id=part.college_id, now=now)
    run.refresh_from_db()
    return run


def test_run_of_a_college_writes_index_level_and_group_sums(methodology, programme, group):
    student = EnrolmentFactory(group=group).student
    silent = EnrolmentFactory(group=group).student
    full_evidence(student, programme, 0.8)

    run = run_all()

    assert run.state == RunState.DONE
    readiness = StudentReadiness.objects.get(student=student)
    assert readiness.index == pytest.approx(0.40 * 0.8 + 0.25 * 0.8 + 0.20 * 0.8 + 0.15 * 1.0)
    assert readiness.level == Level.SUFFICIENT
    assert (readiness.completeness, readiness.coverage) == (1.0, 1.0)
    assert readiness.is_ready
    assert readiness.has_employer_voice
    empty = StudentReadiness.objects.get(student=silent)
    assert (empty.index, empty.level, empty.is_provisional) == (None, None, True)
    scores = [score for _, score in sorted(scores_of_student(student_id=student.pk).items())]
    assert [score.value for score in scores] == pytest.approx([0.8, 0.8])
    assert [score.evidence_count for score in scores] == [2, 2]
    sums = GroupReadiness.objects.get(group=group)
    assert (sums.students_count, sums.assessed_count, sums.provisional_count) == (2, 1, 1)
    assert (sums.ready_count, sums.sufficient_count, sums.high_count) == (1, 1, 0)
    assert sums.index_sum == pytest.approx(readiness.index)


def test_second_run_on_the_same_evidence_changes_no_row(methodology, programme, group):
    full_evidence(EnrolmentFactory(group=group).student, programme, 0.6)
    run_all()
    before = list(StudentScores.objects.order_by("pk").values_list())

    second = run_all()

    assert second.summary["changed"] == 0
    assert list(StudentScores.objects.order_by("pk").values_list()) == before


def test_voided_evidence_takes_its_score_away(methodology, programme, group):
    student = EnrolmentFactory(group=group).student
    function = programme.required_functions.first().function
    row = EvidenceFactory(student=student, function=function, score=0.9)
    run_all()
    assert list(scores_of_student(student_id=student.pk)) == [function.pk]

    void_evidence(rows=[row], reason="ошибка", now=NOW)
    compute_students(college_id=group.college_id, student_ids=[student.pk], now=NOW)

    assert scores_of_student(student_id=student.pk) == {}
    assert StudentReadiness.objects.get(student=student).index is None


def test_student_computed_alone_has_the_same_numbers_as_in_a_run(methodology, programme, group):
    students = [enrolment.student for enrolment in EnrolmentFactory.create_batch(3, group=group)]
    for number, student in enumerate(students):
        full_evidence(student, programme, 0.5 + number / 10)
    compute_students(
        college_id=group.college_id, student_ids=[student.pk for student in students], now=NOW
    )
    alone = list(StudentReadiness.objects.order_by("pk").values())
    sums = list(GroupReadiness.objects.values())

    run_all()

    assert list(StudentReadiness.objects.order_by("pk").values()) == alone
    assert list(GroupReadiness.objects.values()) == sums


def function_sums():
    rows = GroupFunctionReadiness.objects.order_by("group_id", "function_id")
    return list(rows.values())


def void_one_function(student):
    """Take away all evidence of practice on the student's first function."""
    first = Evidence.objects.filter(student=student, component=Component.PRACTICAL).earliest("pk")
    return list(
        Evidence.objects.filter(
            student=student, function=first.function, component=Component.PRACTICAL
        )
    )


@pytest.mark.parametrize("change", ["new row", "function gone", "everything gone", "moved", "left"])
def test_sums_by_function_after_a_change_are_those_of_a_run(methodology, programme, group, change):
    mover, *others = (row.student for row in EnrolmentFactory.create_batch(3, group=group))
    full_evidence(mover, programme, 0.9)
    if change != "everything gone":
        # Otherwise nobody of the group has any score afterwards.
        for number, student in enumerate(others):
            full_evidence(student, programme, 0.3 + number / 7)
    run_all()
    before = function_sums()

    if change == "new row":
        EvidenceFactory(student=mover, function=programme.required_functions.first().function)
    elif change == "function gone":
        void_evidence(rows=void_one_function(mover), reason="ошибка", now=NOW)
    elif change == "everything gone":
        void_evidence(rows=list(Evidence.objects.all()), reason="ошибка", now=NOW)
    else:
        enrolment = Enrolment.objects.get(student=mover)
        if change == "moved":
            enrolment.group = StudyGroupFactory(programme=programme)
        else:
            enrolment.state = EnrolmentState.EXPELLED
        enrolment.save()
    compute_students(college_id=group.college_id, student_ids=[mover.pk], now=NOW)

    alone = function_sums()
    assert alone != before
    run_all()
    assert function_sums() == alone


def test_run_of_the_past_is_repeated_from_what_was_known_then(methodology, programme, group):
    student = EnrolmentFactory(group=group).student
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(created_at=NOW - dt.timedelta(days=1))
    run_all()
    then = StudentReadiness.objects.get(student=student).index
    later = NOW + dt.timedelta(days=30)
    void_evidence(rows=list(Evidence.objects.all()[:2]), reason="ошибка", now=later)
    full_evidence(student, programme, 0.1)
    Evidence.objects.filter(created_at=NOW).update(created_at=later)
    repeated = compute_readiness(
        college_id=group.college_id,
        parameters=parameters_from_json(methodology.parameters),
        priors={},
        ledger=Ledger(as_of_date=NOW.date(), known_at=NOW),
    )

    assert repeated.readiness.students.index[0] == then


def test_transferred_student_loses_scores_in_the_next_run(methodology, programme, group):
    enrolment = EnrolmentFactory(group=group)
    full_evidence(enrolment.student, programme, 0.8)
    run_all()
    enrolment.state = "transferred"
    enrolment.save()

    run_all()

    assert not StudentReadiness.objects.exists()
    assert not StudentScores.objects.exists()
    assert not GroupReadiness.objects.exists()


def test_plan_run_repeated_enqueues_each_college_once(methodology, group):
    run = start_run(requested_by_id=None, now=NOW)

    assert plan_run(run_id=run.pk, now=NOW) == 1
    assert plan_run(run_id=run.pk, now=NOW) == 1

    assert Job.objects.filter(kind="assessments.compute_colleges").count() == 1


def test_a_run_begins_with_the_colleges_that_had_most_evidence(
    methodology, programme, group, monkeypatch
):
    asked: list[int] = []
    monkeypatch.setattr(
        "assessments.services.runs.enqueue_many",
        lambda _kind, *, now, parameters: asked.extend(
            college_id for own in parameters.values() for college_id in own["college_ids"]
        ),
    )
    others = StudyGroupFactory.create_batch(2)
    full_evidence(EnrolmentFactory(group=others[1]).student, others[1].programme, 0.8)
    for score in (0.4, 0.6):
        full_evidence(EnrolmentFactory(group=group).student, programme, score)
    run_all()
    asked.clear()
    plan_run(run_id=start_run(requested_by_id=None, now=NOW).pk, now=NOW)
    assert asked == [group.college_id, others[1].college_id, others[0].college_id]


def test_colleges_come_some_at_a_time_and_singly_in_the_end(methodology, group, monkeypatch):
    asked: list[list[int]] = []
    monkeypatch.setattr(
        "assessments.services.runs.enqueue_many",
        lambda _kind, *, now, parameters: asked.extend(
            own["college_ids"] for own in parameters.values()
        ),
    )
    StudyGroupFactory.create_batch(39)
    colleges = sorted(College.objects.values_list("pk", flat=True))

    plan_run(run_id=start_run(requested_by_id=None, now=NOW).pk, now=NOW)

    assert [len(own) for own in asked] == [2] * 5 + [1] * 30
    assert [college for own in asked for college in own] == colleges


def test_one_college_that_cannot_be_computed_keeps_no_other_from_it(
    methodology, programme, group, monkeypatch
):
    other = StudyGroupFactory()
    full_evidence(EnrolmentFactory(group=group).student, programme, 0.4)
    full_evidence(EnrolmentFactory(group=other).student, other.programme, 0.8)
    run = start_run(requested_by_id=None, now=NOW)
    plan_run(run_id=run.pk, now=NOW)
    monkeypatch.setattr(
        "assessments.services.college_runs.compute_input",
        refusing(group.college_id, college_runs.compute_input),
    )

    with pytest.raises(ArithmeticError):
        compute_colleges(
            run_id=run.pk, college_ids=[group.college_id, other.college_id], clock=lambda: NOW
        )

    done = RunCollege.objects.filter(run=run, done_at__isnull=False)
    assert [part.college_id for part in done] == [other.college_id]
    assert ReadinessRun.objects.get(pk=run.pk).state == RunState.RUNNING

    monkeypatch.undo()
    found = compute_colleges(
        run_id=run.pk, college_ids=[group.college_id, other.college_id], clock=lambda: NOW
    )
    assert found == 2
    assert ReadinessRun.objects.get(pk=run.pk).state == RunState.DONE


def refusing(refused_id, compute):
    """Return `compute`, which fails for one college."""

    def compute_or_fail(source, *, college_id, **options):
        if college_id == refused_id:
            raise ArithmeticError
        return compute(source, college_id=college_id, **options)

    return compute_or_fail


def test_whoever_prints_figures_hears_of_the_end_of_a_run_once(methodology, group):
    told = Job.objects.filter(kind=FIGURES_CHANGED)
    run = start_run(requested_by_id=None, now=NOW)
    plan_run(run_id=run.pk, now=NOW)
    assert not told.exists()

    compute_college(run_id=run.pk, college_id=group.college_id, now=NOW)
    assert told.count() == 1

    told.delete()
    compute_college(run_id=run.pk, college_id=group.college_id, now=NOW)
    assert not told.exists()


def test_finish_run_is_refused_while_a_college_is_open(methodology, group):
    run = start_run(requested_by_id=None, now=NOW)
    plan_run(run_id=run.pk, now=NOW)

    assert not finish_run_if_complete(run_id=run.pk, now=NOW)

    assert ReadinessRun.objects.get(pk=run.pk).state == RunState.RUNNING


def test_second_run_uses_what_the_first_one_learned(methodology, programme, group):
    for number in range(40):
        full_evidence(EnrolmentFactory(group=group).student, programme, 0.4 + number / 100)
    first = run_all()
    assert first.priors == {}

    second = start_run(requested_by_id=None, now=timezone.now())

    assert second.priors == first.estimates
    place = first.estimates["functions"].index(programme.required_functions.first().function_id)
    assert first.estimates["mean"][0][place] == pytest.approx(0.595)


def test_evidence_of_the_small_hours_counts_at_once(methodology, programme, group):
    """Half past one of 21 June in Moscow is still 20 June by Greenwich."""
    student = EnrolmentFactory(group=group).student
    full_evidence(student, programme, 0.8)
    Evidence.objects.update(observed_on=dt.date(2026, 6, 21))
    night = dt.datetime(2026, 6, 20, 22, 30, tzinfo=dt.UTC)

    compute_students(college_id=group.college_id, student_ids=[student.pk], now=night)

    assert StudentReadiness.objects.get(student=student).level == Level.SUFFICIENT
    assert StudentReadiness.objects.get(student=student).refreshed_on == dt.date(2026, 6, 21)
    assert run_all(now=night).as_of_date == dt.date(2026, 6, 21)


def test_published_change_of_the_method_counts_at_once(methodology, programme, group):
    student = EnrolmentFactory(group=group).student
    full_evidence(student, programme, 0.8)
    compute_students(college_id=group.college_id, student_ids=[student.pk], now=NOW)
    assert StudentReadiness.objects.get(student=student).level == Level.SUFFICIENT
    stricter = {**default_parameter_values(), "bounds": [0.5, 0.9, 0.95]}
    methodology.state = MethodologyState.RETIRED
    methodology.save()
    MethodologyFactory(published=True, parameters=stricter)

    compute_students(college_id=group.college_id, student_ids=[student.pk], now=NOW)

    assert StudentReadiness.objects.get(student=student).level == Level.BASIC


def test_job_without_waiting_students_leaves_the_college_known(methodology, programme, group):
    full_evidence(EnrolmentFactory(group=group).student, programme, 0.8)
    run_all()
    blocks = ComputedCollege.objects.get(pk=group.college_id).blocks

    assert compute_stale_students(college_id=group.college_id, now=NOW) == 0

    assert blocks
    assert ComputedCollege.objects.get(pk=group.college_id).blocks == blocks


def test_stale_students_are_computed_once_and_forgotten(methodology, programme, group):
    student = EnrolmentFactory(group=group).student
    full_evidence(student, programme, 0.8)
    request_students(college_id=group.college_id, student_ids=[student.pk], now=NOW)
    request_students(college_id=group.college_id, student_ids=[student.pk], now=NOW)
    assert Job.objects.filter(kind="assessments.compute_students").count() == 1

    assert compute_stale_students(college_id=group.college_id, now=NOW) == 1
    assert compute_stale_students(college_id=group.college_id, now=NOW) == 0

    assert StudentReadiness.objects.get(student=student).level == Level.SUFFICIENT
    assert not StaleStudent.objects.exists()
