import pytest
from django.conf import settings
from django.core.cache import cache

from assessments.selectors.aggregates import Cut
from dashboards.rules.disclosure import make_disclosure
from dashboards.rules.function_disclosure import make_function_disclosure
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors import disclosure
from dashboards.selectors.disclosure import disclosure_of
from tests.factories.colleges import CollegeFactory, MunicipalityFactory
from tests.factories.dashboards import function_of, group_with
from tests.factories.standards import LabourFunctionFactory

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


def test_plan_of_another_version_of_the_program_is_not_read(
    monkeypatch, django_assert_max_num_queries
):
    ask(2026)
    monkeypatch.setattr(disclosure, "PROGRAM", "another")
    with django_assert_max_num_queries(4) as captured:
        ask(2026)
    assert len(captured) > 1


def test_process_keeps_no_more_than_the_last_plans():
    for year in range(2010, 2030):
        ask(year)
    assert len(disclosure._AT_HAND) == 8


def test_report_is_planned_from_sums_as_it_would_be_from_groups(django_assert_num_queries):
    town = MunicipalityFactory()
    colleges = [CollegeFactory(municipality=town), CollegeFactory(municipality=town)]
    colleges.append(CollegeFactory())
    function = LabourFunctionFactory()
    for number, college in enumerate(colleges, start=1):
        for size in (3, 8):
            group = group_with(college, (size, 0, number, size), provisional=number)
            function_of(group, function, size)
    group_with(colleges[0], (9, 9, 9, 9), year=2025)
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=2026)
    with django_assert_num_queries(4):  # sums of colleges, of functions, and twice their towns
        plans = disclosure.report_plans(cut=cut, minimum=10)
    kinds = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.COLLEGE)
    assert plans.places == make_disclosure(
        disclosure._groups(cut), minimum=10, kinds=kinds, filters=False, insiders=True
    )
    functions = make_function_disclosure(
        disclosure._groups_functions(cut), minimum=10, kinds=kinds[:1], filters=False
    )
    assert plans.functions.printed == functions.printed
    assert plans.functions.territory == functions.territory
    assert plans.places.shown(REGION).assessed == 2 * 33 + 2 * 6
    assert plans.functions.shown(REGION)[function.pk].students == 33
