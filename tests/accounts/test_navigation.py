import pytest
from django.test import override_settings
from django.urls import reverse

from accounts.navigation import BY_ROLE, home_url, links_for, public_home_url
from core.enums import Role

pytestmark = pytest.mark.django_db


def test_navigation_names_every_role():
    assert set(BY_ROLE) == set(Role)


def test_links_of_missing_routes_are_left_out(administrator):
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        links = links_for(membership=administrator, logged_in=True, path="/users/")
    assert [link.url for link in links] == ["/users/", "/jobs/", "/audit/"]
    assert [link.is_current for link in links] == [True, False, False]


def test_links_current_one_is_the_longest_address_above_the_page(administrator):
    with override_settings(ROOT_URLCONF="tests.accounts.urls_of_accounts_only"):
        links = links_for(membership=administrator, logged_in=True, path="/jobs/7/")
    assert [link.url for link in links if link.is_current] == ["/jobs/"]


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
