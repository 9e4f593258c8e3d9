"""Sheets as their college sees them."""

from django.db.models import Count, Q, QuerySet

from assessments.enums import ResultState
from assessments.models import Criterion, Result, Sheet
from colleges.models import CURRENT_STATES, Student
from core.scope import Scope


def sheets_of(*, scope: Scope) -> QuerySet[Sheet]:
    """Return the sheets of the own college, newest first, with how many students have a result."""
    return (
        Sheet.objects.visible_to(scope)
        .select_related("group", "instrument", "module")
        .annotate(
            assessed_count=Count(
                "results__student",
                filter=~Q(results__state=ResultState.EMPTY),
                distinct=True,
            )
        )
        .order_by("-held_on", "-pk")
    )


def students_of_sheet(*, sheet: Sheet) -> QuerySet[Student]:
    """Return the group's students by name, with those who left but have a result."""
    enrolled = Q(enrolments__group=sheet.group_id, enrolments__state__in=CURRENT_STATES)
    return (
        Student.objects.filter(enrolled | Q(results__sheet=sheet))
        .distinct()
        .order_by("last_name", "first_name", "patronymic", "pk")
    )


def criteria_of_sheet(*, sheet: Sheet) -> QuerySet[Criterion]:
    """Return the columns of a sheet in their order."""
    return Criterion.objects.filter(instrument=sheet.instrument_id).order_by("position", "pk")


def results_of_sheet(*, sheet: Sheet) -> dict[tuple[int, int], Result]:
    """Return the filled cells by (student, criterion)."""
    return {
        (row.student_id, row.criterion_id): row
        for row in Result.objects.filter(sheet=sheet).order_by("pk")
    }
