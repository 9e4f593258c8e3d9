import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.enums import Role
from core.models import AuditEntry
from dashboards.rules.pages import PlacePage
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.places import PlaceNotFound
from reports.enums import TicketState
from reports.models import FigureTicket
from reports.services.releases import publish_release, withdraw_release
from reports.services.tickets import (
    AlreadyAsked,
    Asker,
    Claim,
    TicketClosed,
    UnknownFigure,
    Verdict,
    answer_ticket,
    open_page_ticket,
    open_ticket,
    withdraw_ticket,
)
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.reports import FigureTicketFactory

CLAIM = Claim(figure="colleges:2", text="Не учтена группа М-31", expected="55")


@pytest.fixture
def published(draft, approve, now):
    approve(draft)
    return publish_release(release=draft, actor_id=None, now=now)


@pytest.fixture
def ask(published, region, now):
    user = UserFactory()

    def ask(claim=CLAIM, college=region.first):
        return open_ticket(release=published, claim=claim, asker=Asker(college.pk, user.pk, now))

    return ask


def test_question_keeps_the_figure_as_it_is_printed(ask, now):
    ticket = ask()
    assert (ticket.figure_name, ticket.printed, ticket.expected) == ("Оценено", "40", "55")
    assert ticket.due_date == dt.date(2026, 12, 4)
    assert ticket.state == TicketState.OPEN
    line = AuditEntry.objects.get(action="reports.open_ticket")
    assert (line.object_id, line.details) == (str(ticket.pk), {})


def test_same_figure_is_asked_about_once_at_a_time(ask, now):
    first = ask()
    with pytest.raises(AlreadyAsked):
        ask()
    answer_ticket(ticket=first, verdict=Verdict("Верно"), actor_id=first.created_by_id, now=now)
    assert ask().pk != first.pk


def test_colleges_ask_about_printed_figures_of_their_own_only(ask, region):
    with pytest.raises(UnknownFigure):
        ask(Claim(figure="colleges:1", text="Место"))
    with pytest.raises(UnknownFigure):
        ask(college=region.small)
    assert FigureTicket.objects.count() == 0


def test_withdrawn_release_is_not_asked_about(ask, published, now):
    withdraw_release(release=published, note="Ошибка", actor_id=None, now=now)
    with pytest.raises(UnknownFigure):
        ask()


@pytest.mark.parametrize(
    ("note", "state"), [("", TicketState.CONFIRMED), ("Оценено 55", TicketState.CORRECTED)]
)
def test_answer_closes_the_question(ask, now, note, state):
    ticket, officer = ask(), UserFactory()
    answer_ticket(ticket=ticket, verdict=Verdict("Ответ", note), actor_id=officer.pk, now=now)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answer, ticket.correction_note) == (state, "Ответ", note)
    assert (ticket.answered_by, ticket.closed_at) == (officer, now)


def test_closed_question_stays_closed(ask, now):
    ticket = ask()
    withdraw_ticket(ticket=ticket, actor_id=ticket.created_by_id, now=now)
    assert FigureTicket.objects.get().state == TicketState.WITHDRAWN
    with pytest.raises(TicketClosed):
        withdraw_ticket(ticket=ticket, actor_id=ticket.created_by_id, now=now)
    with pytest.raises(TicketClosed):
        answer_ticket(ticket=ticket, verdict=Verdict("Да"), actor_id=ticket.created_by_id, now=now)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": TicketState.CONFIRMED},
        {"state": TicketState.CONFIRMED, "closed_at": dt.datetime(2026, 7, 2, tzinfo=dt.UTC)},
        {"correction_note": "Исправлено"},
    ],
)
def test_database_keeps_answers_whole(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureTicketFactory(**broken)


@pytest.fixture
def ask_page(region, now):
    client = RoleClient(MembershipFactory(role=Role.COLLEGE_MANAGER, college=region.first))
    user = UserFactory()

    def ask(programme=region.groups[0].programme, figure="total:2"):
        return open_page_ticket(
            page=PlacePage(PlaceKind.PROGRAMME, programme.pk, 2026),
            scope=client.scope,
            claim=Claim(figure=figure, text="Не учтена группа М-31"),
            asker=Asker(region.first.pk, user.pk, now),
        )

    return ask


def test_question_about_a_programme_keeps_page_and_figure(ask_page, region):
    speciality = region.groups[0].programme.speciality
    ticket = ask_page()
    assert (ticket.release, ticket.page) == (
        None,
        f"programme:{region.groups[0].programme_id}:2026:",
    )
    assert ticket.page_title == f"{speciality.code} {speciality.name}, выпуск 2026"
    assert ticket.figure_name == f"{speciality.code} {speciality.name}, Оценено"
    assert ticket.printed == "40"


def test_figure_of_a_page_is_asked_about_once_at_a_time(ask_page, now):
    first = ask_page()
    with pytest.raises(AlreadyAsked):
        ask_page()
    ask_page(figure="total:3")
    withdraw_ticket(ticket=first, actor_id=first.created_by_id, now=now)
    assert ask_page().pk != first.pk


def test_pages_of_others_and_unprinted_figures_are_not_asked_about(ask_page, region):
    with pytest.raises(PlaceNotFound):
        ask_page(programme=region.groups[1].programme)
    with pytest.raises(UnknownFigure):
        ask_page(figure="total:99")
    assert FigureTicket.objects.count() == 0


@pytest.mark.parametrize("broken", [{"page": "college:1:2026:"}, {"release": None}])
def test_database_keeps_a_question_at_one_place(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureTicketFactory(**broken)
