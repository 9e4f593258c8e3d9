import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from core.enums import Role
from reports.enums import TicketState
from reports.models import FigureTicket
from reports.services.releases import publish_release
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import ProgrammeFunctionFactory
from tests.factories.dashboards import group_with
from tests.factories.reports import FigureTicketFactory


@pytest.fixture
def published(draft, approve, now):
    approve(draft)
    return publish_release(release=draft, actor_id=None, now=now)


@pytest.fixture
def manager(region) -> RoleClient:
    membership: Membership = MembershipFactory(role=Role.COLLEGE_MANAGER, college=region.first)
    return RoleClient(membership)


def test_college_asks_and_everybody_reads_the_correction(
    published, manager, region_officer_client, frozen_now
):
    page = reverse("reports:release_public", args=[published.slug])
    ask = reverse("reports:ticket_create", args=[published.slug])
    assert ask in manager.get(page).content.decode()
    assert ask not in Client().get(page).content.decode()
    form = manager.get(ask).content.decode()
    assert "Оценено: 40" in form
    answer = manager.post(
        ask, {"figure": "colleges:2", "claim": "Не учтена М-31", "expected": "55"}
    )
    ticket = FigureTicket.objects.get()
    detail = reverse("reports:ticket_detail", args=[ticket.pk])
    assert answer.url == detail
    assert "Не учтена М-31" in region_officer_client.get(detail).content.decode()
    region_officer_client.post(
        reverse("reports:ticket_answer", args=[ticket.pk]),
        {"verdict": "corrected", "answer": "Согласны", "correction_note": "Оценено 55 человек"},
    )
    assert "Согласны" in manager.get(detail).content.decode()
    public = Client().get(page).content.decode()
    assert "20.11.2026, Нива, Оценено (напечатано: 40):" in public
    assert "Оценено 55 человек" in public
    assert "Не учтена М-31" not in public
    assert "Согласны" not in public


def test_second_question_about_a_figure_is_refused_in_words(published, manager):
    ask = reverse("reports:ticket_create", args=[published.slug])
    values = {"figure": "colleges:2", "claim": "Неверно"}
    manager.post(ask, values)
    assert "Об этом числе уже спросили" in manager.post(ask, values).content.decode()
    assert FigureTicket.objects.count() == 1


@pytest.mark.parametrize(
    ("verdict", "note", "words"),
    [
        ("corrected", "", "Напишите, что исправлено"),
        ("confirmed", "Стало 55", "только если ошибка признана"),
    ],
)
def test_answer_and_correction_must_fit_each_other(region_officer_client, verdict, note, words):
    ticket = FigureTicketFactory()
    answer = region_officer_client.post(
        reverse("reports:ticket_answer", args=[ticket.pk]),
        {"verdict": verdict, "answer": "Ответ", "correction_note": note},
    )
    assert words in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == TicketState.OPEN


def test_answered_question_is_not_answered_again(region_officer_client, now):
    ticket = FigureTicketFactory(
        state=TicketState.CONFIRMED, answer="Верно", closed_at=now - dt.timedelta(days=1)
    )
    url = reverse("reports:ticket_answer", args=[ticket.pk])
    page = region_officer_client.post(
        url, {"verdict": "confirmed", "answer": "Другое"}, follow=True
    )
    assert "Этот вопрос уже закрыт." in page.content.decode()
    ticket.refresh_from_db()
    assert ticket.answer == "Верно"


def test_late_answers_are_counted_and_marked(region_officer_client, frozen_now):
    FigureTicketFactory(due_date=dt.date(2026, 11, 19))
    FigureTicketFactory(due_date=dt.date(2026, 11, 20))
    text = region_officer_client.get(reverse("reports:ticket_list")).content.decode()
    assert "Ответ опаздывает на 1 вопрос." in text
    assert text.count("(просрочен)") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_reads_in_a_constant_number_of_queries(
    region_officer_client, count, django_assert_max_num_queries
):
    FigureTicketFactory.create_batch(count)
    with django_assert_max_num_queries(8):
        answer = region_officer_client.get(reverse("reports:ticket_list"))
    assert len(answer.context["rows"]) == count


