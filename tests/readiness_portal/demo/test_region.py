import datetime as dt
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection

from assessments.enums import DemoExamLevel, EvidenceKind
from assessments.models import Evidence, Instrument, StaleStudent, StudentSurvey
from colleges.models import College, GraduateOutcome, Programme, Student, StudyGroup
from core.enums import JobState
from core.models import AuditEntry, Job
from employers.models import Contact, Employer, Evaluation, Placement
from readiness_portal.demo.catalogue import CollegePlan
from readiness_portal.demo.region import create_region, region_exists
from standards.models import ProfessionalStandard
from standards.selectors.edition_changes import compare_editions

pytestmark = pytest.mark.django_db

PLANS = (
    CollegePlan("«Нива»", "Нива", "Птр", "м", ("35.01.26",), 6, 0.5, -0.1),
    CollegePlan("«Степной»", "Степной", "Апн", "с", ("35.01.27",), 4, -0.1, 0.5, reports=False),
)
EXACT = {
    "Student": 33,
    "Placement": 40,
    "Evaluation": 32,
    "StudentSurvey": 60,
    "Evidence": 985,
    "GraduateOutcome": 21,
}


def ignore(_: str) -> None:
    """A report that nobody reads."""


@pytest.fixture
def region(now):
    return create_region(now=now, report=ignore, plans=PLANS)


def counts() -> dict[str, int]:
    models = (Student, Placement, Evaluation, StudentSurvey, Evidence, GraduateOutcome)
    return {model.__name__: model.objects.count() for model in models}


def test_region_of_a_seed_and_day_has_exact_counts(region):
    assert (region.colleges, region.students) == (2, Student.objects.count())
    assert StudyGroup.objects.count() == 6
    assert counts() == EXACT


def test_methodist_finds_a_programme_to_align_and_a_newer_edition(region):
    programme = Programme.objects.get(speciality__code="35.02.16")
    required = programme.required_functions.values_list("function__standard__code")
    assert Counter(code for (code,) in required) == {"13.006": 11, "13.001": 6}
    assert (programme.modules.count(), programme.alignment_versions.count()) == (6, 0)

    old, new = ProfessionalStandard.objects.filter(code="13.006").order_by("approved_on")
    assert (old.is_excerpt, new.is_excerpt, old.valid_to) == (True, True, dt.date(2026, 9, 1))
    found = Counter(str(change.kind) for change in compare_editions(old=old, new=new))
    assert found == {"same": 5, "changed": 1, "renamed": 1, "moved": 3, "removed": 1, "added": 1}


def test_region_written_twice_has_the_same_evidence(now, region):
    columns = ("kind", "score", "strength", "observed_on", "created_at")
    first = Counter(Evidence.objects.values_list(*columns))
    remove_everything()
    create_region(now=now, report=ignore, plans=PLANS)
    assert Counter(Evidence.objects.values_list(*columns)) == first


def remove_everything() -> None:
    """Empty the database inside the test's own transaction."""
    # PostgreSQL empties no table while checks of it still wait for the end of the transaction.
    connection.check_constraints()
    call_command("flush", interactive=False, verbosity=0)


def test_region_of_another_seed_has_other_evidence(now):
    create_region(now=now, report=ignore, plans=PLANS, seed=1)
    assert counts() != EXACT


def test_evidence_is_recorded_when_it_happened(region, now):
    late = [
        row
        for row in Evidence.objects.all()
        if not dt.timedelta(0) <= row.created_at.date() - row.observed_on <= dt.timedelta(days=7)
    ]
    assert late == []
    of_2025 = Evidence.objects.filter(student__enrolments__group__graduation_year=2025)
    assert of_2025.filter(kind=EvidenceKind.EMPLOYER_RATING).exists()
    assert not of_2025.filter(observed_on__gt=dt.date(2025, 7, 1)).exists()
    assert not Evidence.objects.filter(created_at__gt=now).exists()


def test_region_goes_through_services_and_leaves_their_lines(region):
    lines = Counter(AuditEntry.objects.values_list("action", flat=True))
    assert lines["employers.create_placement"] == Placement.objects.count()
    assert lines["employers.submit_evaluation"] == Evaluation.objects.count()
    assert lines["assessments.accept_evaluation"] == Evaluation.objects.count()
    assert lines["assessments.submit_survey"] == StudentSurvey.objects.count()
    assert lines["colleges.enrol_students"] == StudyGroup.objects.count()
    assert lines["colleges.record_group_consents"] == StudyGroup.objects.count()
    assert lines["employers.add_employer"] == Employer.objects.count()
    assert lines["employers.add_contact"] == Contact.objects.count()


def test_exams_are_found_by_a_file_of_points(region):
    exams = Instrument.objects.filter(kind=EvidenceKind.DEMO_EXAM)
    assert exams.exists()
    assert not exams.exclude(code__endswith="-1-2026", level=DemoExamLevel.BASIC).exists()


def test_jobs_of_evaluations_are_done_and_students_wait_for_theirs(region):
    states = Counter(Job.objects.values_list("kind", "state"))
    assert states == {
        ("assessments.accept_evaluation", JobState.DONE): Evaluation.objects.count(),
        ("assessments.compute_students", JobState.QUEUED): 2,
    }
    assert StaleStudent.objects.count() == Student.objects.count()


def test_region_interrupted_in_the_middle_leaves_nothing(now):
    def stop(line: str) -> None:
        if "Степной" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_region(now=now, report=stop, plans=PLANS)
    assert not region_exists()
    assert not College.objects.exists()
    assert not AuditEntry.objects.exists()
    assert create_region(now=now, report=ignore, plans=PLANS).colleges == 2
