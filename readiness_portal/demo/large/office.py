"""What the offices of a large region have written down, for pages that list it.

The largest college has years of practices, files, sheets and consents behind it; programmes of the
whole region have an alignment. Evidence and scores do not depend on any of this.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, product
from random import Random
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from accounts.models import Membership, User
from assessments.enums import DocumentFormat, DocumentKind, SheetState
from assessments.models import Instrument, IssuedDocument, Rater, Sheet
from colleges.enums import (
    AlignmentState,
    ConsentGiver,
    ConsentPurpose,
    EnrolmentState,
    ModuleKind,
    OutcomeSource,
    OutcomeStatus,
)
from colleges.models import (
    Alignment,
    AlignmentVersion,
    College,
    Consent,
    Enrolment,
    GraduateOutcome,
    Module,
    Programme,
    ProgrammeFunction,
    Student,
    StudyGroup,
)
from core.enums import ImportState, Role
from core.models import AuditEntry, ImportBatch
from employers.enums import PlacementKind, RequestChannel
from employers.models import Contact, Employer, Evaluation, Placement, RatingRequest
from standards.models import FunctionElement, LabourFunction

_SEED: Final = 5
_ACCOUNTS: Final = 400
_AUDIT_LINES: Final = 60_000
_BATCHES: Final = 500
_ENTERPRISES: Final = 500
_PLACEMENTS: Final = 1_100
_ASKED, _RATED = 800, 400
_SHEETS: Final = 300
_PAPERS: Final = 500
_TWINS: Final = 40
_IDENTITY: Final = ("last_name", "first_name", "patronymic", "birth_date", "sex", "search_name")
_MODULES: Final = 4
_BATCH_SIZE: Final = 2_000
# Parts of all: graduates with a status, those who consented, programmes with an alignment.
_KNOWN, _CONSENTED, _ALIGNED = 0.85, 0.7, 0.85
_MAILBOX: Final = "kontora{}@example.invalid"


@dataclass(frozen=True, slots=True)
class Office:
    """Whose pages can be opened: one account a role, and what they open.

    `colleges` are up to two that can be compared, `college` the first of them.
    """

    people: dict[Role, User]
    college: College
    colleges: tuple[int, ...]
    group: StudyGroup
    student: Student
    sheet: Sheet
    function: LabourFunction


def read_office(*, college: College) -> Office:
    """Return what the pages of `college` are about: the same rows each time."""
    group = (
        StudyGroup.objects.filter(college=college, is_archived=False)
        .select_related("programme")
        .order_by("pk")[0]
    )
    student = Student.objects.filter(enrolments__group=group).order_by("pk")[0]
    others = College.objects.exclude(pk=college.pk).order_by("pk").values_list("pk", flat=True)
    return Office(
        people=_people(college, student),
        college=college,
        colleges=(college.pk, *others[:1]),
        group=group,
        student=student,
        sheet=Sheet.objects.filter(college=college, state=SheetState.DRAFT).order_by("pk")[0],
        function=LabourFunction.objects.filter(alignments__isnull=False).order_by("pk")[0],
    )


def _people(college: College, student: Student) -> dict[Role, User]:
    employer = Employer.objects.filter(placements__isnull=False).order_by("pk")[0]
    places: dict[Role, dict[str, Any]] = {
        Role.MUNICIPAL_VIEWER: {"municipality": college.municipality},
        Role.COLLEGE_MANAGER: {"college": college},
        Role.COLLEGE_TEACHER: {"college": college},
        Role.EMPLOYER_MANAGER: {"employer": employer},
        Role.STUDENT: {"student": student},
    }
    people = {}
    for role in Role:
        people[role], _made = User.objects.get_or_create(email=f"{role}@example.invalid")
        Membership.objects.get_or_create(user=people[role], role=role, **places.get(role, {}))
    return people


@transaction.atomic
def write_office(*, now: datetime) -> College:
    """Write it for the largest college and return that; do nothing where it is written already."""
    college = (
        College.objects.select_related("municipality")
        .alias(size=Count("students"))
        .order_by("-size", "pk")[0]
    )
    if User.objects.filter(email=_MAILBOX.format(0)).exists():
        return college
    random = Random(_SEED)
    students = list(Student.objects.filter(college=college).order_by("pk"))
    _write_accounts(college)
    _write_placements(random, college, students, now)
    _write_outcomes(random, college, now)
    Consent.objects.bulk_create(
        Consent(
            student=student,
            purpose=ConsentPurpose.PROCESSING,
            text_version="1",
            given_by=ConsentGiver.REPRESENTATIVE,
            given_at=now,
        )
        for student in students
        if random.random() < _CONSENTED
    )
    _write_twins(students)
    _write_papers(random, college, students, now)
    _write_files(college, now)
    _write_sheets(college, now)
    _write_alignments(random, now)
    return college


def _write_accounts(college: College) -> None:
    people = User.objects.bulk_create(
        User(email=_MAILBOX.format(number), display_name=f"Сотрудник {number}")
        for number in range(_ACCOUNTS)
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.COLLEGE_TEACHER, college=college) for user in people
    )


def _write_placements(
    random: Random, college: College, students: list[Student], now: datetime
) -> None:
    employers = list(
        Employer.objects.filter(municipality_id=college.municipality_id).order_by("pk")
    )
    employers += Employer.objects.bulk_create(
        Employer(name=f"Хозяйство № {number} (условное)", municipality_id=college.municipality_id)
        for number in range(len(employers), _ENTERPRISES)
    )
    mentors = Contact.objects.bulk_create(
        Contact(employer=employer, name=f"Наставник {place}", email=f"m{place}@example.invalid")
        for place, employer in enumerate(employers)
    )
    placements = Placement.objects.bulk_create(
        Placement(
            student=student,
            employer=mentors[place % len(mentors)].employer,
            mentor=mentors[place % len(mentors)],
            kind=PlacementKind.WORKPLACE_PRACTICE,
            starts_on=(start := now.date() - timedelta(days=30 + random.randrange(200))),
            ends_on=start + timedelta(days=28),
            created_at=now,
        )
        for place, student in enumerate(students[:_PLACEMENTS])
    )
    RatingRequest.objects.bulk_create(
        RatingRequest(
            placement=placement,
            mentor=placement.mentor,
            token_sha256=f"{placement.pk:064d}",
            channel=RequestChannel.MAIL,
            created_at=now - timedelta(days=40),
            expires_at=now + timedelta(days=random.choice((-5, 5))),
            opened_at=random.choice((None, now)),
        )
        for placement in placements[:_ASKED]
    )
    Evaluation.objects.bulk_create(
        Evaluation(
            placement=placement,
            mentor=placement.mentor,
            created_at=now,
            updated_at=now,
            submitted_at=now,
        )
        for placement in placements[:_RATED]
    )


def _write_outcomes(random: Random, college: College, now: datetime) -> None:
    graduates = Enrolment.objects.filter(group__college=college, state=EnrolmentState.GRADUATED)
    GraduateOutcome.objects.bulk_create(
        GraduateOutcome(
            student_id=student_id,
            status=random.choice(OutcomeStatus.values),
            source=OutcomeSource.COLLEGE,
            as_of_date=date(now.year, 10, 1),
            recorded_at=now,
        )
        for student_id in graduates.order_by("pk").values_list("student_id", flat=True)
        if random.random() < _KNOWN
    )


def _write_twins(students: list[Student]) -> None:
    """Let some people look like somebody else of the list, as after a file loaded twice."""
    twins = students[1 : 2 * _TWINS : 2]
    for first, twin in zip(students[::2], twins, strict=False):
        for name in _IDENTITY:
            setattr(twin, name, getattr(first, name))
    Student.objects.bulk_update(twins, _IDENTITY)


def _write_papers(random: Random, college: College, students: list[Student], now: datetime) -> None:
    IssuedDocument.objects.bulk_create(
        IssuedDocument(
            college=college,
            kind=DocumentKind.PASSPORT,
            file_format=DocumentFormat.PDF,
            number=f"{college.pk}-{number}",
            student=random.choice(students),
            token_sha256=f"{number:064d}",
            sha256=f"{number:064d}",
            facts_sha256=f"{number:064d}",
            issued_at=now - timedelta(hours=number),
        )
        for number in range(_PAPERS)
    )


def _write_files(college: College, now: datetime) -> None:
    ImportBatch.objects.bulk_create(
        ImportBatch(
            kind="colleges.contingent",
            college_id=college.pk,
            file_name=f"контингент_{number}.xlsx",
            content=b"",
            sha256=f"{number:064d}",
            state=ImportState.PURGED,
            rows_total=number,
            uploaded_at=now - timedelta(hours=number),
        )
        for number in range(_BATCHES)
    )
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=now - timedelta(minutes=number),
                action="assessments.read_card",
                object_type="colleges.student",
                object_id=str(number),
                details={},
            )
            for number in range(_AUDIT_LINES)
        ),
        batch_size=_BATCH_SIZE,
    )


def _write_sheets(college: College, now: datetime) -> None:
    groups = list(StudyGroup.objects.filter(college=college).order_by("pk"))
    rater = Rater.objects.filter(college=college).order_by("pk")[0]
    pairs = product(Instrument.objects.order_by("pk"), groups)
    Sheet.objects.bulk_create(
        Sheet(
            college=college,
            group=group,
            instrument=instrument,
            held_on=now.date() - timedelta(days=number),
            rater=rater,
            state=SheetState.SUBMITTED if number % 3 else SheetState.DRAFT,
            submitted_at=now if number % 3 else None,
            created_at=now,
        )
        for number, (instrument, group) in enumerate(islice(pairs, _SHEETS))
    )


def _write_alignments(random: Random, now: datetime) -> None:
    programmes = list(Programme.objects.order_by("pk"))
    modules = defaultdict(list)
    for module in Module.objects.bulk_create(
        Module(
            programme=programme,
            kind=ModuleKind.PROFESSIONAL_MODULE,
            code=f"ПМ.{number:02}",
            name=f"Модуль {number}",
            position=number,
        )
        for programme in programmes
        for number in range(1, _MODULES + 1)
    ):
        modules[module.programme_id].append(module)
    versions = AlignmentVersion.objects.bulk_create(
        AlignmentVersion(
            programme=programme,
            state=random.choice((AlignmentState.DRAFT, AlignmentState.AGREED_COLLEGE)),
            created_at=now,
        )
        for programme in programmes
        if random.random() < _ALIGNED
    )
    functions = defaultdict(list)
    for programme_id, function_id in ProgrammeFunction.objects.order_by("pk").values_list(
        "programme_id", "function_id"
    ):
        functions[programme_id].append(function_id)
    elements = defaultdict(list)
    for function_id, pk in FunctionElement.objects.order_by("pk").values_list("function_id", "pk"):
        elements[function_id].append(pk)
    Alignment.objects.bulk_create(
        (
            Alignment(
                version=version,
                module=module,
                function_id=function_id,
                element_id=element_id,
                strength=random.choice((0.5, 1.0)),
                changed_at=now,
            )
            for version in versions
            for function_id in functions[version.programme_id]
            for module in random.sample(modules[version.programme_id], random.randrange(3))
            for element_id in _whole_and_parts(random, elements[function_id])
        ),
        batch_size=_BATCH_SIZE,
    )


def _whole_and_parts(random: Random, elements: list[int]) -> Iterator[int | None]:
    """Yield the function itself and, now and then, some elements that refine it."""
    yield None
    if random.random() < 0.4:
        yield from random.sample(elements, min(len(elements), 4))
