import pytest
from django.test import override_settings
from django.urls import reverse

from accounts.navigation import BY_ROLE, home_url, links_for, public_home_url
from core.enums import Role

pytestmark = pytest.mark.django_db


def test_navigation_names_every_role():
    assert set(BY_ROLE) == set(Role)


def flat(links):
    return [page for link in links for page in (link.links or (link,))]


def test_links_of_missing_routes_are_left_out_and_so_is_an_empty_group(administrator):
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        links = links_for(membership=administrator, logged_in=True, path="/users/")
    assert [str(link.title) for link in links] == ["Служебное"]
    assert [link.url for link in flat(links)] == ["/users/", "/jobs/", "/audit/"]
    assert [link.is_current for link in flat(links)] == [True, False, False]


def test_links_current_one_is_the_longest_address_above_the_page(administrator):
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        links = links_for(membership=administrator, logged_in=True, path="/jobs/7/")
    assert [link.url for link in flat(links) if link.is_current] == ["/jobs/"]
    assert [link.is_current for link in links] == [True]


def test_page_inside_a_group_makes_the_group_current_and_not_the_page_above(region_officer):
    path = reverse("dashboards:funnel")
    links = links_for(membership=region_officer, logged_in=True, path=path)
    assert [str(link.title) for link in links if link.is_current] == ["Анализ"]
    assert [link.url for link in flat(links) if link.is_current] == [path]


@pytest.mark.parametrize("route", ["dashboards:funnel", "dashboards:truth", "dashboards:raters"])
@pytest.mark.parametrize("role", ["region_officer", "association_expert", "administrator"])
def test_pages_of_analysis_stand_in_the_menu_of_who_may_open_them(role, route, request):
    membership = request.getfixturevalue(role)
    links = links_for(membership=membership, logged_in=True, path="/")
    assert reverse(route) in [link.url for link in flat(links)]


@pytest.mark.parametrize("role", ["college_manager", "college_teacher"])
def test_college_finds_the_severity_of_its_mentors_in_the_menu(role, request):
    membership = request.getfixturevalue(role)
    links = links_for(membership=membership, logged_in=True, path="/")
    assert reverse("dashboards:raters") in [link.url for link in flat(links)]


@pytest.mark.parametrize("role", list(Role))
def test_good_practice_stands_in_the_menu_of_everybody(role, request):
    membership = request.getfixturevalue("student_role" if role == Role.STUDENT else role.value)
    links = links_for(membership=membership, logged_in=True, path="/")
    assert reverse("reports:practice_list") in [link.url for link in flat(links)]


def test_home_without_role_is_the_profile():
    assert home_url(None) == reverse("accounts:profile")


def test_home_while_pages_are_missing_is_the_profile(student_role):
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        assert home_url(student_role) == "/profile/"


def test_home_of_municipal_viewer_is_the_own_municipality(municipal_viewer):
    expected = reverse("dashboards:municipality", args=[municipal_viewer.municipality_id])
    assert home_url(municipal_viewer) == expected


def test_public_home_without_published_pages_is_the_login():
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        assert public_home_url() == "/login/"
