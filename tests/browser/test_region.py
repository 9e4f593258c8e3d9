"""An official finds out where graduates are not ready."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.factories.colleges import CollegeFactory, MunicipalityFactory
from tests.factories.dashboards import group_with
from tests.factories.standards import SpecialityFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region():
    agronomy, machines = SpecialityFactory(name="Агрономия"), SpecialityFactory(name="Машины")
    for row, name in enumerate(("Ипатовский", "Петровский", "Курский")):
        place = MunicipalityFactory(
            name=f"{name} округ", short_name=name[:3], tile_column=row, tile_row=row
        )
        college = CollegeFactory(short_name=f"{name} колледж", municipality=place)
        group_with(college, (10, 10, 10 + 5 * row, 10), speciality=agronomy)
        group_with(college, (10, 10, 10, 20), speciality=machines)
    return agronomy


@pytest.fixture
def official(region_officer, browser_page, log_in):
    """Open a page that an official of the region is logged in to."""

    def open_page(width, height=900, **options):
        page = browser_page(width, height, **options)
        log_in(page, region_officer)
        return page

    return open_page


def test_official_drills_down_filters_and_downloads(
    region, official, live_server, screenshot, tmp_path
):
    page = official(1360, accept_downloads=True)
    page.goto(f"{live_server.url}/region/")
    expect(page.get_by_label("Выпуск")).to_have_value("2026")
    expect(page.get_by_role("row", name="Ипатовский округ")).to_contain_text("56")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_load_state("networkidle")
    screenshot(page, "region-1-all")

    page.get_by_label("Специальность").select_option(str(region.pk))
    page.get_by_role("button", name="Показать").click()
    expect(page).to_have_url(re.compile(f"speciality={region.pk}"))
    expect(page.get_by_role("row", name="Ипатовский округ")).to_contain_text("50")
    page.wait_for_load_state("networkidle")
    screenshot(page, "region-2-filtered")

    page.get_by_text("Скачать", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    download.value.save_as(path := tmp_path / "region.xlsx")
    rows = {row[0]: row for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)}
    assert rows["Ипатовский округ"][2:4] == (40, 50)

    page.get_by_role("rowheader", name="Петровский округ").get_by_role("link").click()
    page.get_by_role("rowheader", name="Петровский колледж").get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/region/colleges/.*speciality={region.pk}"))
    page.get_by_role("rowheader", name="Агрономия").get_by_role("link").click()
    page.get_by_role("rowheader").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Группа")
    page.wait_for_load_state("networkidle")
    screenshot(page, "region-3-group")
    trail = page.get_by_role("navigation", name="Путь к странице")
    trail.get_by_role("link", name="Ставропольский край").click()
    expect(page).to_have_url(re.compile(f"/region/\\?.*speciality={region.pk}"))


def test_region_fits_a_phone(region, official, live_server, screenshot):
    page = official(390, 844)
    page.goto(f"{live_server.url}/region/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_load_state("networkidle")
    screenshot(page, "region-4-phone")
