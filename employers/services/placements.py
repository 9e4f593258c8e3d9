"""Placements: an intern, an enterprise, a mentor, the days, and what the mentor is asked about."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState
from colleges.models import Enrolment, Module, Programme, Student
from core.audit import record_action
from employers.enums import PlacementKind
from employers.models import Contact, Employer, Evaluation, Placement
from employers.selectors.functions import default_functions
from employers.services.directory import ContactData, add_contact

_WITH_PROGRAMME = (EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE, EnrolmentState.GRADUATED)
# More than a year of forty-hour weeks is a slip of the pen.
MOST_HOURS: Final = 2000
PAPER: Final = ("college_supervisor", "hours_done", "mark")


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What only the papers of a practice need: nothing is computed from it."""

    college_supervisor: str = ""
    hours_done: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """What a placement is made of. `function_ids` None: the default of the student's programme."""

    student: Student
    employer: Employer
    kind: PlacementKind
    starts_on: date
    ends_on: date
    mentor: Contact | None = None
    module: Module | None = None
    function_ids: Sequence[int] | None = None
    paper: PaperFacts = PaperFacts()


@dataclass(frozen=True, slots=True)
class PlacementChanges:
    """The new values; mentor and functions stay as they are once somebody has rated."""

    mentor: Contact | None
    starts_on: date
    ends_on: date
    function_ids: Sequence[int]
    paper: PaperFacts


def create_placement(*, new: NewPlacement, created_by_id: int | None, now: datetime) -> Placement:
    """Make a placement; return it with its functions set.

    Raise ValidationError (Russian) when the days are in the wrong order, the mentor works
    elsewhere, the module is not of the student's programme, or the same practice exists already.
    """
    programme = _programme_of(new.student)
    _check_days(new.starts_on, new.ends_on)
    _check_mentor(new.mentor, new.employer.pk)
    if new.module is not None and (programme is None or new.module.programme_id != programme.pk):
        raise ValidationError(_("Модуль не из программы обучающегося."), code="module")
    with transaction.atomic():
        placement = _insert(new, now)
        placement.functions.set(_functions(new, programme))
        record_action(
            action="employers.create_placement",
            actor_id=created_by_id,
            now=now,
            target=placement,
            details={
                "employer_id": new.employer.pk,
                "student_uid": str(new.student.uid),
                "functions": placement.functions.count(),
            },
        )
    return placement


def create_placements(
    *,
    new: Sequence[NewPlacement],
    new_mentor: ContactData | None = None,
    created_by_id: int | None,
    now: datetime,
) -> list[Placement]:
    """Make several placements at one enterprise, all or none, with a mentor who may be new too.

    Errors as `create_placement`.
    """
    with transaction.atomic():
        if new_mentor is not None:
            mentor = add_contact(
                employer=new[0].employer,
                data=new_mentor,
                college=new[0].student.college,
                actor_id=created_by_id,
                now=now,
            )
            new = [replace(one, mentor=mentor) for one in new]
        return [create_placement(new=one, created_by_id=created_by_id, now=now) for one in new]


def change_placement(
    *, placement: Placement, changes: PlacementChanges, actor_id: int | None, now: datetime
) -> Placement:
    """Change mentor, days, functions and what the papers say.

    Raise ValidationError (Russian) for wrong values, and for other functions or another mentor once
    the placement has been rated: what was said stays about what was asked.
    """
    _check_days(changes.starts_on, changes.ends_on)
    _check_mentor(changes.mentor, placement.employer_id)
    with transaction.atomic():
        before = set(placement.functions.values_list("pk", flat=True))
        mentor_id = changes.mentor.pk if changes.mentor is not None else None
        changed = [
            name
            for name, differs in (
                ("mentor", mentor_id != placement.mentor_id),
                ("starts_on", changes.starts_on != placement.starts_on),
                ("ends_on", changes.ends_on != placement.ends_on),
                ("functions", set(changes.function_ids) != before),
                *paper_differs(placement, changes.paper),
            )
            if differs
        ]
        if {"mentor", "functions"} & set(changed) and _is_rated(placement):
            raise ValidationError(
                _("Практика уже оценена: наставника и функции изменить нельзя."), code="rated"
            )
        placement.mentor = changes.mentor
        placement.starts_on, placement.ends_on = changes.starts_on, changes.ends_on
        put_on_paper(placement, changes.paper)
        placement.save(update_fields=["mentor", "starts_on", "ends_on", *PAPER])
        placement.functions.set(changes.function_ids)
        record_action(
            action="employers.change_placement",
            actor_id=actor_id,
            now=now,
            target=placement,
            details={"changed": changed},
        )
    return placement


def put_on_paper(placement: Placement, paper: PaperFacts) -> None:
    """Set what the papers say, unsaved."""
    for name in PAPER:
        setattr(placement, name, getattr(paper, name))


def paper_of(placement: Placement) -> PaperFacts:
    """Return what the papers say."""
    return PaperFacts(placement.college_supervisor, placement.hours_done, placement.mark)


def paper_differs(placement: Placement, paper: PaperFacts) -> list[tuple[str, bool]]:
    """Return for each fact whether `paper` has it otherwise."""
    return [(name, getattr(placement, name) != getattr(paper, name)) for name in PAPER]


def _programme_of(student: Student) -> Programme | None:
    enrolment = (
        Enrolment.objects.filter(student=student, state__in=_WITH_PROGRAMME)
        .select_related("group__programme")
        .order_by("-started_on", "-pk")
        .first()
    )
    return enrolment.group.programme if enrolment is not None else None


def _functions(new: NewPlacement, programme: Programme | None) -> list[int]:
    if new.function_ids is not None:
        return list(new.function_ids)
    if programme is None:
        return []
    return [function.pk for function in default_functions(programme=programme, module=new.module)]


def _insert(new: NewPlacement, now: datetime) -> Placement:
    try:
        with transaction.atomic():
            return Placement.objects.create(
                student=new.student,
                employer=new.employer,
                mentor=new.mentor,
                module=new.module,
                kind=new.kind,
                starts_on=new.starts_on,
                ends_on=new.ends_on,
                created_at=now,
                **asdict(new.paper),
            )
    except IntegrityError as error:
        raise ValidationError(
            _("%(student)s: практика на этом предприятии с этого дня уже есть."),
            code="exists",
            params={"student": new.student.short_name},
        ) from error


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValidationError(_("Практика не может закончиться раньше, чем началась."), code="days")


def _check_mentor(mentor: Contact | None, employer_id: int) -> None:
    if mentor is not None and mentor.employer_id != employer_id:
        raise ValidationError(_("Наставник работает на другом предприятии."), code="mentor")


def _is_rated(placement: Placement) -> bool:
    return Evaluation.objects.filter(placement=placement, submitted_at__isnull=False).exists()
