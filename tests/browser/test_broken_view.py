"""The page of a failure as people see it, without the help of a debugger."""

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.core.urls_that_break"),
]


@pytest.mark.parametrize("width", [390, 1366])
def test_failure_is_told_calmly_and_leads_back(live_server, settings, browser_page, show, width):
    settings.DEBUG = False
    page = browser_page(width, 800)
    answer = page.goto(f"{live_server.url}/broken/")
    assert answer.status == 500
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("heading", name="Ошибка портала").is_visible()
    show(page, f"failure_{width}")
    page.get_by_role("link", name="На главную").click()
    expect(page).to_have_url(f"{live_server.url}/")
