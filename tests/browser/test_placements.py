"""The college sends students to practice and asks for ratings; the enterprise rates them."""

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from employers.enums import EvaluationOrigin, RequestChannel
from employers.models import Contact, Evaluation, Placement, RatingRequest
from employers.services.requests import create_rating_request
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    EvaluationFactory,
    PlacementFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = dt.datetime.now(tz=dt.UTC).date()
STUDENTS = [("Вершинина", "Мария"), ("Дубов", "Илья"), ("Полевая", "Анна")]
FUNCTIONS = ["Подготовка почвы", "Посев и посадка культур", "Уход за посевами"]


@pytest.fixture
def group():
    college = CollegeFactory(short_name="Колледж «Нива»", phone="+7 865 000-00-00")
    programme = ProgrammeFactory(college=college)
    for name in FUNCTIONS:
        ProgrammeFunctionFactory(
            programme=programme, function=LabourFunctionFactory(name=name), is_mandatory=True
        )
    made = StudyGroupFactory(programme=programme, name="М-31")
    for last_name, first_name in STUDENTS:
        student = StudentFactory(college=college, last_name=last_name, first_name=first_name)
        EnrolmentFactory(group=made, student=student)
    return made


@pytest.fixture
def employer(group):
    return EmployerFactory(name="СПК «Заря»", municipality=group.college.municipality)


@pytest.fixture
def placements(group, employer):
    mentor = ContactFactory(employer=employer, name="Пётр Саввич", email="mentor@example.invalid")
    made = [
        PlacementFactory(
            student=enrolment.student,
            employer=employer,
            mentor=mentor,
            starts_on=TODAY - dt.timedelta(days=25),
            ends_on=TODAY - dt.timedelta(days=7),
            functions=[needed.function for needed in group.programme.required_functions.all()],
        )
        for enrolment in group.enrolments.order_by("student__last_name")
    ]
    EvaluationFactory(
        placement=made[2],
        created_at=dt.datetime.now(tz=dt.UTC),
        submitted_at=dt.datetime.now(tz=dt.UTC),
    )
    return made


