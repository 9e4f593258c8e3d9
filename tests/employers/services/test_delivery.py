import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import translation

from core.models import AuditEntry
from employers.models import RatingRequest
from employers.rules.links import token_digest
from employers.services.delivery import (
    language_of,
    link_address,
    message_text,
    send_rating_letter,
)
from tests.factories.colleges import MunicipalityFactory
from tests.factories.employers import PlacementFactory

pytestmark = pytest.mark.django_db
BASE = "https://portal.example.invalid"
CODE = "abc"
HOW_LONG = (
    "Это займёт 2\xa0минуты. Регистрация не нужна, можно с телефона: откройте ссылку и отвечайте."
)
HOW_TO_STOP = (
    "Напомним не больше двух раз. Не хотите напоминаний: нажмите «Больше не напоминать» на"
    " странице по ссылке."
)
WHO_SEES = (
    "Ответ увидят колледж и министерство, студент увидит после вас. "
    "Отправленное можно исправить в течение 14 дней по той же ссылке."
)


def send(contact, *placements, now, is_reminder=False):
    return send_rating_letter(
        contact=contact,
        placements=placements,
        base_url=BASE,
        created_by_id=None,
        is_reminder=is_reminder,
        now=now,
    )


def test_address_stands_below_the_portals_own():
    assert link_address(token=CODE, base_url=BASE) == f"{BASE}/r/abc/"
    assert link_address(token=CODE, base_url=f"{BASE}/") == f"{BASE}/r/abc/"


def test_letter_says_whom_where_when_and_how_long(placement, mentor, now):
    college = placement.student.college
    college.short_name, college.phone = "Колледж «Нива»", "+7 865 000-00-00"
    assert send(mentor, placement, now=now) == 1
    (letter,) = mail.outbox
    assert letter.subject == "Оцените практиканта: Мария\xa0В., 2\xa0минуты"
    assert letter.to == ["mentor@example.invalid"]
    token = re.search(r"/r/([\w-]{43})/", letter.body)
    assert token is not None
    assert RatingRequest.objects.get().token_sha256 == token_digest(token.group(1))
    lines = [line for line in letter.body.splitlines() if line]
    assert lines == [
        "Здравствуйте, Пётр Саввич!",
        "Колледж «Нива» просит оценить, как прошла практика у вас на предприятии (СПК «Заря»).",
        HOW_LONG,
        "Мария\xa0В., 31\xa0октября – 13\xa0ноября 2026",
        f"{BASE}/r/{token.group(1)}/",
        "Ссылка действует до 19.01.2027.",
        WHO_SEES,
        HOW_TO_STOP,
        "Вопросы: Колледж «Нива», +7 865 000-00-00",
        "Ссылка личная: не пересылайте её. Если письмо пришло вам по ошибке, удалите его.",
    ]


def test_letter_never_names_the_surname(placement, mentor, now):
    send(mentor, placement, now=now)
    (letter,) = mail.outbox
    assert "Вершинин" not in letter.subject + letter.body


def test_one_letter_holds_several_interns(placement, mentor, now):
    other = PlacementFactory(employer=placement.employer, mentor=mentor)
    assert send(mentor, placement, other, now=now) == 2
    (letter,) = mail.outbox
    assert letter.subject == "Оцените практикантов: 2, на каждого 2\xa0минуты"
    assert len(set(re.findall(r"/r/[\w-]{43}/", letter.body))) == 2


def test_reminder_says_that_it_is_one(placement, mentor, link, now):
    send(mentor, placement, now=now, is_reminder=True)
    (letter,) = mail.outbox
    assert letter.subject == "Напоминание. Оцените практиканта: Мария\xa0В., 2\xa0минуты"
    assert "Напоминаем о просьбе" in letter.body
    link.request.refresh_from_db()
    assert link.request.reminded_at == now


def test_letter_that_no_server_takes_leaves_no_link(placement, mentor, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with pytest.raises(OSError, match=r".+"):
        send(mentor, placement, now=now)
    assert not RatingRequest.objects.exists()
    assert AuditEntry.objects.filter(action="employers.discard_rating_request").count() == 1


def test_message_is_short_and_without_the_surname(placement):
    placement.student.college.short_name = "Колледж «Нива»"
    with translation.override("en"):
        text = message_text(placement=placement, intern="Мария\xa0В.", token=CODE, base_url=BASE)
    assert text == (
        "Колледж «Нива» просит оценить практиканта: Мария\xa0В., "
        f"31\xa0октября – 13\xa0ноября. {BASE}/r/abc/"
    )


def test_enterprise_is_written_to_in_the_language_of_its_country(placement):
    assert language_of(placement) == "ru"
    placement.employer.municipality = MunicipalityFactory(country="KZ")
    assert language_of(placement) == "kk"


def test_link_in_a_letter_outlives_the_practice(placement, mentor, now):
    placement.ends_on = dt.date(2026, 12, 31)
    send(mentor, placement, now=now)
    assert "Ссылка действует до 01.03.2027." in mail.outbox[0].body