def test_empty_lists_say_what_to_do(region_officer_client):
    url = reverse("reports:ticket_list")
    assert "Вопросов пока нет" in region_officer_client.get(url).content.decode()
    filtered = region_officer_client.get(url, {"state": "open"}).content.decode()
    assert "Таких вопросов нет" in filtered


def test_report_is_asked_about_from_the_rows_about_the_college_only(published, manager, region):
    programme = region.groups[0].programme
    ProgrammeFunctionFactory(programme=programme, function=region.function)
    page = reverse("reports:release_public", args=[published.slug])
    ask = reverse("reports:ticket_create", args=[published.slug])
    text = manager.get(page).content.decode()
    rows = ("municipalities", "colleges", f"functions%3A{region.function.pk}")
    assert [f'href="{ask}?row={row}"' in text for row in rows] == [True, True, True]
    assert text.count(f'href="{ask}?row=') == 3
    assert f'href="{ask}?row=' not in Client().get(page).content.decode()


def test_function_of_a_report_is_asked_about_in_its_row(published, manager, region):
    ProgrammeFunctionFactory(programme=region.groups[0].programme, function=region.function)
    ask = reverse("reports:ticket_create", args=[published.slug])
    row = f"functions:{region.function.pk}"
    answer = manager.post(
        f"{ask}?row={row}", {"figure": f"{row}:4", "claim": "Средняя не та", "expected": "0,60"}
    )
    ticket = FigureTicket.objects.get()
    assert answer.url == reverse("reports:ticket_detail", args=[ticket.pk])
    assert (ticket.figure, ticket.printed) == (f"{row}:4", "0,50")
    assert ticket.figure_name == "A/01.3 Посев зерновых, Средняя оценка"


def test_correction_of_a_programme_stands_on_its_page_for_all_its_readers(
    region, manager, region_officer_client, frozen_now
):
    programme = region.groups[0].programme
    place = reverse("dashboards:programme", args=[programme.pk])
    ask = reverse("reports:page_ticket_create")
    query = f"page=programme%3A{programme.pk}%3A2026%3A&row=total"
    assert f"{ask}?{query}".replace("&", "&amp;") in manager.get(place).content.decode()
    assert ask not in region_officer_client.get(place).content.decode()
    manager.post(f"{ask}?{query}", {"figure": "total:2", "claim": "Не учтена М-31"})
    ticket = FigureTicket.objects.get()
    region_officer_client.post(
        reverse("reports:ticket_answer", args=[ticket.pk]),
        {"verdict": "corrected", "answer": "Согласны", "correction_note": "Оценено 55 человек"},
    )
    for client in (manager, region_officer_client):
        text = client.get(place).content.decode()
        assert "Оценено 55 человек" in text
        assert "(было: 40)" in text
        detail = client.get(reverse("reports:ticket_detail", args=[ticket.pk])).content.decode()
        assert f'href="{place}?year=2026"' in detail
    other = reverse("dashboards:programme", args=[region.groups[1].programme_id])
    assert "Оценено 55 человек" not in region_officer_client.get(other).content.decode()


@pytest.mark.parametrize("page", ["", "programme:0:2026:", "region:0:2026:"])
def test_question_about_no_page_is_not_found(manager, page):
    assert manager.get(reverse("reports:page_ticket_create"), {"page": page}).status_code == 404


def test_row_that_others_do_not_see_says_so(region, manager, settings):
    settings.MINIMUM_CELL = 5
    group = group_with(region.first, (1, 1, 1, 0))
    text = manager.get(
        reverse("reports:page_ticket_create"),
        {"page": f"programme:{group.programme_id}:2026:", "row": f"parts:{group.pk}"},
    ).content.decode()
    assert "Оценено: 3" not in text
