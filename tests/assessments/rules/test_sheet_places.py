import datetime as dt

import pytest

from assessments.rules.sheet_places import Entry, LeaveOrder, standing_on
from colleges.enums import EnrolmentState, MovementKind

DAY = dt.date(2026, 6, 18)
LONG_AGO = dt.date(2023, 9, 1)


def days(count):
    return DAY + dt.timedelta(days=count)


def entry(student, started_on=LONG_AGO, *, state="studying", ended_on=None, by_order=False):
    return Entry(student, EnrolmentState(state), started_on, ended_on, by_order)


def stand(*entries, orders=()):
    return standing_on(entries=entries, orders=orders, day=DAY)


@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (entry(1, DAY, by_order=True), True),
        (entry(1, days(1), by_order=True), False),
        (entry(1, state="expelled", ended_on=DAY), True),
        (entry(1, state="expelled", ended_on=days(-1)), False),
        (entry(1, state="transferred", ended_on=days(100)), True),
        (entry(1, state="graduated", ended_on=days(-1)), True),
        (entry(1, state="expelled"), False),
    ],
)
def test_day_of_the_sheet_decides(one, stands):
    assert stand(one) == ({1: False} if stands else {})


def test_group_that_was_listed_after_the_day_stands_whole_without_later_newcomers():
    listed = days(110)
    found = stand(
        entry(1, LONG_AGO, by_order=True),
        entry(2, listed),
        entry(3, listed + dt.timedelta(days=31)),
        entry(4, listed + dt.timedelta(days=32)),
        entry(5, listed, by_order=True),
    )

    assert sorted(found) == [1, 2, 3]


@pytest.mark.parametrize(
    ("state", "orders", "was_on_leave"),
    [
        ("leave", [], True),
        ("leave", [("leave", 0)], True),
        ("leave", [("leave", 1)], False),
        ("studying", [("leave", -9), ("returned", 1)], True),
        ("studying", [("leave", -9), ("returned", 0)], False),
        ("studying", [("returned", 1)], True),
    ],
)
def test_academic_leave_is_that_of_the_day(state, orders, was_on_leave):
    leave = [LeaveOrder(1, MovementKind(kind), days(count)) for kind, count in orders]
    strangers = [LeaveOrder(2, MovementKind.WENT_ON_LEAVE, days(-5))]

    assert stand(entry(1, state=state), orders=leave + strangers) == {1: was_on_leave}


def test_leave_ends_with_the_time_in_which_it_was_given():
    """Expelled on leave and reinstated: no order of return was ever written."""
    went = LeaveOrder(1, MovementKind.WENT_ON_LEAVE, days(-200))
    first = entry(1, state="expelled", ended_on=days(-90), by_order=True)
    again = entry(1, days(-30), by_order=True)

    assert stand(first, again, orders=[went]) == {1: False}
    assert stand(entry(1, days(-300), state="leave", by_order=True), orders=[went]) == {1: True}
