"""The mentor's pages as a browser without scripts, and as the page's own script, asks for them."""

import datetime as dt
import gzip
import logging
import re
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry, Job
from employers.enums import Answer, EvaluationOrigin
from employers.models import Evaluation, FunctionRating, RatingRequest
from employers.services.asking import SEND_RATING_LETTER
from employers.services.evaluations import ACCEPT_EVALUATION
from tests.factories.employers import (
    ContactFactory,
    EvaluationFactory,
    FunctionRatingFactory,
)
from tests.factories.standards import FunctionElementFactory, LabourFunctionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
DAY = dt.timedelta(days=1)
HIDDEN = re.compile(r'<section class="screen"[^>]* hidden>.*?</section>', re.DOTALL)


@pytest.fixture
def phone() -> Client:
    """A browser without an account that checks forged requests as a real server does."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def url(link) -> str:
    return reverse("employers:rate", args=[link.token])


def as_script(phone: Client, url: str, **data):
    return phone.post(url, data, headers={"accept": "application/json"})


def heading(response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", visible(response))
    assert found is not None
    return found.group(1)


def visible(response) -> str:
    """Return the page without the screens that are hidden."""
    return HIDDEN.sub("", response.content.decode())


def test_link_opens_on_whom_where_when_and_who_will_see(phone, url, placement):
    placement.student.college.phone = "+7 865 000-00-00"
    placement.student.college.save()
    response = phone.get(url)
    page = visible(response)
    assert response.status_code == 200
    assert heading(response) == "Оцените практиканта: Мария\xa0В."
    for text in (
        "31\xa0октября – 13\xa0ноября 2026, производственная практика",
        "СПК «Заря»",
        placement.student.college.short_name,
        "колледж и министерство, студент увидит после вас",
        "Вопросов 4, это около 2 мин.",
        '<a href="tel:+78650000000">+7 865 000-00-00</a>',
    ):
        assert text in page
    assert "Вершинин" not in response.content.decode()


def test_page_is_kept_by_nobody_and_leads_nowhere(phone, url):
    response = phone.get(url)
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert not phone.cookies


def test_looking_writes_nothing(phone, url, link):
    phone.get(url)
    phone.get(url, {"step": "review"})
    link.request.refresh_from_db()
    assert link.request.opened_at is None
    assert not Evaluation.objects.exists()


def test_page_weighs_little(phone, url):
    """Decision 0026: no font, and few kilobytes for all that a phone fetches."""
    page = phone.get(url)
    assert len(gzip.compress(page.content)) < 6_000
    assets = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page.text))
    files = [Path(finders.find(asset)).read_bytes() for asset in assets]
    assert len(files) == 5
    assert not any(b"@font-face" in file for file in files)
    assert sum(len(gzip.compress(file)) for file in files) < 9_000


def test_secret_never_stands_in_logs(phone, url, link, caplog):
    caplog.set_level(logging.DEBUG)
    phone.get(url)
    phone.post(url, {"step": "intro"})
    RatingRequest.objects.update(revoked_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    assert phone.get(url).status_code == 410
    assert phone.get(reverse("employers:rate", args=[link.token + "x"])).status_code == 404
    assert link.token not in caplog.text
    assert link.token not in "".join(str(line.details) for line in AuditEntry.objects.all())


def test_plain_forms_lead_from_screen_to_screen(phone, url, functions, link, now):
    response = phone.post(url, {"step": "intro"})
    assert response.url == f"{url}?step=1"
    link.request.refresh_from_db()
    assert link.request.opened_at == now
    first, second = (function.pk for function in functions)
    response = phone.post(url, {"step": "1", "function": first, "answer": "with_hint"})
    assert response.url == f"{url}?step=2"
    response = phone.post(url, {"step": "2", "function": second})
    assert response.url == f"{url}?step=work"
    response = phone.post(url, {"step": "work", "discipline": "regularly", "days_missed": "0"})
    assert response.url == f"{url}?step=hire"
    response = phone.post(url, {"step": "hire", "would_hire": "yes", "comment": "Молодец"})
    assert response.url == f"{url}?step=review"
    page = visible(phone.get(response.url))
    assert "Проверьте ответы" in page
    assert page.count(">нет ответа<") == 2  # the second function and safety
    response = phone.post(url, {"step": "review"})
    assert response.url == url
    evaluation = Evaluation.objects.get()
    assert FunctionRating.objects.get().answer == Answer.WITH_HINT
    assert (evaluation.submitted_at, evaluation.origin) == (now, EvaluationOrigin.LINK)
    assert (evaluation.discipline, evaluation.days_missed) == ("regularly", 0)
    assert (evaluation.would_hire, evaluation.comment) == ("yes", "Молодец")
    assert Job.objects.get(kind=ACCEPT_EVALUATION).parameters == {"evaluation_id": evaluation.pk}
    assert heading(phone.get(url)) == "Спасибо, оценка отправлена"


def test_first_tap_begins_a_draft_without_the_start_button(phone, url, functions):
    response = as_script(phone, url, step="1", function=functions[0].pk, answer="cannot")
    assert response.json() == {"saved_at": "2026-11-20T09:00:00+00:00"}
    assert FunctionRating.objects.get().answer == Answer.CANNOT


def test_returning_mentor_continues_where_he_stopped(phone, url, placement, functions):
    evaluation = EvaluationFactory(placement=placement)
    FunctionRatingFactory(evaluation=evaluation, function=functions[0])
    response = phone.get(url)
    assert heading(response) == "Посев культур"
    assert "2 из 4 · осталось около минуты" in visible(response)
    assert heading(phone.get(url, {"step": "nonsense"})) == "Посев культур"
    assert heading(phone.get(url, {"step": "1"})) == "Подготовка почвы"


def test_wrong_days_are_refused_and_what_was_typed_stays(phone, url):
    response = phone.post(url, {"step": "work", "safety": "never", "days_missed": "15"})
    page = visible(response)
    assert response.status_code == 422
    assert "Практика длилась 14 дн., пропустить больше нельзя." in page
    assert 'value="15"' in page
    assert re.search(r'name="safety" value="never" checked', page)
    assert not Evaluation.objects.exists()


def test_script_is_told_why_an_answer_is_refused(phone, url, functions):
    response = as_script(phone, url, step="work", days_missed="15")
    assert response.status_code == 422
    assert response.json() == {"problem": "Практика длилась 14 дн., пропустить больше нельзя."}
    response = as_script(phone, url, step="1", function=functions[0].pk, answer="отлично")
    assert response.json() == {"problem": "Такого вопроса или ответа нет. Обновите страницу."}
    response = as_script(phone, url, step="review")
    assert response.json() == {
        "problem": "Пока нечего отправлять: ответьте хотя бы про одну трудовую функцию."
    }


def test_unknown_step_leads_back_to_the_page(phone, url):
    assert phone.post(url, {"step": "99"}).url == url


def test_nothing_judged_is_not_sent(phone, url, functions):
    for number, function in enumerate(functions, start=1):
        phone.post(url, {"step": number, "function": function.pk, "answer": "no_such_work"})
    response = phone.post(url, {"step": "review"})
    assert response.status_code == 422
    assert "Ни одна трудовая функция не оценена." in visible(response)
    phone.post(url, {"step": "hire", "comment": "Чинил забор"})
    assert phone.post(url, {"step": "review"}).status_code == 302
    assert Evaluation.objects.get().submitted_at is not None


def test_contradiction_is_shown_before_sending_and_forbids_nothing(phone, url, functions):
    phone.post(url, {"step": "1", "function": functions[0].pk, "answer": "cannot"})
    phone.post(url, {"step": "hire", "would_hire": "yes"})
    page = visible(phone.get(url, {"step": "review"}))
    assert "Вы взяли бы на работу, но все оценённые функции отмечены «Пока не может»." in page
    assert phone.post(url, {"step": "review"}).status_code == 302


@pytest.fixture
def sent(phone, url, functions) -> Evaluation:
    phone.post(url, {"step": "1", "function": functions[0].pk, "answer": "with_hint"})
    phone.post(url, {"step": "review"})
    return Evaluation.objects.get()


def test_sent_answers_are_shown_with_the_days_left_to_correct(phone, url, sent):
    page = visible(phone.get(url))
    assert "Отправлено 20.11.2026 12:00." in page
    assert "Если ошиблись, исправьте до 04.12.2026" in page
    assert "Делает с подсказкой" in page


def test_correction_by_form_takes_effect(phone, url, sent, functions):
    response = phone.get(url, {"step": "1"})
    assert heading(response) == "Подготовка почвы"
    assert re.search(r'value="with_hint" checked', visible(response))
    response = phone.post(url, {"step": "1", "function": functions[0].pk, "answer": "independent"})
    assert response.url == url
    assert FunctionRating.objects.get().answer == Answer.INDEPENDENT
    assert "Исправлено 20.11.2026 12:00." in visible(phone.get(url))


def test_correction_that_leaves_nothing_judged_is_refused(phone, url, sent, functions):
    response = phone.post(url, {"step": "1", "function": functions[0].pk, "answer": "not_observed"})
    assert response.status_code == 422
    assert "Ни одна трудовая функция не оценена." in visible(response)
    assert FunctionRating.objects.get().answer == Answer.WITH_HINT


@pytest.mark.parametrize(
    ("step", "title"), [("work", "Как работал"), ("hire", "Взяли бы на работу?")]
)
def test_remarks_are_corrected_on_their_own_screens(phone, url, sent, step, title):
    assert heading(phone.get(url, {"step": step})) == title
    wrong = phone.post(url, {"step": "work", "days_missed": "99"})
    assert wrong.status_code == 422
    assert 'value="99"' in visible(wrong)


def test_correction_is_closed_after_its_days(phone, url, sent, functions, time_machine_at):
    time_machine_at(14 * DAY)
    page = visible(phone.get(url, {"step": "1"}))
    assert "Срок исправления закончился 04.12.2026." in page
    assert "изменить" not in page
    phone.post(url, {"step": "1", "function": functions[0].pk, "answer": "cannot"})
    assert FunctionRating.objects.get().answer == Answer.WITH_HINT


@pytest.fixture
def time_machine_at(now):
    with time_machine.travel(now, tick=False) as clock:
        yield lambda after: clock.move_to(now + after)


def test_late_answer_of_a_draft_sent_elsewhere_loads_the_page_anew(phone, url, sent):
    response = as_script(phone, url, step="review")
    assert (response.status_code, response.json()) == (409, {"reload": True})
    assert phone.post(url, {"step": "review"}).url == url


def test_practice_that_has_not_begun_says_from_when(phone, url, placement):
    placement.starts_on, placement.ends_on = dt.date(2026, 12, 1), dt.date(2026, 12, 20)
    placement.save()
    assert heading(phone.get(url)) == "Практика ещё не началась"
    assert "с первого дня практики, 01.12.2026" in visible(phone.get(url))
    assert phone.post(url, {"step": "intro"}).url == url
    assert not Evaluation.objects.exists()


def test_unknown_secret_is_not_found_and_shows_the_way_on(phone):
    response = phone.get(reverse("employers:rate", args=["nobody-has-this"]))
    assert response.status_code == 404
    assert heading(response) == "Такой ссылки нет"
    assert f'href="{reverse("employers:link_lost")}"' in visible(response)
    assert response["Cache-Control"] == "no-store, private"


def test_withdrawn_link_is_gone_for_good(phone, url, link, now):
    RatingRequest.objects.update(revoked_at=now)
    response = phone.get(url)
    assert response.status_code == 410
    assert heading(response) == "Ссылку отозвал колледж"
    assert "wish" not in visible(response)
    assert phone.post(url, {"wish": "renew"}).status_code == 410
    assert not Job.objects.filter(kind=SEND_RATING_LETTER).exists()


@pytest.fixture
def expired(link, time_machine_at) -> None:
    time_machine_at(61 * DAY)


def test_expired_link_saves_nothing(phone, url, expired, functions):
    response = as_script(phone, url, step="1", function=functions[0].pk, answer="cannot")
    assert (response.status_code, response.json()) == (410, {"closed": True})
    assert phone.post(url, {"step": "intro"}).status_code == 410
    assert not Evaluation.objects.exists()


def test_expired_link_sends_a_fresh_one_to_the_known_address(
    phone, url, link, expired, run_jobs, now
):
    response = phone.get(url)
    assert response.status_code == 410
    assert heading(response) == "Срок этой ссылки закончился"
    response = phone.post(url, {"wish": "renew"})
    assert response.url == f"{url}?asked=1"
    answer = visible(phone.get(response.url))
    assert "Просьба принята." in answer
    assert "mentor@example.invalid" not in answer
    run_jobs(at=now + 61 * DAY)
    (letter,) = mail.outbox
    assert letter.to == ["mentor@example.invalid"]
    fresh = re.search(r"http://testserver(/r/\S+)", letter.body)
    assert fresh is not None
    assert fresh.group(1) != url
    assert phone.get(fresh.group(1)).status_code == 200


def test_fresh_link_is_not_sent_twice_an_hour(phone, url, link, expired, run_jobs, now):
    for _press in range(2):
        phone.post(url, {"wish": "renew"})
        run_jobs(at=now + 61 * DAY)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("without", ["mentor", "address"])
def test_wish_without_a_known_address_reaches_the_college(
    phone, url, expired, mentor, without, now
):
    if without == "mentor":
        RatingRequest.objects.update(mentor=None)
    else:
        mentor.email = ""
        mentor.save()
    with_address = "Просьба принята. Если колледж знает вашу почту"
    response = phone.post(url, {"wish": "renew"})
    assert with_address in visible(phone.get(response.url))
    assert RatingRequest.objects.get().asked_again_at == now + 61 * DAY
    assert not Job.objects.filter(kind=SEND_RATING_LETTER).exists()


def test_mentor_stops_reminders_and_may_still_rate(phone, url, link, now):
    response = phone.post(url, {"wish": "mute"})
    assert heading(response) == "Больше не напомним"
    link.request.refresh_from_db()
    assert link.request.reminders_stopped_at == now
    assert phone.get(url).status_code == 200


def test_lost_link_is_sent_to_a_known_address_alone(phone, link, mentor, now, run_jobs):
    ContactFactory(email="stranger@example.invalid")
    lost = reverse("employers:link_lost")
    assert heading(phone.get(lost)) == "Потерялась ссылка для оценки?"
    RatingRequest.objects.update(created_at=now - DAY)
    answers = [
        re.sub(r"\s+", " ", visible(phone.post(lost, {"email": email})))
        for email in (
            "MENTOR@example.invalid",
            "stranger@example.invalid",
            "nobody@example.invalid",
        )
    ]
    assert len(set(answers)) == 1
    assert "Если колледж писал на этот адрес" in answers[0]
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [["mentor@example.invalid"]]


def test_lost_link_needs_an_address(phone):
    response = phone.post(reverse("employers:link_lost"), {"email": "не почта"})
    assert "Введите правильный адрес электронной почты." in response.content.decode()


def test_language_is_chosen_in_the_address_and_kept_in_a_cookie(phone, url, settings):
    response = phone.get(url, {"step": "1", "lang": "kk"})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "kk"
    page = response.content.decode()
    assert '<html lang="kk">' in page
    # A phone that keeps no cookies carries the language on.
    assert f"{url}?step=2&amp;lang=kk" in page
    assert '<html lang="ru">' in Client().get(url, {"lang": "xx"}).content.decode()


def test_worker_holds_nothing_of_anybody(phone):
    response = phone.get(reverse("employers:rate_worker"))
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert b"caches" in response.content


@pytest.mark.parametrize("count", [1, 5])
def test_page_takes_a_constant_number_of_queries(
    phone, url, placement, count, django_assert_num_queries
):
    for _function in range(count):
        function = LabourFunctionFactory()
        FunctionElementFactory(function=function)
        placement.functions.add(function)
    with django_assert_num_queries(5):
        phone.get(url)
