"""The objects that the table of routes names: "own_group", "foreign_sheet", "run" ...

"Own" is within reach of every role of the cast that reaches anything of the kind: the college of
the manager, the teacher and the student, its municipality, the employer manager's enterprise.
"Foreign" belongs to another college, municipality and enterprise. Each is made when first asked.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import Membership
from assessments.rules.parameters import default_parameter_values
from colleges.models import College, Programme, StudyGroup
from core.enums import JobState
from core.import_batches import DryRun, Upload, keep_batch
from core.models import Job
from employers.models import Employer, Placement
from reports.enums import ReleaseState
from reports.models import Release
from reports.services.releases import build_release, request_release
from standards.imports.standards import check_upload
from standards.rules.reports import SourceFile
from tests.cast import RoleClient
from tests.factories import accounts, assessments, colleges, employers, reports, standards
from tests.standards.registry_files import own_file

Maker = Callable[["Cast"], Any]
_MAKERS: dict[str, Maker] = {}


def made(function: Maker) -> Maker:
    """Let the table of routes name what the function makes, by the function's own name."""
    _MAKERS[function.__name__] = function
    return function


class Cast:
    """The people (a client for each role, and their college and enterprise) and their objects."""

    def __init__(self, clients: dict[str, RoleClient], college: College, now: dt.datetime) -> None:
        self.clients = clients
        self.college = college
        self.now = now
        self._made: dict[str, Any] = {}

    def membership(self, role: str) -> Membership:
        return self.clients[role].membership

    @property
    def employer(self) -> Employer:
        employer = self.membership("employer_manager").employer
        assert employer is not None
        return employer

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = _MAKERS[key](self)
        return self._made[key]


def known_keys() -> frozenset[str]:
    """Return every name that the table of routes may use."""
    return frozenset(_MAKERS)


# --- places -----------------------------------------------------------------------------------


@made
def foreign_college_row(cast: Cast) -> College:
    return colleges.CollegeFactory()


@made
def own_college(cast: Cast) -> int:
    return cast.college.pk


@made
def foreign_college(cast: Cast) -> int:
    return cast["foreign_college_row"].pk


@made
def own_municipality(cast: Cast) -> int:
    return cast.college.municipality_id


@made
def foreign_municipality(cast: Cast) -> int:
    return cast["foreign_college_row"].municipality_id


@made
def own_programme_row(cast: Cast) -> Programme:
    return colleges.ProgrammeFactory(college=cast.college)


@made
def foreign_programme_row(cast: Cast) -> Programme:
    return colleges.ProgrammeFactory(college=cast["foreign_college_row"])


@made
def own_programme(cast: Cast) -> int:
    return cast["own_programme_row"].pk


@made
def foreign_programme(cast: Cast) -> int:
    return cast["foreign_programme_row"].pk


@made
def own_group_row(cast: Cast) -> StudyGroup:
    group = colleges.StudyGroupFactory(programme=cast["own_programme_row"])
    colleges.EnrolmentFactory(group=group, student=cast.membership("student").student)
    return group


@made
def foreign_group_row(cast: Cast) -> StudyGroup:
    return colleges.StudyGroupFactory(programme=cast["foreign_programme_row"])


@made
def own_group(cast: Cast) -> int:
    return cast["own_group_row"].pk


@made
def foreign_group(cast: Cast) -> int:
    return cast["foreign_group_row"].pk


@made
def own_student_uid(cast: Cast) -> str:
    cast["own_group_row"]
    student = cast.membership("student").student
    assert student is not None
    return str(student.uid)


@made
def foreign_student_uid(cast: Cast) -> str:
    enrolment = colleges.EnrolmentFactory(group=cast["foreign_group_row"])
    return str(enrolment.student.uid)


@made
def own_twin_uid(cast: Cast) -> str:
    return str(colleges.StudentFactory(college=cast.college).uid)


@made
def own_merge(cast: Cast) -> int:
    return assessments.StudentMergeFactory(kept__college=cast.college).pk


