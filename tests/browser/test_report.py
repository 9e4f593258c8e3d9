"""An official makes a report; everybody reads it."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.enums import RunKind
from tests.factories.assessments import MethodologyFactory, ReadinessRunFactory
from tests.factories.colleges import CollegeFactory, MunicipalityFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region():
    method = MethodologyFactory(published=True, act_reference="приказ № 7")
    ReadinessRunFactory(kind=RunKind.OFFICIAL, methodology=method)
    function = LabourFunctionFactory(name="Посев зерновых")
    for name, levels in (
        ("Нива", (10, 10, 10, 10)),
        ("Степь", (10, 10, 15, 15)),
        ("Колос", (20, 10, 20, 10)),
    ):
        town = MunicipalityFactory(name=f"Округ «{name}»")
        group = group_with(CollegeFactory(short_name=name, municipality=town), levels)
        function_of(group, function, 40)


@pytest.fixture
def official(region_officer, browser_page, log_in):
    """Open a page that an official of the region is logged in to."""

    def open_page(width, height=900, **options):
        page = browser_page(width, height, **options)
        log_in(page, region_officer)
        return page

    return open_page


def test_official_publishes_and_everybody_reads(
    region, official, live_server, run_jobs, screenshot
):
    page = official(1360)
    page.goto(f"{live_server.url}/releases/")
    expect(page.get_by_text("Отчётов ещё нет")).to_be_visible()
    page.get_by_role("link", name="Собрать отчёт").click()
    page.get_by_label("Название").fill("Готовность выпускников 2026 года")
    page.get_by_role("button", name="Собрать").click()
    expect(page.get_by_role("heading", name="Отчёт собирается")).to_be_visible()
    screenshot(page, "report-1-building")

    run_jobs(at=dt.datetime.now(tz=dt.UTC))
    page.reload()
    expect(page.get_by_text("Замечаний нет.")).to_be_visible()
    screenshot(page, "report-2-draft")
    page.get_by_label("Замечания прочитаны").check()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_text("Идёт проверка раскрытия")).to_be_visible()
    run_jobs(at=dt.datetime.now(tz=dt.UTC))
    page.reload()
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_text("Отчёт опубликован: его видят все.")).to_be_visible()
    screenshot(page, "report-3-published")

    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    read_without_account(page, live_server.url, screenshot)


def read_without_account(reader, url, screenshot):
    reader.goto(url)
    screenshot(reader, "report-4-home-phone")
    reader.get_by_role("link", name="Читать отчёт").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Готовность выпускников 2026 года")
    expect(reader.get_by_role("row", name="Степь Округ")).to_contain_text("60")
    screenshot(reader, "report-5-public-phone")
    for title, start in (("CSV", b"\xef\xbb\xbf"), ("PDF", b"%PDF")):
        reader.goto(reader.url.split("#")[0])
        reader.get_by_text("Скачать", exact=True).first.click()
        with reader.expect_download() as download:
            reader.get_by_role("link", name=title).click()
        assert download.value.path().read_bytes().startswith(start)
        assert "2026" in download.value.suggested_filename
