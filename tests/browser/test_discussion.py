"""A report is discussed: written by a teacher, read by the ministry, seen by everybody."""

import re

import pytest
from playwright.sync_api import expect

from reports.enums import CommentState
from tests.factories.reports import CommentFactory, ReleaseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "В отчёте не видно, сколько выпускников ушло в армию: добавьте графу."


@pytest.fixture
def release():
    release = ReleaseFactory(published=True, title="Готовность выпускников 2026 года")
    CommentFactory(
        release=release,
        state=CommentState.SHOWN,
        author_role="employer_manager",
        author_place="",
        text="Нам важнее всего, умеет ли человек настроить сеялку. Спасибо, что это теперь видно.",
        answer="Спасибо. Функция остаётся в отчёте следующего года.",
        answered_at=release.published_at,
    )
    return release


def test_remark_goes_from_a_teacher_through_the_ministry_to_everybody(
    browser_page, log_in, college_teacher, region_officer, live_server, release, show
):
    page = f"{live_server.url}/reports/{release.slug}/discussion/"
    teacher = browser_page(1366, 900)
    log_in(teacher, college_teacher)
    teacher.goto(page)
    teacher.get_by_label("Ваш отзыв").fill("Спросите Анну Сергеевну, она знает.")
    teacher.get_by_role("button", name="Отправить").click()
    expect(teacher.get_by_text("Уберите сведения о людях: отчество.")).to_be_visible()
    show(teacher, "discussion-1-refused")
    teacher.get_by_label("Ваш отзыв").fill(TEXT)
    teacher.get_by_role("button", name="Отправить").click()
    expect(teacher.get_by_text("когда его прочтёт министерство")).to_be_visible()
    expect(teacher.get_by_text("ожидает проверки")).to_be_visible()
    show(teacher, "discussion-2-waits")

    officer = browser_page(1366, 900)
    log_in(officer, region_officer)
    officer.goto(f"{live_server.url}/comments/")
    show(officer, "discussion-3-queue")
    officer.get_by_role("link", name="Прочесть и решить").click()
    officer.get_by_label("Показать всем").check()
    officer.get_by_label("Ответ министерства").fill("Графа появится в следующем отчёте.")
    show(officer, "discussion-4-decision")
    officer.get_by_role("button", name="Записать решение").click()
    expect(officer.get_by_text("Решение записано.")).to_be_visible()
    expect(officer.get_by_role("link", name="Прочесть и решить")).to_have_count(0)

    guest = browser_page(390, 844)
    guest.goto(page)
    expect(guest.get_by_role("heading", name="Отзывы: 2")).to_be_visible()
    expect(guest.get_by_text(TEXT)).to_be_visible()
    expect(guest.get_by_text(re.compile("Графа появится"))).to_be_visible()
    assert guest.evaluate("document.documentElement.scrollWidth") == 390
    show(guest, "discussion-5-phone")
    guest.set_viewport_size({"width": 1366, "height": 900})
    show(guest, "discussion-6-guest")
