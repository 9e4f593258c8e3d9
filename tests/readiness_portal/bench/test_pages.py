import datetime as dt
import logging

import pytest
from django.urls import reverse

from assessments.services.runs import start_run
from colleges.models import College, Consent
from core.models import AuditEntry
from employers.models import Placement
from readiness_portal.bench.page_list import Page, pages_of
from readiness_portal.bench.pages import PageFailed, measure_pages
from readiness_portal.demo.large.office import read_office, write_office
from readiness_portal.demo.large.region import generate_region

pytestmark = pytest.mark.django_db

STUDENTS = 120


def ignore(_: str) -> None:
    """A report that nobody reads."""


@pytest.fixture
def college(now: dt.datetime) -> College:
    generate_region(students=STUDENTS, now=now, report=ignore)
    return write_office(now=now)


def test_every_page_of_the_list_answers(college: College, now: dt.datetime, run_jobs):
    start_run(requested_by_id=None, now=now)
    run_jobs()
    pages = pages_of(read_office(college=college))
    figures = measure_pages(pages=pages, repeats=1, report=ignore)
    assert [row.name for row in figures] == [page.name for page in pages]
    assert len({page.name for page in pages}) == len(pages)
    assert all(row.processor_p50_ms > 0 and row.kilobytes > 0 for row in figures)


def test_an_office_is_written_once_and_the_same_pages_are_opened_again(
    college: College, now: dt.datetime
):
    written = (Placement.objects.count(), AuditEntry.objects.count(), Consent.objects.count())
    first = [page.url for page in pages_of(read_office(college=college))]
    assert write_office(now=now) == college
    assert (
        Placement.objects.count(),
        AuditEntry.objects.count(),
        Consent.objects.count(),
    ) == written
    assert [page.url for page in pages_of(read_office(college=college))] == first
    assert written[0] == STUDENTS


def test_statements_are_counted_and_told():
    lines: list[str] = []
    guest = Page("вход", reverse("accounts:login"))
    public = Page("методика", reverse("reports:method"))
    figures = measure_pages(pages=[guest, public], repeats=3, report=lines.append)
    assert [row.statements for row in figures] == [0, 1]
    assert figures[0].database_p50_ms == 0 < figures[1].p50_ms <= figures[1].p95_ms
    assert [line.split()[0] for line in lines] == ["вход", "методика"]
    assert logging.root.manager.disable == logging.NOTSET


def test_a_page_that_is_none_is_not_measured():
    with pytest.raises(PageFailed, match="чужая: 302"):
        measure_pages(pages=[Page("чужая", reverse("dashboards:region"))], repeats=1, report=ignore)
