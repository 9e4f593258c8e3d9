"""A mentor rates an intern on a phone: by link, without an account, with and without a network."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.models import Job
from employers.enums import Answer, EvaluationOrigin, RequestChannel
from employers.models import Evaluation
from employers.services.requests import create_rating_request
from tests.browser.network import CuttableNetwork
from tests.factories.colleges import CollegeFactory, StudentFactory
from tests.factories.employers import ContactFactory, EmployerFactory, PlacementFactory
from tests.factories.standards import FunctionElementFactory, LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Done when the worker is in charge and has the page, both styles and the script.
PAGE_IS_KEPT = """new Promise((done) => {
  const shown = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
  const wanted = [location.pathname, ...shown.map((node) => node.href || node.src)];
  const look = async () => {
    const found = await Promise.all(wanted.map((file) => caches.match(file, { ignoreVary: true })));
    const isReady = navigator.serviceWorker.controller && found.every(Boolean);
    isReady ? done() : setTimeout(look, 50);
  };
  look();
})"""
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
def path(placement) -> str:
    made = create_rating_request(
        placement=placement,
        channel=RequestChannel.SMS,
        created_by_id=None,
        now=dt.datetime.now(tz=dt.UTC),
    )
    return f"/r/{made.token}/"


@pytest.fixture
def link(path, live_server) -> str:
    return f"{live_server.url}{path}"


@pytest.fixture
def network(live_server) -> Iterator[CuttableNetwork]:
    network = CuttableNetwork(live_server.url)
    yield network
    network.cut()


def answer(page: Page, label: str, question: str | None = None) -> None:
    group = page.get_by_role("group", name=question) if question else page.get_by_role("group")
    group.get_by_text(label, exact=True).click()


def advance(page: Page) -> None:
    page.get_by_role("button", name="Дальше").click()


def test_mentor_rates_on_a_phone(link, placement, browser_page, show):
    page = browser_page(**PHONE)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Оцените практиканта: Мария В.")
    show(page, "rating-1-intro")
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
    show(page, "rating-2-function")
    advance(page)
    answer(page, "Не было такой работы")
    advance(page)
    answer(page, "Всегда", "Соблюдает охрану труда")
    show(page, "rating-3-work")
    page.get_by_role("spinbutton", name="Пропущено дней").fill("1")
    advance(page)
    answer(page, "Да")
    page.get_by_role("textbox", name="Замечание для колледжа").fill("Больше практики на сеялке.")
    show(page, "rating-4-hire")
    advance(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте ответы")
    show(page, "rating-5-review")
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    show(page, "rating-6-sent")
    evaluation = Evaluation.objects.get()
    assert evaluation.origin == EvaluationOrigin.LINK
    assert evaluation.submitted_at is not None
    assert (evaluation.days_missed, evaluation.would_hire) == (1, "yes")
    assert Job.objects.filter(kind="assessments.accept_evaluation").count() == 1


def test_answers_without_a_network_stay_in_the_phone_and_go_later(
    link, placement, browser_page, show
):
    page = browser_page(**PHONE)
    page.goto(link)
    page.get_by_role("button", name="Начать").click()
    answer(page, "Делает сам, без подсказок")
    expect(page.locator("[data-state]:visible")).to_have_text("Сохранено")

    page.context.set_offline(True)
    advance(page)
    answer(page, "Пока не может")
    warning = "Нет сети. Ответы сохранены в телефоне и уйдут сами."
    expect(page.locator("[data-state]:visible")).to_have_text(warning)
    show(page, "rating-7-offline")
    advance(page)
    answer(page, "Делает под присмотром")
    advance(page)
    advance(page)
    advance(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте ответы")
    expect(page.locator("[data-said='2.answer']")).to_have_text("Пока не может")
    show(page, "rating-8-offline-review")
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.locator("[data-state]:visible")).to_contain_text("Оценка сохранена в телефоне")
    assert Evaluation.objects.get().ratings.count() == 1

    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    evaluation = Evaluation.objects.get()
    assert list(evaluation.ratings.order_by("pk").values_list("answer", flat=True)) == [
        Answer.INDEPENDENT,
        Answer.CANNOT,
        Answer.SUPERVISED,
    ]
    assert evaluation.submitted_at is not None
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_kept_page_survives_reload_without_a_network(path, network, browser_page):
    page = browser_page(**PHONE)
    page.goto(f"{network.url}{path}")
    page.get_by_role("button", name="Начать").click()
    page.evaluate(PAGE_IS_KEPT)
    network.cut()
    answer(page, "Пока не может")
    advance(page)
    answer(page, "Делает с подсказкой")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Посев и посадка культур")
    expect(page.get_by_role("group").get_by_label("Делает с подсказкой")).to_be_checked()
    assert not Evaluation.objects.get().ratings.exists()

    network.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-state]:visible")).to_have_text("Сохранено")
    assert Evaluation.objects.get().ratings.count() == 2

    for _screen in range(4):
        advance(page)
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    page.wait_for_function("async () => (await caches.keys()).length === 0")


def test_plain_forms_do_without_scripts(link, placement, browser_page, screenshot):
    page = browser_page(**PHONE, java_script_enabled=False)
    page.goto(link)
    page.get_by_role("button", name="Начать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Подготовка почвы")
    answer(page, "Делает под присмотром")
    advance(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Посев и посадка культур")
    for _screen in range(4):
        advance(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте ответы")
    page.get_by_role("button", name="Отправить оценку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, оценка отправлена")
    assert Evaluation.objects.get().ratings.get().answer == Answer.SUPERVISED

    page.get_by_role("link", name="изменить: Подготовка почвы").click()
    answer(page, "Делает сам, без подсказок")
    screenshot(page, "rating-9-correction")
    page.get_by_role("button", name="Исправить").click()
    expect(page.get_by_text("Исправлено")).to_be_visible()
    assert Evaluation.objects.get().ratings.get().answer == Answer.INDEPENDENT
