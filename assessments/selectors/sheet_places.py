"""Who stands in sheets: one answer for the grid, the files, the papers, the tasks."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from assessments.models import Result, Sheet
from assessments.rules.sheet_places import Entry, LeaveOrder, standing_on
from colleges.enums import EnrolmentState, MovementKind
from colleges.models import Enrolment, Movement

_LEAVE = (MovementKind.WENT_ON_LEAVE, MovementKind.RETURNED)
# Orders by which nobody enters a group.
_NO_ENTRY = (MovementKind.WENT_ON_LEAVE, MovementKind.EXPELLED, MovementKind.GRADUATED)


def places_of_sheets(*, sheets: Iterable[Sheet]) -> dict[int, dict[int, bool]]:
    """Return by sheet who stands in it, and whether on academic leave that day without a result.

    In an open sheet: the group on the day it was held, with whoever has a cell. In a submitted or
    voided one only the latter: submission gives a cell to everybody who stood there, see
    `services.submissions.keep_places`. A record merged into another stands nowhere.
    """
    asked = list(sheets)
    written = _written([sheet.pk for sheet in asked])
    days: dict[int, set[date]] = {}
    for sheet in asked:
        if sheet.is_editable:
            days.setdefault(sheet.group_id, set()).add(sheet.held_on)
    standing = _standing(days)
    return {
        sheet.pk: {
            **standing.get((sheet.group_id, sheet.held_on), {}),
            **dict.fromkeys(written.get(sheet.pk, ()), False),
        }
        if sheet.is_editable
        else dict.fromkeys(written.get(sheet.pk, ()), False)
        for sheet in asked
    }


def expected_in(places: Mapping[int, bool]) -> int:
    """Return how many of those who stand in a sheet are to be assessed."""
    return sum(not is_on_leave for is_on_leave in places.values())


def _written(sheet_ids: Collection[int]) -> dict[int, list[int]]:
    rows = Result.objects.filter(sheet__in=sheet_ids, student__merged_into__isnull=True)
    found: dict[int, list[int]] = {}
    for sheet_id, student_id in rows.order_by().values_list("sheet_id", "student_id").distinct():
        found.setdefault(sheet_id, []).append(student_id)
    return found


def _standing(days: dict[int, set[date]]) -> dict[tuple[int, date], dict[int, bool]]:
    """Return {(group, day): {student: on leave}}."""
    if not days:
        return {}
    rows = Enrolment.objects.filter(group__in=days, student__merged_into__isnull=True)
    movements = Movement.objects.filter(
        student__in=Enrolment.objects.filter(group__in=days).values("student")
    ).order_by("happened_on", "pk")
    orders = list(movements.values_list("student_id", "kind", "happened_on"))
    ordered = {(student_id, day) for student_id, kind, day in orders if kind not in _NO_ENTRY}
    leave = [
        LeaveOrder(student_id, MovementKind(kind), day)
        for student_id, kind, day in orders
        if kind in _LEAVE
    ]
    entries: dict[int, list[Entry]] = {}
    fields = ("group_id", "student_id", "state", "started_on", "ended_on")
    for group_id, student_id, state, started_on, ended_on in rows.order_by(
        "started_on", "pk"
    ).values_list(*fields):
        by_order = (student_id, started_on) in ordered
        entries.setdefault(group_id, []).append(
            Entry(student_id, EnrolmentState(state), started_on, ended_on, by_order)
        )
    return {
        (group_id, day): standing_on(entries=entries.get(group_id, ()), orders=leave, day=day)
        for group_id, own in days.items()
        for day in own
    }
