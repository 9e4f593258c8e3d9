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
