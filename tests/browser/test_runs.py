"""An official has the region's readiness computed and watches it without touching the page."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.rules.parameters import default_parameter_values
from tests.assessments.services.test_runs import full_evidence
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region():
    """Two colleges, each with one student who is judged in everything."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    for name in ("Колледж «Нива»", "Колледж «Степь»"):
        programme = ProgrammeFactory(college=CollegeFactory(short_name=name))
        ProgrammeFunctionFactory(programme=programme)
        group = StudyGroupFactory(programme=programme)
        student = EnrolmentFactory(group=group, student__college=programme.college).student
        full_evidence(student, programme, 0.8)


def test_official_starts_a_run_and_sees_it_end(
    region, region_officer, browser_page, log_in, live_server, run_jobs, show
):
    page = browser_page(1366, 800)
    log_in(page, region_officer)
    page.goto(f"{live_server.url}/runs/")
    expect(page.get_by_text("Расчётов ещё не было")).to_be_visible()
    page.get_by_role("button", name="Пересчитать край").click()
    expect(page.get_by_text("идёт", exact=True)).to_be_visible()
    show(page, "runs-1-running")

    run_jobs(at=dt.datetime.now(tz=dt.UTC))
    expect(page.get_by_text("2 из 2")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("свидетельств")).to_be_visible()
    show(page, "runs-2-done")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/runs/")
    expect(page.get_by_role("table")).to_contain_text("2 / 2")
    show(page, "runs-3-list-phone")
