import datetime as dt
import re
from io import BytesIO

import openpyxl
import pytest
from django.core import mail
from django.urls import reverse

from core.models import AuditEntry
from employers.enums import RequestChannel
from employers.models import RatingRequest
from employers.rules.links import token_digest
from tests.factories.colleges import EnrolmentFactory, StudentFactory
from tests.factories.employers import (
    ContactFactory,
    EvaluationFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
BOARD = "/placements/"


@pytest.fixture
def teacher(college_teacher_client):
    return college_teacher_client


@pytest.fixture
def place(college, group, employer, mentor, functions):
    """Make so many placements of classmates."""

    def make(count):
        made = []
        for _one in range(count):
            student = StudentFactory(college=college)
            EnrolmentFactory(group=group, student=student)
            made.append(
                PlacementFactory(
                    student=student, employer=employer, mentor=mentor, functions=functions
                )
            )
        return made

    return make


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_board_lists_own_placements_with_their_states(teacher, placement, link):
    PlacementFactory()
    response = teacher.get(BOARD)
    (row,) = response.context["rows"]
    assert row == {
        "id": placement.pk,
        "url": reverse("employers:placement_detail", args=[placement.pk]),
        "student": "Вершинина Мария",
        "group": "М-31",
        "employer": "СПК «Заря»",
        "mentor": "Пётр Саввич",
        "has_address": True,
        "days": "31.10.2026–13.11.2026",
        "kind": "производственная практика",
        "state": "отправлено",
        "state_kind": "info",
        "state_icon": "send",
        "is_rated": False,
        "asked_on": "20.11.2026",
        "wants_link": False,
        "no_letters": False,
    }
    tabs = [(name, current, count) for name, _url, current, count in response.context["tabs"]]
    assert tabs == [
        ("Все", True, 1),
        ("Закончились без оценки", False, 1),
        ("Нет запроса", False, 0),
        ("Отправлено", False, 1),
        ("Открыто", False, 0),
        ("Черновик", False, 0),
        ("Оценено", False, 0),
        ("Просрочено", False, 0),
    ]


def test_tab_keeps_the_other_filters(teacher, placement):
    response = teacher.get(BOARD, {"employer": placement.employer_id, "page": 3})
    urls = [url for _name, url, _current, _count in response.context["tabs"]]
    assert urls[6] == f"?employer={placement.employer_id}&state=rated"


def test_board_without_placements_says_what_to_do(teacher):
    page = teacher.get(BOARD).content.decode()
    assert "Практик пока нет" in page
    assert reverse("employers:placement_create") in page
    assert "Ничего не найдено" in teacher.get(BOARD, {"query": "никто"}).content.decode()


@pytest.mark.parametrize("count", [1, 20, 130])
def test_board_takes_a_constant_number_of_queries(teacher, place, count, django_assert_num_queries):
    for placement in place(count):
        RatingRequestFactory(placement=placement)
    with django_assert_num_queries(13):
        response = teacher.get(BOARD)
    assert len(response.context["rows"]) == min(count, 50)
    assert response.context["total"] == count


def test_letters_are_enqueued_for_the_chosen(teacher, place, run_jobs):
    first, _second = place(2)
    foreign = PlacementFactory()
    response = teacher.post(
        reverse("employers:request_create"),
        {"channel": "mail", "placement": [first.pk, foreign.pk], "filters": "state=not_asked"},
        follow=True,
    )
    assert response.redirect_chain == [(f"{BOARD}?state=not_asked", 302)]
    assert told(response) == ["Отправляем 1\xa0письмо о 1\xa0практиканте."]
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [["mentor@example.invalid"]]
    assert RatingRequest.objects.get().placement == first


def offered(response):
    return [str(label) for _key, label in response.context["form"].fields["employer"].choices]


def test_enterprises_are_offered_where_the_group_and_the_year_have_practices(
    teacher, place, college, group
):
    place(2)
    elsewhere = EnrolmentFactory(
        group__programme__college=college, group__name="А-11", student__college=college
    )
    before = PlacementFactory(
        student=elsewhere.student,
        employer__name="Агроном",
        starts_on=dt.date(2024, 5, 1),
        ends_on=dt.date(2024, 5, 28),
    ).employer
    PlacementFactory(employer__name="Чужое")

    assert offered(teacher.get(BOARD)) == ["все", "Агроном", "СПК «Заря»"]
    assert offered(teacher.get(BOARD, {"group": group.pk})) == ["все", "СПК «Заря»"]
    assert offered(teacher.get(BOARD, {"year": 2023})) == ["все", "Агроном"]
    kept = teacher.get(BOARD, {"group": group.pk, "employer": before.pk})
    assert offered(kept) == ["все", "Агроном", "СПК «Заря»"]
    assert kept.context["rows"] == []


def test_whole_board_is_asked_under_its_filters(teacher, place, college):
    made = place(3)
    EvaluationFactory(placement=made[0], submitted_at=made[0].created_at)
    elsewhere = PlacementFactory(student=StudentFactory(college=college))
    response = teacher.post(
        reverse("employers:request_create"),
        {
            "channel": "mail",
            "whole_board": "1",
            "filters": f"employer={made[0].employer_id}",
        },
        follow=True,
    )
    assert told(response) == ["Отправляем 1\xa0письмо о 2\xa0практикантах."]
    assert elsewhere.employer_id != made[0].employer_id


def test_reasons_not_to_write_are_told(teacher, college):
    silent = PlacementFactory(
        student=StudentFactory(college=college), mentor=ContactFactory(email="")
    )
    response = teacher.post(
        reverse("employers:request_create"),
        {"channel": "mail", "placement": [silent.pk]},
        follow=True,
    )
    assert told(response) == ["Не написали: нет наставника с почтой: 1."]


def test_nothing_chosen_is_told(teacher):
    response = teacher.post(reverse("employers:request_create"), {"channel": "mail"}, follow=True)
    assert told(response) == ["Отметьте хотя бы одну практику."]


def test_foreign_placements_alone_ask_nobody(teacher):
    foreign = PlacementFactory()
    for channel in RequestChannel:
        response = teacher.post(
            reverse("employers:request_create"),
            {"channel": channel.value, "placement": [foreign.pk]},
            follow=True,
        )
        assert told(response) == ["Среди выбранного некого просить об оценке."]
    assert not RatingRequest.objects.exists()


def test_links_for_messages_are_shown_once(teacher, placement):
    response = teacher.post(
        reverse("employers:request_create"), {"channel": "sms", "placement": [placement.pk]}
    )
    (row,) = response.context["rows"]
    token = re.fullmatch(r"http://testserver/r/([\w-]{43})/", row["address"])
    assert token is not None
    request = RatingRequest.objects.get()
    assert (request.token_sha256, request.channel) == (token_digest(token.group(1)), "sms")
    assert row["text"].endswith(row["address"])
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not teacher.session.get("token")
    assert token.group(1) not in str(dict(teacher.session))


def test_sheets_hold_a_code_and_the_paper_form(teacher, placement, functions):
    response = teacher.post(
        reverse("employers:request_create"), {"channel": "qr", "placement": [placement.pk]}
    )
    (sheet,) = response.context["sheets"]
    assert (sheet["student"], sheet["group"]) == ("Вершинина Мария Олеговна", "М-31")
    assert sheet["functions"] == ["Подготовка почвы", "Посев культур"]
    assert len(sheet["anchors"]) == 6
    page = response.content.decode()
    assert page.count('class="qr"') == 1
    assert sheet["address"] not in page
    assert RatingRequest.objects.get().channel == RequestChannel.QR
    assert response["Cache-Control"] == "no-store, private"


def test_portal_address_of_the_settings_stands_in_links(teacher, placement, settings):
    settings.PUBLIC_URL = "https://gotovnost.example.invalid"
    response = teacher.post(
        reverse("employers:request_create"), {"channel": "sms", "placement": [placement.pk]}
    )
    (row,) = response.context["rows"]
    assert row["address"].startswith("https://gotovnost.example.invalid/r/")


def test_board_as_a_file_follows_the_address_and_is_written_down(teacher, place):
    first, *_rest = place(3)
    url = reverse("employers:placement_list_file")

    response = teacher.get(url, {"query": first.student.last_name})

    assert response["Cache-Control"] == "no-store, private"
    book = openpyxl.load_workbook(BytesIO(response.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head, *rows = rows[[row[0] for row in rows].index("Обучающийся") :]
    assert head[:3] == ("Обучающийся", "Группа", "Предприятие")
    assert [row[0] for row in rows] == [first.student.short_name]
    assert first.mentor is None or first.mentor.email not in str(rows)
    entry = AuditEntry.objects.get()
    assert entry.details == {"list": "practice", "people": 1}
