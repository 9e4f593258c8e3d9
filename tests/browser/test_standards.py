"""An administrator loads a registry file; anybody of the portal reads it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = Path(__file__).parents[1] / "standards" / "data" / "two_standards.xml"


def test_registry_file_is_checked_then_loaded_then_found(
    administrator, browser_page, log_in, live_server, screenshot, tmp_path
):
    page = browser_page(1360)
    log_in(page, administrator)
    broken = tmp_path / "broken.xml"
    broken.write_text("<XMLCardInfo><Standards/></XMLCardInfo>")
    page.goto(f"{live_server.url}/standards/import/")
    page.locator("input[type=file]").set_input_files(broken)
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator("main")).to_contain_text("broken.xml")
    screenshot(page, "standards-1-refused")

    page.locator("input[type=file]").set_input_files(FILE)
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Что изменится")
    screenshot(page, "standards-2-checked")
    page.locator("main form button.button--main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Стандарты загружены")
    page.goto(f"{live_server.url}/standards/")
    rows = page.locator("main a[href*='/standards/']").filter(has_text=re.compile(r"\S"))
    assert rows.count() >= 2
    screenshot(page, "standards-3-list")

    # Capital letters and «ё» make no difference; what was found leads to the function it stands in.
    page.goto(f"{live_server.url}/standards/?q=СПЁЛЫЕ+ПЛОДЫ")
    expect(page.get_by_text("Отличать спелые плоды")).to_be_visible()
    screenshot(page, "standards-4-found")
    page.get_by_role("link", name="Уборка учебного урожая").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Уборка учебного урожая")
    expect(page.get_by_text("Сбор корнеплодов")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    screenshot(page, "standards-5-function-phone")

    page.set_viewport_size({"width": 1360, "height": 900})
    page.goto(f"{live_server.url}/standards/")
    page.get_by_role("link", name="Мастер учебного поля").click()
    expect(page.get_by_role("heading", name="Ручные работы на поле")).to_be_visible()
    page.get_by_role("link", name="Уход за посевами").click()
    expect(page.get_by_text("Прополка", exact=True)).to_be_visible()
    screenshot(page, "standards-6-opened", full_page=False)
