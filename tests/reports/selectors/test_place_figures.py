import pytest

from core.enums import Role
from dashboards.rules.pages import PlacePage
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.places import PlaceNotFound
from reports.rules.own_figures import OwnFigure, OwnRow
from reports.selectors.place_figures import page_figures
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.dashboards import group_with


@pytest.fixture
def scope(region):
    return RoleClient(MembershipFactory(role=Role.COLLEGE_MANAGER, college=region.first)).scope


def test_programme_is_asked_about_with_its_groups_functions_and_intervals(region, scope):
    group = region.groups[0]
    programme = group.programme
    found = page_figures(page=PlacePage(PlaceKind.PROGRAMME, programme.pk, 2026), scope=scope)
    speciality = programme.speciality
    assert found.title == f"{speciality.code} {speciality.name}, выпуск 2026"
    total = OwnRow("total", f"{speciality.code} {speciality.name}")
    assert found.figures[0] == OwnFigure("total:2", "Оценено", "40", total)
    own = OwnRow(f"parts:{group.pk}", group.name)
    assert OwnFigure(f"parts:{group.pk}:4", "95 % интервал, %", "35–65", own) in found.figures
    function = OwnRow(f"functions:{region.function.pk}", "A/01.3 Посев зерновых")
    key = f"{function.key}:6"
    assert OwnFigure(key, "Оценка работодателей", "0,40", function) in found.figures


def test_what_others_do_not_see_of_the_college_is_not_asked_about(region, scope, settings):
    group = group_with(region.first, (1, 1, 1, 0))
    page = PlacePage(PlaceKind.PROGRAMME, group.programme_id, 2026)
    settings.MINIMUM_CELL = 5
    hidden = page_figures(page=page, scope=scope).figures
    assert [one for one in hidden if one.name == "Оценено"] == []
    settings.MINIMUM_CELL = 1
    open_to_all = page_figures(page=page, scope=scope).figures
    assert "3" in [one.printed for one in open_to_all if one.name == "Оценено"]


def test_pages_of_another_college_are_not_found(region, scope):
    foreign = region.groups[1].programme
    with pytest.raises(PlaceNotFound):
        page_figures(page=PlacePage(PlaceKind.PROGRAMME, foreign.pk, 2026), scope=scope)