@made
def foreign_merge(cast: Cast) -> int:
    return assessments.StudentMergeFactory(kept__college=cast["foreign_college_row"]).pk


@made
def paper_kind(cast: Cast) -> str:
    return "docx"


@made
def order_kind(cast: Cast) -> str:
    return "transferred"


# --- people, jobs -----------------------------------------------------------------------------


@made
def stale_uid(cast: Cast) -> str:
    return urlsafe_base64_encode(force_bytes(cast.membership("college_teacher").user_id))


@made
def stale_token(cast: Cast) -> str:
    return default_token_generator.make_token(cast.membership("student").user)


@made
def own_colleague_membership(cast: Cast) -> Membership:
    return accounts.MembershipFactory(college_teacher=True, college=cast.college)


@made
def foreign_colleague_membership(cast: Cast) -> Membership:
    return accounts.MembershipFactory(college_teacher=True, college=cast["foreign_college_row"])


@made
def own_colleague(cast: Cast) -> int:
    return cast["own_colleague_membership"].user_id


@made
def foreign_colleague(cast: Cast) -> int:
    return cast["foreign_colleague_membership"].user_id


@made
def own_colleague_role(cast: Cast) -> int:
    return cast["own_colleague_membership"].pk


@made
def foreign_colleague_role(cast: Cast) -> int:
    return cast["foreign_colleague_membership"].pk


def _job(cast: Cast, user_id: int, state: JobState) -> int:
    return Job.objects.create(
        kind="assessments.compute_students",
        state=state,
        requested_by_id=user_id,
        created_at=cast.now,
        due_at=cast.now,
        parameters={"college_id": cast.college.pk},
        error="ValueError" if state == JobState.FAILED else "",
    ).pk


@made
def own_job(cast: Cast) -> int:
    return _job(cast, cast.membership("college_manager").user_id, JobState.QUEUED)


@made
def own_failed_job(cast: Cast) -> int:
    return _job(cast, cast.membership("college_manager").user_id, JobState.FAILED)


@made
def foreign_job(cast: Cast) -> int:
    return _job(cast, cast["foreign_colleague_membership"].user_id, JobState.FAILED)


# --- assessments ------------------------------------------------------------------------------


@made
def own_sheet(cast: Cast) -> int:
    return assessments.SheetFactory(group=cast["own_group_row"]).pk


@made
def foreign_sheet(cast: Cast) -> int:
    return assessments.SheetFactory(group=cast["foreign_group_row"]).pk


@made
def run(cast: Cast) -> int:
    return assessments.ReadinessRunFactory().pk


@made
def draft_methodology(cast: Cast) -> int:
    return assessments.MethodologyFactory(parameters=default_parameter_values()).pk


@made
def motivation_draft(cast: Cast) -> int:
    return assessments.MotivationFormFactory(introduced_at=None).pk


def _import(cast: Cast, group: StudyGroup) -> int:
    upload = Upload(
        kind="colleges.contingent",
        file_name="list.csv",
        content="Фамилия;Имя;Отчество\nКолосков;Артём;Ильич\n".encode(),
        college_id=group.college_id,
        parameters={"group": group.pk},
        uploaded_by_id=cast.membership("college_manager").user_id,
    )
    counts = {"new": 1, "updated": 0, "same": 0}
    return keep_batch(upload=upload, dry_run=DryRun(counts, [], 1), now=cast.now).pk


@made
def own_import(cast: Cast) -> int:
    return _import(cast, cast["own_group_row"])


@made
def foreign_import(cast: Cast) -> int:
    return _import(cast, cast["foreign_group_row"])


@made
def import_kind(cast: Cast) -> str:
    return "contingent"


# --- employers --------------------------------------------------------------------------------


@made
def own_placement_row(cast: Cast) -> Placement:
    cast["own_group_row"]
    return employers.PlacementFactory(
        student=cast.membership("student").student,
        employer=cast.employer,
        functions=[standards.LabourFunctionFactory()],
    )


