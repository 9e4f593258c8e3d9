import pytest
from django.conf import settings
from django.core.cache import cache

from assessments.selectors.aggregates import Cut
from dashboards.selectors import disclosure
from dashboards.selectors.disclosure import disclosure_of

pytestmark = pytest.mark.django_db


def ask(year: int):
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=year)
    return disclosure_of(cut=cut, minimum=5)


def test_plan_at_hand_is_asked_for_without_its_figures(django_assert_num_queries):
    first = ask(2026)
    with django_assert_num_queries(1):  # which computation ended last
        assert ask(2026) == first


def test_plan_that_the_cache_has_forgotten_is_made_anew(django_assert_max_num_queries):
    ask(2026)
    cache.clear()
    with django_assert_max_num_queries(4) as captured:
        ask(2026)
    assert len(captured) > 1


def test_process_keeps_no_more_than_the_last_plans():
    for year in range(2010, 2030):
        ask(year)
    assert len(disclosure._AT_HAND) == 8
