"""A person comes in by e-mail and password, and leaves."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_wrong_password_is_refused_and_the_right_one_leads_to_the_own_work(
    region_officer, browser_page, live_server, screenshot
):
    page = browser_page(390, 844)
    page.goto(f"{live_server.url}/login/")
    page.locator("input[name=username]").fill(region_officer.user.email.upper())
    page.locator("input[name=password]").fill("неверный-пароль")
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(f"{live_server.url}/login/")
    screenshot(page, "accounts-1-refused")

    page.locator("input[name=username]").fill(region_officer.user.email.upper())
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(f"{live_server.url}/region/")
    screenshot(page, "accounts-2-home")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/region/")
    expect(page).to_have_url(f"{live_server.url}/login/?next=/region/")
