"""A mentor rates an intern on a phone: by link, without an account, with and without a network."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from core.models import Job
from employers.enums import Answer, EvaluationOrigin, RequestChannel
from employers.models import Evaluation
from employers.services.requests import create_rating_request
from tests.factories.colleges import CollegeFactory, StudentFactory
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory
from tests.factories.standards import FunctionElementFactory, LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
FUNCTIONS = {
    "Подготовка почвы": ["Настраивает плуг на заданную глубину", "ведёт агрегат по следу"],
    "Посев и посадка культур": [
        "Настраивает сеялку на заданную норму высева",
        "ведёт агрегат по следу",
        "следит за нормой высева",
    ],
    "Уход за посевами": ["Готовит рабочий раствор", "проверяет опрыскиватель"],
}


@pytest.fixture
def placement():
    college = CollegeFactory(short_name="Колледж «Нива»", phone="+7 865 000-00-00")
    student = StudentFactory(college=college, first_name="Мария", last_name="Вершинина")
    employer = EmployerFactory(name="СПК «Заря»")
    functions = [LabourFunctionFactory(name=name) for name in FUNCTIONS]
    for function, actions in zip(functions, FUNCTIONS.values(), strict=True):
        for position, action in enumerate(actions):
            FunctionElementFactory(function=function, text=action, position=position)
    today = dt.datetime.now(tz=dt.UTC).date()
    return PlacementFactory(
        student=student,
        employer=employer,
        mentor=ContactFactory(employer=employer),
        starts_on=today - dt.timedelta(days=25),
        ends_on=today - dt.timedelta(days=7),
        functions=functions,
    )


@pytest.fixture
def link(placement, live_server) -> str:
    made = create_rating_request(
        placement=placement,
        channel=RequestChannel.SMS,
        created_by_id=None,
        now=dt.datetime.now(tz=dt.UTC),
    )
    return f"{live_server.url}/r/{made.token}/"


def answer(page: Page, label: str) -> None:
    page.get_by_text(label, exact=True).locator("visible=true").click()


def advance(page: Page) -> None:
    page.get_by_role("button", name="Дальше").click()


def test_mentor_rates_on_a_phone(link, placement, browser_page, screenshot):
    page = browser_page(**PHONE)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Оцените практиканта: Мария В.")
    screenshot(page, "rating-1-intro")
    page.get_by_role("button", name="Начать").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Подготовка почвы")
    answer(page, "Делает сам, без подсказок")
    expect(page.locator("[data-state]:visible")).to_have_text("Сохранено")
    assert list(Evaluation.objects.get().ratings.values_list("answer", flat=True)) == [
        Answer.INDEPENDENT
    ]
    advance(page)
    expect(page.get_by_text("2 из 5 · осталось около двух минут")).to_be_visible()
    answer(page, "Делает с подсказкой")
    screenshot(page, "rating-2-function")
    advance(page)
    answer(page, "Не было такой работы")
    advance(page)
    answer(page, "всегда")
    screenshot(page, "rating-3-work")
    page.get_by_label("Пропущено дней").fill("1")
    advance(page)
    answer(page, "Да")
    page.get_by_label("Замечание для колледжа, если есть").fill("Больше практики на сеялке.")
    screenshot(page, "rating-4-hire")
    advance(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте ответы")
    screenshot(page, "rating-5-review")
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    screenshot(page, "rating-6-sent")
    evaluation = Evaluation.objects.get()
    assert evaluation.origin == EvaluationOrigin.LINK
    assert evaluation.submitted_at is not None
    assert (evaluation.days_missed, evaluation.would_hire) == (1, "yes")
    assert Job.objects.filter(kind="assessments.accept_evaluation").count() == 1