@made
def foreign_placement_row(cast: Cast) -> Placement:
    student = colleges.EnrolmentFactory(group=cast["foreign_group_row"]).student
    return employers.PlacementFactory(student=student)


@made
def own_placement(cast: Cast) -> int:
    return cast["own_placement_row"].pk


@made
def foreign_placement(cast: Cast) -> int:
    return cast["foreign_placement_row"].pk


@made
def own_employer(cast: Cast) -> int:
    # The college reaches it by the intern whom it has there.
    return cast["own_placement_row"].employer_id


@made
def foreign_employer(cast: Cast) -> int:
    return cast["foreign_placement_row"].employer_id


@made
def own_contact(cast: Cast) -> int:
    return cast["own_placement_row"].mentor_id


@made
def foreign_contact(cast: Cast) -> int:
    return cast["foreign_placement_row"].mentor_id


def _request(placement: Placement, token: str, now: dt.datetime) -> int:
    return employers.RatingRequestFactory(
        placement=placement,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        created_at=now,
        expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
    ).pk


@made
def own_request(cast: Cast) -> int:
    return _request(cast["own_placement_row"], "own-token", cast.now)


@made
def foreign_request(cast: Cast) -> int:
    return _request(cast["foreign_placement_row"], "foreign-token", cast.now)


@made
def own_token(cast: Cast) -> str:
    cast["own_request"]
    return "own-token"


@made
def unknown_token(cast: Cast) -> str:
    return "nobody-has-this-token"


# --- standards, reports -----------------------------------------------------------------------


@made
def function_row(cast: Cast) -> Any:
    return standards.LabourFunctionFactory()


@made
def function(cast: Cast) -> int:
    return cast["function_row"].pk


@made
def standard(cast: Cast) -> int:
    return cast["function_row"].standard_id


@made
def standards_upload(cast: Cast) -> UUID:
    sources = [SourceFile(name="two_standards.xml", content=own_file("two_standards.xml"))]
    return UUID(check_upload(sources, is_excerpt=False, uploaded_by_id=None, now=cast.now))


@made
def draft_release_row(cast: Cast) -> Release:
    """A report of the region, built as its job builds it."""
    methodology = assessments.MethodologyFactory(published=True)
    assessments.ReadinessRunFactory(methodology=methodology)
    release = request_release(
        title="Отчёт", graduation_year=2026, requested_by_id=None, now=cast.now
    )
    build_release(release_id=release.pk, now=cast.now)
    release.refresh_from_db()
    return release


@made
def draft_release(cast: Cast) -> int:
    return cast["draft_release_row"].pk


@made
def draft_slug(cast: Cast) -> str:
    return reports.ReleaseFactory(draft=True).slug


@made
def published_slug(cast: Cast) -> str:
    release: Release = cast["draft_release_row"]
    release.state = ReleaseState.PUBLISHED
    release.approved_at = release.published_at = cast.now
    release.save()
    return release.slug


@made
def own_ticket(cast: Cast) -> int:
    return reports.FigureTicketFactory(college=cast.college).pk


@made
def foreign_ticket(cast: Cast) -> int:
    return reports.FigureTicketFactory(college=cast["foreign_college_row"]).pk


@made
def comment(cast: Cast) -> int:
    return reports.CommentFactory(release=cast["draft_release_row"]).pk


@made
def own_practice(cast: Cast) -> int:
    return reports.PracticeCardFactory(college=cast.college).pk


@made
def foreign_practice(cast: Cast) -> int:
    return reports.PracticeCardFactory(college=cast["foreign_college_row"]).pk


@made
def published_practice(cast: Cast) -> int:
    return reports.PracticeCardFactory(state="published", published_at=cast.now).pk


@made
def xlsx_extension(cast: Cast) -> str:
    return "xlsx"


@made
def own_grade_scale(cast: Cast) -> int:
    return assessments.GradeScaleFactory(college=cast.college).pk


@made
def foreign_grade_scale(cast: Cast) -> int:
    return assessments.GradeScaleFactory(college=cast["foreign_college_row"]).pk