def test_teacher_sends_a_group_to_practice(
    group, employer, live_server, browser_page, log_in, show
):
    page = browser_page(1280, 900)
    log_in(page, MembershipFactory(college_teacher=True, college=group.college))
    page.goto(f"{live_server.url}/placements/")
    expect(page.get_by_text("Практик пока нет")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Новая практика").first.click()
    page.get_by_label("Группа").select_option(label="М-31")
    page.wait_for_url(re.compile("group="))
    page.get_by_label("Предприятие").select_option(label="СПК «Заря»")
    page.wait_for_url(re.compile("employer="))
    page.get_by_label("Вершинина Мария").check()
    page.get_by_label("Дубов Илья").check()
    page.get_by_label("Начало").fill(str(TODAY - dt.timedelta(days=3)))
    page.get_by_label("Окончание").fill(str(TODAY + dt.timedelta(days=10)))
    page.get_by_label("Имя нового наставника").fill("Пётр Саввич")
    page.get_by_label("Почта").fill("mentor@example.invalid")
    page.get_by_label("Уход за посевами").uncheck()
    show(page, "placements-1-create")
    page.get_by_role("button", name="Создать").click()

    expect(page.get_by_text("Создано: 2 практики.")).to_be_visible()
    mentor = Contact.objects.get()
    assert mentor.email == "mentor@example.invalid"
    assert [
        (placement.student.last_name, placement.mentor, placement.functions.count())
        for placement in Placement.objects.order_by("student__last_name")
    ] == [("Вершинина", mentor, 2), ("Дубов", mentor, 2)]


def test_college_asks_for_ratings(placements, live_server, browser_page, log_in, show, run_jobs):
    page = browser_page(1280, 900)
    log_in(page, MembershipFactory(college_manager=True, college=placements[0].student.college))
    page.goto(f"{live_server.url}/placements/")
    expect(page.get_by_text("Оценено 1 из 3.")).to_be_visible()
    page.get_by_label("Отметить все на странице").check()
    expect(page.get_by_text("отмечено: 2")).to_be_visible()
    page.get_by_role("button", name="Написать наставникам").click()
    expect(page.get_by_text("Отправляем 1 письмо о 2 практикантах.")).to_be_visible()
    show(page, "placements-2-board")
    run_jobs(at=dt.datetime.now(tz=dt.UTC))
    (letter,) = mail.outbox
    assert letter.to == ["mentor@example.invalid"]
    assert letter.body.count("/r/") == 2

    page.get_by_label("Отметить: Вершинина Мария").check()
    page.get_by_role("button", name="Ссылки для СМС").click()
    expect(page.get_by_text("Эти ссылки видны только сейчас")).to_be_visible()
    text = page.get_by_label("Текст сообщения").input_value()
    assert "Мария\xa0В." in text
    assert "Вершинина" not in text
    show(page, "placements-3-links")

    page.goto(f"{live_server.url}/placements/")
    page.get_by_label("Отметить: Дубов Илья").check()
    page.get_by_role("button", name="Листы с QR-кодом").click()
    expect(page.locator("svg.qr")).to_have_count(1)
    show(page, "placements-4-sheets")
    page.emulate_media(media="print")
    show(page, "placements-5-sheets-print")
    page.emulate_media(media="screen")

    link = re.search(r"http://\S+", text)
    assert link is not None
    phone = browser_page(390, 844)
    phone.goto(link.group())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Оцените практиканта: Мария В.")


def test_college_withdraws_a_link(placements, live_server, browser_page, log_in, show):
    create_rating_request(
        placement=placements[0],
        channel=RequestChannel.QR,
        created_by_id=None,
        now=dt.datetime.now(tz=dt.UTC),
    )
    page = browser_page(1280, 900)
    log_in(page, MembershipFactory(college_manager=True, college=placements[0].student.college))
    page.goto(f"{live_server.url}/placements/{placements[0].pk}/")
    show(page, "placements-6-detail")
    page.get_by_role("link", name="Отозвать").first.click()
    page.get_by_role("button", name="Отозвать").click()
    expect(page.get_by_text("Ссылка отозвана.")).to_be_visible()
    assert RatingRequest.objects.get().revoked_at is not None


def test_college_writes_down_what_the_mentor_said(
    placements, live_server, browser_page, log_in, show
):
    page = browser_page(1280, 900)
    log_in(page, MembershipFactory(college_teacher=True, college=placements[0].student.college))
    page.goto(f"{live_server.url}/placements/{placements[0].pk}/enter/")
    page.get_by_label("Подготовка почвы: Делает сам, без подсказок").check()
    page.get_by_label("Посев и посадка культур: Не наблюдал").check()
    page.get_by_label("Пропущено дней").fill("2")
    show(page, "placements-7-enter")
    page.get_by_role("button", name="Записать оценку").click()
    expect(page.get_by_text("Оценка записана со слов работодателя.")).to_be_visible()
    show(page, "placements-8-rated")
    evaluation = Evaluation.objects.get(placement=placements[0])
    assert (evaluation.origin, evaluation.days_missed) == (EvaluationOrigin.PAPER, 2)


def test_enterprise_rates_in_its_cabinet(
    employer, placements, live_server, browser_page, log_in, show
):
    page = browser_page(390, 844)
    log_in(page, MembershipFactory(employer_manager=True, employer=employer))
    page.goto(f"{live_server.url}/cabinet/")
    show(page, "cabinet-1-list")
    page.get_by_role("link", name="Оценить: Мария В.").click()
    page.get_by_role("button", name="Начать").click()
    page.get_by_role("group").get_by_text("Делает с подсказкой", exact=True).click()
    for _screen in range(5):
        page.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    page.get_by_role("link", name="К списку практикантов").click()
    expect(page.get_by_role("link", name="Оценены 2")).to_be_visible()
    desktop = browser_page(1280, 900)
    log_in(desktop, MembershipFactory(employer_manager=True, employer=employer))
    desktop.goto(f"{live_server.url}/cabinet/?state=rated")
    show(desktop, "cabinet-2-rated")
    assert Evaluation.objects.get(placement=placements[0]).origin == EvaluationOrigin.CABINET
