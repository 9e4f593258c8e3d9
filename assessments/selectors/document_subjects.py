"""About whom or what papers can be issued, and why some cannot be yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessments.enums import DocumentKind, ResultState, SheetState
from assessments.models import IssuedDocument, Result, Sheet, StudentReadiness
from assessments.rules.practice_sheets import PRACTICE_KINDS
from colleges.models import College, Enrolment, Student, StudyGroup
from colleges.rules.stays import stay_on
from core.numbers import format_date
from core.scope import Scope
from employers.models import Evaluation, Placement

BY_PLACEMENT = (DocumentKind.ATTESTATION, DocumentKind.REFERENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What one paper is about; its kind says which of these there are."""

    kind: DocumentKind
    college: College
    group: StudyGroup | None = None
    student: Student | None = None
    placement: Placement | None = None
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLine:
    """A row of the page where papers are chosen; `problem` says why it cannot be made yet."""

    pk: int
    title: str
    details: str
    problem: str
    issued_at: datetime | None
    student_id: int | None = None


def subject_of(*, kind: DocumentKind, college_id: int, pk: int) -> Subject | None:
    """Return what a paper of this kind is about; None when it is not the college's."""
    college = College.objects.filter(pk=college_id).first()
    if college is None:
        return None
    if kind in BY_PLACEMENT:
        return _of_placement(kind, college, pk)
    if kind == DocumentKind.PASSPORT:
        return _of_student(college, pk)
    return _of_group(college, pk) if kind == DocumentKind.SUMMARY else _of_sheet(college, pk)


def _of_student(college: College, pk: int) -> Subject | None:
    student = Student.objects.unmerged().filter(pk=pk, college=college).first()
    if student is None:
        return None
    return Subject(
        kind=DocumentKind.PASSPORT, college=college, student=student, group=_group_of(student)
    )


def _of_group(college: College, pk: int) -> Subject | None:
    groups = StudyGroup.objects.select_related("programme__speciality")
    group = groups.filter(pk=pk, college=college).first()
    if group is None:
        return None
    return Subject(kind=DocumentKind.SUMMARY, college=college, group=group)


def _of_sheet(college: College, pk: int) -> Subject | None:
    sheets = Sheet.objects.select_related("group__programme__speciality", "instrument", "module")
    sheet = sheets.filter(pk=pk, college=college).first()
    if sheet is None:
        return None
    return Subject(kind=DocumentKind.PROTOCOL, college=college, sheet=sheet, group=sheet.group)


def _of_placement(kind: DocumentKind, college: College, pk: int) -> Subject | None:
    """Return a practice of the college's student, or of one who had it in the college's group."""
    placement = (
        Placement.objects.select_related("student", "employer", "mentor", "module")
        .filter(pk=pk)
        .first()
    )
    if placement is None:
        return None
    group = _group_during(placement)
    held_by = None if group is None else group.college_id
    if college.pk not in (placement.student.college_id, held_by):
        return None
    return Subject(
        kind=kind, college=college, student=placement.student, placement=placement, group=group
    )


def _group_of(student: Student) -> StudyGroup | None:
    """Return the group where the student is, or was last."""
    places = _places(student.pk)
    return places[-1].group if places else None


def _group_during(placement: Placement) -> StudyGroup | None:
    """Return the student's group when the practice began, else during it, else the last one."""
    first, last = placement.starts_on, placement.ends_on
    places = _places(placement.student_id)
    begun_later = [row for row in places if first < row.started_on <= last]
    chosen = stay_on(places, first) or next(iter(begun_later or places[-1:]), None)
    return None if chosen is None else chosen.group


def _places(student_id: int) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(student=student_id)
        .select_related("group__programme__speciality")
        .order_by("started_on", "pk")
    )


def subject_of_document(*, document: IssuedDocument) -> Subject | None:
    """Return what an issued paper is about, as it stands now."""
    kind = DocumentKind(document.kind)
    keys = {
        DocumentKind.PASSPORT: document.student_id,
        DocumentKind.SUMMARY: document.group_id,
        DocumentKind.PROTOCOL: document.sheet_id,
    }
    pk = keys.get(kind, document.placement_id)
    return None if pk is None else subject_of(kind=kind, college_id=document.college_id, pk=pk)


def subjects_of_group(*, kind: DocumentKind, group: StudyGroup, scope: Scope) -> list[SubjectLine]:
    """Return what papers of this kind can be about in the group, by name."""
    if not scope.sees_names or group.college_id not in scope.college_ids:
        return []
    if kind in BY_PLACEMENT:
        return _placement_lines(kind, group)
    if kind == DocumentKind.PASSPORT:
        return _student_lines(group)
    if kind == DocumentKind.SUMMARY:
        return _group_lines(group)
    return _sheet_lines(group)


