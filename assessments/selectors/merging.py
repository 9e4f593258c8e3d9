"""Two records side by side: what each has, and where both have something different."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.enums import ResultState
from assessments.models import Evidence, Result, StudentMerge, StudentSurvey
from colleges.enums import OutcomeStatus, Sex
from colleges.models import Consent, Enrolment, GraduateOutcome, Student
from core.numbers import format_date
from core.scope import Scope
from employers.models import Evaluation, Placement

# What one of two things says, part by part.
Said = tuple[object, ...]

NAME = "name"
GROUP = "group"
# The fields of a person that are decided together; `name` stands for its three parts.
FIELDS: dict[str, tuple[str, ...]] = {
    NAME: ("last_name", "first_name", "patronymic"),
    "birth_date": ("birth_date",),
    "sex": ("sex",),
    "record_book": ("record_book",),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A thing of which there can be one only, and both records have their own."""

    key: str
    title: str
    kept: str
    dropped: str


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs on one record."""

    student: Student
    group: str
    counts: tuple[tuple[str, int], ...]


def side_of(*, student: Student) -> Side:
    """Return what would be merged, in numbers."""
    current = _current(student)
    return Side(
        student=student,
        group="" if current is None else current.group.name,
        counts=(
            (_("Свидетельств"), _live(student)),
            (_("Результатов в ведомостях"), Result.objects.filter(student=student).count()),
            (_("Практик"), Placement.objects.filter(student=student).count()),
            (_("Анкет"), StudentSurvey.objects.filter(student=student).count()),
            (_("Согласий"), Consent.objects.filter(student=student).count()),
            (_("Сведений о трудоустройстве"), student.outcomes.count()),
        ),
    )


def _live(student: Student) -> int:
    return Evidence.objects.filter(student=student, voided_at__isnull=True).count()


def _current(student: Student) -> Enrolment | None:
    return Enrolment.objects.current().select_related("group").filter(student=student).first()


def find_conflicts(*, kept: Student, dropped: Student) -> list[Conflict]:
    """Return what a person must decide before `dropped` becomes `kept`."""
    return [
        *_field_conflicts(kept, dropped),
        *_group_conflict(kept, dropped),
        *_result_conflicts(kept, dropped),
        *_placement_conflicts(kept, dropped),
        *_outcome_conflicts(kept, dropped),
    ]


def _field_conflicts(kept: Student, dropped: Student) -> Iterator[Conflict]:
    titles = {
        NAME: _("Фамилия, имя, отчество"),
        "birth_date": _("Дата рождения"),
        "sex": _("Пол"),
        "record_book": _("Номер зачётной книжки"),
    }
    for key in FIELDS:
        ours, theirs = _said(kept, key), _said(dropped, key)
        if ours and theirs and ours != theirs:
            yield Conflict(f"field:{key}", titles[key], ours, theirs)


def _said(student: Student, key: str) -> str:
    if key == NAME:
        return student.full_name
    if key == "birth_date":
        return "" if student.birth_date is None else format_date(student.birth_date)
    if key == "sex":
        return str(Sex(student.sex).label) if student.sex else ""
    return student.record_book


def _group_conflict(kept: Student, dropped: Student) -> Iterator[Conflict]:
    ours, theirs = _current(kept), _current(dropped)
    if ours is not None and theirs is not None and _said_by_place(ours) != _said_by_place(theirs):
        yield Conflict(GROUP, _("Группа сейчас"), _place(ours), _place(theirs))


def _said_by_place(row: Enrolment) -> Said:
    return (row.group_id, row.state, row.funding, row.has_target_contract)


def _place(row: Enrolment) -> str:
    words = [row.group.name, row.get_state_display(), row.get_funding_display()]
    if row.has_target_contract:
        words.append(_("целевой договор"))
    words.append(_("с %(day)s") % {"day": format_date(row.started_on)})
    return ", ".join(words)


def covers(one: Said, other: Said) -> bool:
    """Tell whether `one` says all that `other` says; None, False and "" say nothing."""
    return all(theirs in (mine, None, False, "") for mine, theirs in zip(one, other, strict=True))


def adds_to(one: Said, other: Said) -> bool:
    """Tell whether `one` says all that `other` says, and more."""
    return covers(one, other) and not covers(other, one)


def pairs_of_results(kept: Student, dropped: Student) -> list[tuple[Result, Result]]:
    """Return the cells of sheets that both have: (kept's, dropped's)."""
    ours = {
        (row.sheet_id, row.criterion_id): row
        for row in Result.objects.filter(student=kept).select_related("sheet", "criterion")
    }
    return [
        (ours[key], row)
        for row in Result.objects.filter(student=dropped).order_by("pk")
        if (key := (row.sheet_id, row.criterion_id)) in ours
    ]


def said_by_cell(row: Result) -> Said:
    """Return what a cell of a sheet says: its value, the remark, the flag; an empty one nothing."""
    is_empty = row.state == ResultState.EMPTY
    value = None if is_empty else (row.state, row.raw_value)
    return (value, row.comment, row.needs_attention)


def _result_conflicts(kept: Student, dropped: Student) -> Iterator[Conflict]:
    for ours, theirs in pairs_of_results(kept, dropped):
        if _disagree(said_by_cell(ours), said_by_cell(theirs)):
            title = _("Ведомость от %(day)s: %(criterion)s") % {
                "day": format_date(ours.sheet.held_on),
                "criterion": ours.criterion.name,
            }
            yield Conflict(f"result:{ours.pk}", title, _cell(ours), _cell(theirs))


def _disagree(ours: Said, theirs: Said) -> bool:
    return not covers(ours, theirs) and not covers(theirs, ours)


def _cell(row: Result) -> str:
    words = [row.raw_value or str(row.get_state_display())]
    if row.comment:
        words.append(f"«{row.comment}»")
    if row.needs_attention:
        words.append(_("вернуться"))
    return ", ".join(words)


def pairs_of_placements(kept: Student, dropped: Student) -> list[tuple[Placement, Placement]]:
    """Return the practices that both have at one enterprise from one day."""
    ours = {(row.employer_id, row.starts_on): row for row in kept.placements.all()}
    return [
        (ours[key], row)
        for row in dropped.placements.select_related("employer").order_by("pk")
        if (key := (row.employer_id, row.starts_on)) in ours
    ]


def rated(placements: Iterable[Placement]) -> set[int]:
    """Return the keys of those that a mentor has rated."""
    keys = [row.pk for row in placements]
    return set(
        Evaluation.objects.filter(placement__in=keys, submitted_at__isnull=False).values_list(
            "placement_id", flat=True
        )
    )


def _placement_conflicts(kept: Student, dropped: Student) -> Iterator[Conflict]:
    pairs = pairs_of_placements(kept, dropped)
    done = rated([row for pair in pairs for row in pair])
    for ours, theirs in pairs:
        if ours.pk in done and theirs.pk in done:
            title = _("Практика: %(employer)s, с %(day)s") % {
                "employer": theirs.employer.name,
                "day": format_date(theirs.starts_on),
            }
            yield Conflict(
                f"placement:{ours.pk}",
                title,
                _("своя оценка наставника"),
                _("своя оценка наставника"),
            )


def pairs_of_outcomes(
    kept: Student, dropped: Student
) -> list[tuple[GraduateOutcome, GraduateOutcome]]:
    """Return what both have of one day and one source."""
    ours = {(row.as_of_date, row.source): row for row in kept.outcomes.all()}
    return [
        (ours[key], row)
        for row in dropped.outcomes.order_by("pk")
        if (key := (row.as_of_date, row.source)) in ours
    ]


def _outcome_conflicts(kept: Student, dropped: Student) -> Iterator[Conflict]:
    for ours, theirs in pairs_of_outcomes(kept, dropped):
        if _disagree(said_by_outcome(ours), said_by_outcome(theirs)):
            title = _("Трудоустройство на %(day)s") % {"day": format_date(ours.as_of_date)}
            yield Conflict(f"outcome:{ours.pk}", title, _outcome(ours), _outcome(theirs))


def said_by_outcome(row: GraduateOutcome) -> Said:
    """Return what a status of a graduate says; what is not known is None or empty."""
    # That somebody works in another speciality is said too, and is not nothing.
    in_speciality = None if row.in_speciality is None else str(row.in_speciality)
    return (row.status, in_speciality, row.employer_inn)


def _outcome(row: GraduateOutcome) -> str:
    words = [str(OutcomeStatus(row.status).label)]
    if row.in_speciality is not None:
        words.append(_("по специальности") if row.in_speciality else _("не по специальности"))
    if row.employer_inn:
        words.append(_("ИНН %(number)s") % {"number": row.employer_inn})
    return ", ".join(words)


def merges_of(*, scope: Scope) -> QuerySet[StudentMerge]:
    """Return the merges of the own college that are in force, newest first."""
    if not scope.sees_names:
        return StudentMerge.objects.none()
    return (
        StudentMerge.objects.filter(kept__college_id__in=scope.college_ids, undone_at__isnull=True)
        .select_related("kept", "dropped", "merged_by")
        .order_by("-merged_at", "-pk")
    )
