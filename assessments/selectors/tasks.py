"""What awaits the staff of a college."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from assessments.enums import SheetState
from assessments.models import StudentReadiness
from assessments.selectors.sheets import sheets_of
from colleges.models import Enrolment
from core.scope import Scope
from employers.models import Evaluation, Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTask:
    """A sheet that is not handed in."""

    pk: int
    name: str
    group: str
    held_on: date
    due_on: date | None
    assessed: int
    total: int
    is_returned: bool
    is_late: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeTasks:
    """Everything due, and how the college stands."""

    sheets: tuple[SheetTask, ...]
    unrated_placements: int
    ended_placements: int
    students: int
    provisional: int


def tasks_of(*, scope: Scope, today: date) -> CollegeTasks:
    """Return what is due in the own college, returned sheets first, then the longest overdue."""
    rated = Evaluation.objects.filter(placement=OuterRef("pk"), submitted_at__isnull=False)
    ended = Placement.objects.visible_to(scope).filter(ends_on__lt=today)
    readiness = StudentReadiness.objects.filter(
        college_id__in=scope.college_ids, group__is_archived=False
    )
    return CollegeTasks(
        sheets=_sheets(scope, today),
        unrated_placements=ended.filter(~Exists(rated)).count(),
        ended_placements=ended.count(),
        students=readiness.count(),
        provisional=readiness.filter(is_provisional=True).count(),
    )


def _sheets(scope: Scope, today: date) -> tuple[SheetTask, ...]:
    rows = (
        sheets_of(scope=scope)
        .filter(state__in=(SheetState.DRAFT, SheetState.RETURNED))
        .order_by("-state", "due_on", "held_on", "pk")
    )
    students = _students_by_group(scope)
    return tuple(
        SheetTask(
            pk=row.pk,
            name=row.instrument.name,
            group=row.group.name,
            held_on=row.held_on,
            due_on=row.due_on,
            assessed=row.assessed_count,
            total=students.get(row.group_id, 0),
            is_returned=row.state == SheetState.RETURNED,
            is_late=row.due_on is not None and row.due_on < today,
            reason=row.state_reason,
        )
        for row in rows
    )


def _students_by_group(scope: Scope) -> dict[int, int]:
    rows = (
        Enrolment.objects.current()
        .filter(group__college_id__in=scope.college_ids)
        .values_list("group_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows.order_by("group_id"))
