"""Plans of what may be printed are made before anybody opens a page."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.cache import cache

from assessments.selectors.aggregates import Cut
from assessments.services.figures import FIGURES_CHANGED, announce_figures
from dashboards.rules.disclosure import NOTHING_HIDDEN
from dashboards.selectors.disclosure import disclosure_of, function_disclosure_of

pytestmark = pytest.mark.django_db


def test_page_after_the_job_reads_no_figures(region, run_jobs, now, django_assert_num_queries):
    announce_figures(now=now)
    announce_figures(now=now)
    cache.clear()
    [job] = run_jobs(at=now + dt.timedelta(seconds=5))
    assert (job.kind, job.result) == (FIGURES_CHANGED, {"years": 3})
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=2026)
    for minimum in (settings.MINIMUM_CELL, NOTHING_HIDDEN):
        with django_assert_num_queries(2):  # which computation ended last, asked by both plans
            disclosure_of(cut=cut, minimum=minimum)
            function_disclosure_of(cut=cut, minimum=minimum)
