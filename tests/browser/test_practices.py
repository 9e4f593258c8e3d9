"""A card of good practice: from a college through the ministry to everybody."""

import pytest
from playwright.sync_api import expect

from tests.factories.colleges import ProgrammeFactory, ProgrammeFunctionFactory
from tests.factories.reports import PracticeCardFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Две недели настройки сеялок в хозяйстве"


@pytest.fixture
def function(college):
    function = LabourFunctionFactory(code="A/01.3", name="Настройка посевных машин")
    ProgrammeFunctionFactory(programme=ProgrammeFactory(college=college), function=function)
    PracticeCardFactory(
        title="Наставник ведёт занятие в мастерской",
        state="published",
        published_at="2026-10-01T09:00:00Z",
        outcome="Голос работодателя появился у каждой группы.",
    )
    return function


def test_card_goes_from_a_college_through_the_ministry_to_everybody(
    browser_page, log_in, college_manager, region_officer, live_server, function, show
):
    director = browser_page(1366, 900)
    log_in(director, college_manager)
    director.goto(f"{live_server.url}/practices/")
    director.get_by_role("link", name="Предложить карточку").click()
    director.get_by_label("Название").fill(TITLE)
    director.get_by_label("Трудовая функция").select_option(label=str(function))
    director.get_by_label("Что не получалось").fill("Сеялку видели только на плакате.")
    director.get_by_label("Что сделали").fill("По двое на сеялку, мастер рядом, 36 часов.")
    director.get_by_label("Что получилось").fill("Настраивают сами, наставники довольны.")
    show(director, "practice-1-form")
    director.get_by_role("button", name="Передать министерству").click()
    expect(director.get_by_text("Карточка передана министерству.")).to_be_visible()

    officer = browser_page(1366, 900)
    log_in(officer, region_officer)
    officer.goto(f"{live_server.url}/practices/")
    show(officer, "practice-2-waiting")
    officer.get_by_role("link", name=TITLE).click()
    officer.get_by_label("Опубликовать").check()
    show(officer, "practice-3-decision")
    officer.get_by_role("button", name="Записать решение").click()
    expect(officer.get_by_text("Решение записано.")).to_be_visible()

    guest = browser_page(1366, 900)
    guest.goto(f"{live_server.url}/practices/")
    show(guest, "practice-4-list")
    guest.get_by_label("Трудовая функция").select_option(label=str(function))
    guest.get_by_role("button", name="Показать").click()
    expect(guest.locator("article")).to_have_count(1)
    guest.get_by_role("link", name=TITLE).click()
    expect(guest.get_by_role("heading", name="Что сделали")).to_be_visible()
    guest.set_viewport_size({"width": 390, "height": 844})
    assert guest.evaluate("document.documentElement.scrollWidth") == 390
    show(guest, "practice-5-phone")
