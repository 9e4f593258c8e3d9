import datetime as dt

from reports.enums import TicketState
from reports.selectors.tickets import corrections_of, overdue_count, tickets_of
from tests.factories.reports import FigureTicketFactory, ReleaseFactory

CLOSED = dt.datetime(2026, 7, 2, 9, 0, tzinfo=dt.UTC)


def test_waiting_questions_come_first_the_most_urgent_on_top(region_officer_client):
    confirmed = FigureTicketFactory(state=TicketState.CONFIRMED, answer="Да", closed_at=CLOSED)
    later = FigureTicketFactory(due_date=dt.date(2026, 7, 20))
    sooner = FigureTicketFactory(due_date=dt.date(2026, 7, 3))
    scope = region_officer_client.scope
    assert list(tickets_of(scope=scope)) == [sooner, later, confirmed]
    assert list(tickets_of(scope=scope, state=TicketState.CONFIRMED)) == [confirmed]
    assert overdue_count(tickets_of(scope=scope), today=dt.date(2026, 7, 4)) == 1


def test_college_sees_its_own_questions_only(college, college_manager_client, student_client):
    own = FigureTicketFactory(college=college)
    FigureTicketFactory()
    assert list(tickets_of(scope=college_manager_client.scope)) == [own]
    assert list(tickets_of(scope=student_client.scope)) == []


def test_corrections_are_the_admitted_errors_of_a_release(db):
    release = ReleaseFactory(published=True)
    admitted = {"state": TicketState.CORRECTED, "answer": "Да", "correction_note": "Было 55"}
    own = FigureTicketFactory(release=release, closed_at=CLOSED, **admitted)
    FigureTicketFactory(release=release)
    FigureTicketFactory(closed_at=CLOSED, **admitted)
    assert list(corrections_of(release=release)) == [own]