def group_of_student(*, student_id: int, scope: Scope) -> StudyGroup | None:
    """Return the own college's group where a student is, or was last."""
    if not scope.sees_names:
        return None
    return (
        StudyGroup.objects.visible_to(scope)
        .filter(enrolments__student=student_id)
        .order_by("-enrolments__started_on", "-enrolments__pk")
        .first()
    )


def _students(group: StudyGroup) -> QuerySet[Student]:
    return Student.objects.filter(enrolments__in=group.enrolments.current()).order_by(
        "last_name", "first_name", "patronymic", "pk"
    )


def _issued(kind: DocumentKind, field: str, keys: Iterable[int]) -> Mapping[int, datetime]:
    """Return when a paper that still stands was last issued about each."""
    rows = (
        IssuedDocument.objects.filter(
            kind=kind, revoked_at__isnull=True, **{f"{field}__in": list(keys)}
        )
        .values_list(field)
        .annotate(last=Max("issued_at"))
        .order_by(field)
    )
    return dict(rows)


def _placement_lines(kind: DocumentKind, group: StudyGroup) -> list[SubjectLine]:
    names = {student.pk: student.full_name for student in _students(group)}
    order = {pk: place for place, pk in enumerate(names)}
    rows = list(
        Placement.objects.filter(student_id__in=names)
        .select_related("employer", "module")
        .order_by("-starts_on", "pk")
    )
    keys = [row.pk for row in rows]
    rated = set(
        Evaluation.objects.filter(placement_id__in=keys, submitted_at__isnull=False).values_list(
            "placement_id", flat=True
        )
    )
    marked = set() if kind == DocumentKind.REFERENCE else _marked_in_practice(names)
    issued = _issued(kind, "placement_id", keys)
    problem = (
        _("Наставник ещё не ответил.")
        if kind == DocumentKind.REFERENCE
        else _("Нет ни ответа наставника, ни сданной ведомости практики.")
    )
    return [
        SubjectLine(
            pk=row.pk,
            title=names[row.student_id],
            details=_placement_words(row),
            problem="" if row.pk in rated or row.student_id in marked else problem,
            issued_at=issued.get(row.pk),
            student_id=row.student_id,
        )
        for row in sorted(rows, key=lambda row: order[row.student_id])
    ]


def _placement_words(row: Placement) -> str:
    period = f"{format_date(row.starts_on)}–{format_date(row.ends_on)}"
    module = "" if row.module is None else f", {row.module.code}"
    return f"{row.get_kind_display()}{module}, {row.employer.name}, {period}"


def _marked_in_practice(students: Iterable[int]) -> set[int]:
    return set(
        Result.objects.filter(
            student_id__in=list(students),
            state=ResultState.VALUE,
            sheet__state=SheetState.SUBMITTED,
            sheet__instrument__kind__in=PRACTICE_KINDS,
        ).values_list("student_id", flat=True)
    )


def _student_lines(group: StudyGroup) -> list[SubjectLine]:
    students = list(_students(group))
    keys = [student.pk for student in students]
    computed = set(
        StudentReadiness.objects.filter(student_id__in=keys, index__isnull=False).values_list(
            "student_id", flat=True
        )
    )
    issued = _issued(DocumentKind.PASSPORT, "student_id", keys)
    return [
        SubjectLine(
            pk=student.pk,
            title=student.full_name,
            details="",
            problem="" if student.pk in computed else _("Готовность ещё не посчитана."),
            issued_at=issued.get(student.pk),
            student_id=student.pk,
        )
        for student in students
    ]


def _group_lines(group: StudyGroup) -> list[SubjectLine]:
    has_figures = StudentReadiness.objects.filter(group=group, index__isnull=False).exists()
    return [
        SubjectLine(
            pk=group.pk,
            title=group.name,
            details=_("готовность всей группы по трудовым функциям"),
            problem="" if has_figures else _("Готовность ещё не посчитана."),
            issued_at=_issued(DocumentKind.SUMMARY, "group_id", [group.pk]).get(group.pk),
        )
    ]


def _sheet_lines(group: StudyGroup) -> list[SubjectLine]:
    sheets = list(
        Sheet.objects.filter(group=group)
        .exclude(state=SheetState.VOIDED)
        .select_related("instrument")
        .order_by("-held_on", "-pk")
    )
    issued = _issued(DocumentKind.PROTOCOL, "sheet_id", [sheet.pk for sheet in sheets])
    return [
        SubjectLine(
            pk=sheet.pk,
            title=sheet.instrument.name,
            details=format_date(sheet.held_on),
            problem="" if sheet.state == SheetState.SUBMITTED else _("Ведомость ещё не сдана."),
            issued_at=issued.get(sheet.pk),
        )
        for sheet in sheets
    ]
