"""Sheets as their college sees them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from assessments.enums import Component, ResultState, SheetState
from assessments.models import Criterion, CriterionFunction, Instrument, Result, ResultChange, Sheet
from assessments.rules.practice_sheets import PRACTICE_KINDS
from assessments.selectors.sheet_places import places_of_sheets
from colleges.models import Student, StudyGroup
from core.scope import Scope

# How many students of a sheet have at least one cell.
ASSESSED_COUNT: Final = Count(
    "results__student", filter=~Q(results__state=ResultState.EMPTY), distinct=True
)

# Sheets into which results are still written.
OPEN_STATES: Final = (SheetState.DRAFT, SheetState.RETURNED)


def sheets_of(*, scope: Scope) -> QuerySet[Any]:
    """Return the own college's sheets, newest first, each with `assessed_count` of students."""
    return (
        Sheet.objects.visible_to(scope)
        .select_related("group", "instrument", "module")
        .annotate(assessed_count=ASSESSED_COUNT)
        .order_by("-held_on", "-pk")
    )


# A choice beside the states of a sheet: those of OPEN_STATES.
NOT_SUBMITTED: Final = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """What the list of sheets shows; empty values do not narrow."""

    query: str = ""
    group_id: int | None = None
    state: str = ""
    is_own: bool = False
    is_late: bool = False


def own_sheets(scope: Scope, prefix: str = "") -> Q:
    """Tell the sheets that the person made or judges in; `prefix` leads to the sheet."""
    return Q((f"{prefix}created_by", scope.user_id)) | Q((f"{prefix}rater__user", scope.user_id))


def find_sheets(*, scope: Scope, chosen: SheetChoice, today: date) -> QuerySet[Any]:
    """Return the sheets of the own college that were asked for, see `sheets_of`.

    Every word of the query stands in the name of the form, of the group or of who judges.
    """
    sheets = sheets_of(scope=scope).select_related("group", "instrument", "rater__user")
    for word in chosen.query.split():
        sheets = sheets.filter(
            Q(instrument__name__icontains=word)
            | Q(group__name__icontains=word)
            | Q(rater__title__icontains=word)
            | Q(rater__user__display_name__icontains=word)
        )
    if chosen.group_id is not None:
        sheets = sheets.filter(group=chosen.group_id)
    if chosen.state:
        states = OPEN_STATES if chosen.state == NOT_SUBMITTED else (chosen.state,)
        sheets = sheets.filter(state__in=states)
    if chosen.is_own:
        sheets = sheets.filter(own_sheets(scope))
    if chosen.is_late:
        sheets = sheets.filter(state__in=OPEN_STATES, due_on__lt=today)
    return sheets


def students_of_sheet(*, sheet: Sheet) -> QuerySet[Student]:
    """Return who stands in the sheet, by name: see `places_of_sheets`."""
    return students_at(places=places_of_sheets(sheets=[sheet])[sheet.pk])


def students_at(*, places: Collection[int]) -> QuerySet[Student]:
    """Return the students of places by name."""
    return Student.objects.filter(pk__in=list(places)).order_by(
        "last_name", "first_name", "patronymic", "pk"
    )


def may_be_written(*, sheet: Sheet) -> set[int]:
    """Return of whom the sheet takes a result: of anybody who ever was in the group.

    A list or an order may have told of an entry too late; a result typed or loaded is not lost.
    """
    own = Q(enrolments__group=sheet.group_id) | Q(results__sheet=sheet)
    return set(Student.objects.unmerged().filter(own).values_list("pk", flat=True))


def criteria_of_sheet(*, sheet: Sheet) -> QuerySet[Criterion]:
    """Return the columns of a sheet in their order."""
    return Criterion.objects.filter(instrument=sheet.instrument_id).order_by("position", "pk")


def results_of_sheet(*, sheet: Sheet) -> dict[tuple[int, int], Result]:
    """Return the filled cells by (student, criterion)."""
    return {
        (row.student_id, row.criterion_id): row
        for row in Result.objects.filter(sheet=sheet).order_by("pk")
    }


def codes_checked_by(*, sheet: Sheet) -> list[str]:
    """Return the codes of the labour functions on which the sheet's criteria bear."""
    codes = CriterionFunction.objects.filter(criterion__instrument=sheet.instrument_id)
    return sorted(set(codes.values_list("function__code", flat=True)))


def cells_since(*, sheet: Sheet, moment: datetime | None) -> list[Result]:
    """Return the cells written at `moment` or later (None: all), with who wrote them."""
    rows = Result.objects.filter(sheet=sheet).select_related("updated_by")
    if moment is not None:
        rows = rows.filter(updated_at__gte=moment)
    return list(rows.order_by("updated_at", "pk"))


def history_of_cell(*, sheet: Sheet, student_id: int, criterion_id: int) -> list[ResultChange]:
    """Return every change of one cell, newest first."""
    return list(
        ResultChange.objects.filter(sheet=sheet, student_id=student_id, criterion_id=criterion_id)
        .select_related("changed_by")
        .order_by("-changed_at", "-pk")
    )


def sheet_of(*, scope: Scope, pk: int) -> Sheet | None:
    """Return one sheet of the own college; None for any other."""
    return (
        Sheet.objects.visible_to(scope)
        .select_related("group__programme__speciality", "instrument", "college", "rater")
        .filter(pk=pk)
        .first()
    )


def instruments_of(*, scope: Scope) -> QuerySet[Instrument]:
    """Return the forms of assessment that the own college may use: its own and the shared ones."""
    own = Q(college__isnull=True) | Q(college_id__in=scope.college_ids)
    return Instrument.objects.filter(own, is_archived=False).order_by("name", "pk")


def instruments_showing(
    *, scope: Scope, function_id: int, for_practice: bool
) -> QuerySet[Instrument]:
    """Return those of `instruments_of` that speak of a function, or of it in practice."""
    showing = CriterionFunction.objects.filter(function_id=function_id)
    found = instruments_of(scope=scope).filter(
        pk__in=showing.values("criterion__instrument_id"), component=Component.PRACTICAL
    )
    return found.filter(kind__in=PRACTICE_KINDS) if for_practice else found


def groups_to_assess(*, scope: Scope) -> QuerySet[StudyGroup]:
    """Return the own college's groups, the studying ones first."""
    if not scope.is_college_staff:
        return StudyGroup.objects.none()
    return StudyGroup.objects.visible_to(scope).order_by("is_archived", "name", "pk")


def changes_of_sheet(*, sheet: Sheet, limit: int = 50) -> list[ResultChange]:
    """Return the latest changes of cells, newest first."""
    return list(
        ResultChange.objects.filter(sheet=sheet)
        .select_related("student", "criterion", "changed_by")
        .order_by("-changed_at", "-pk")[:limit]
    )
