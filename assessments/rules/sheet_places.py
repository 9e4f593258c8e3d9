"""Who stands in a sheet on the day it was held: from entries, orders and leave, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from colleges.enums import EnrolmentState, MovementKind

# A list of the contingent does not tell since when people study: its entries bear the day it was
# loaded. A group comes in several goes (rows are mended, files follow), so whoever a list added
# within this time of the first entry counts as having been there before.
LISTED_WITHIN: Final = timedelta(days=31)

# States in which a student belongs to a group without having left it.
_THERE: Final = (EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A student's time in the group of a sheet; `by_order` when an order tells its first day."""

    student_id: int
    state: EnrolmentState
    started_on: date
    ended_on: date | None
    by_order: bool


@dataclass(frozen=True, slots=True)
class LeaveOrder:
    """An order that a student goes on academic leave, or comes back."""

    student_id: int
    kind: MovementKind
    happened_on: date


def standing_on(
    *, entries: Sequence[Entry], orders: Iterable[LeaveOrder], day: date
) -> dict[int, bool]:
    """Return who was in the group on the day, each with whether on academic leave then.

    `orders` come in the order in which they took effect. Graduates stay with their group: exams
    are entered after the day of graduation too.
    """
    listed = [one.started_on for one in entries if not one.by_order]
    known_until = max(day, min(listed) + LISTED_WITHIN) if listed else day
    there = [
        one
        for one in entries
        if one.started_on <= (day if one.by_order else known_until) and _is_there(one, day)
    ]
    own: dict[int, list[LeaveOrder]] = {}
    for order in orders:
        own.setdefault(order.student_id, []).append(order)
    return {one.student_id: _is_on_leave(one, own.get(one.student_id, ()), day) for one in there}


def _is_there(entry: Entry, day: date) -> bool:
    if entry.state == EnrolmentState.GRADUATED:
        return True
    if entry.ended_on is None:
        return entry.state in _THERE
    return entry.ended_on >= day


def _is_on_leave(entry: Entry, orders: Sequence[LeaveOrder], day: date) -> bool:
    """Say what the last order before the day made of it; else what the next one ends.

    Whoever was expelled on leave and reinstated has no order that ends the leave: what came before
    an entry by an order counts no more.
    """
    if entry.by_order:
        orders = [one for one in orders if one.happened_on >= entry.started_on]
    before = [one for one in orders if one.happened_on <= day]
    if before:
        return before[-1].kind == MovementKind.WENT_ON_LEAVE
    if orders:
        return orders[0].kind == MovementKind.RETURNED
    return entry.state == EnrolmentState.ACADEMIC_LEAVE
