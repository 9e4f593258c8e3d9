"""The table of routes equals the URL map, and each route answers each role as the table says."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.access import ANONYMOUS, ROLES, Access
from tests.architecture.cast import Cast, known_keys
from tests.architecture.routes import ROUTES

# Routes of Django's own, asked below.
ADMIN = "admin:"
# What sends everybody back, not to the login.
LED_ELSEWHERE = ("accounts:logout", "accounts:language")
# Roles that reach one place or person: for them an object may be foreign.
BOUND = (
    "municipal_viewer",
    "college_manager",
    "college_teacher",
    "employer_manager",
    "student",
)


def url_names(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every pattern of the map with its full name; a pattern without a name has its path."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


def our_patterns() -> dict[str, URLPattern]:
    found = dict(url_names(get_resolver().url_patterns))
    return {name: pattern for name, pattern in found.items() if not name.startswith(ADMIN)}


def test_table_of_routes_equals_the_url_map():
    assert set(ROUTES) == set(our_patterns())


def test_table_names_the_arguments_of_each_route():
    wrong = {
        name: (set(ROUTES[name].kwargs), set(pattern.pattern.converters))
        for name, pattern in our_patterns().items()
        if name in ROUTES and set(ROUTES[name].kwargs) != set(pattern.pattern.converters)
    }
    assert wrong == {}


def test_table_names_objects_of_the_cast():
    named = {
        key
        for access in ROUTES.values()
        for key in (*access.kwargs.values(), *access.foreign_kwargs.values())
    }
    assert named - known_keys() == set()


def test_table_names_known_roles():
    assert {role for access in ROUTES.values() for role in access.allowed} <= set(ROLES)


def test_route_with_somebody_elses_object_says_how_it_answers():
    """Whoever writes a route with an object that has an owner also says what strangers get."""
    silent = [
        name
        for name, access in ROUTES.items()
        if any(key.startswith("own_") for key in access.kwargs.values())
        and not access.foreign_kwargs
        and set(access.allowed) & set(BOUND)
    ]
    assert silent == []


def answer(client: Client, access: Access, name: str, kwargs: dict[str, Any]) -> HttpResponse:
    """Ask once and forget what the answer changed in the database."""
    url = reverse(name, kwargs=kwargs)
    with transaction.atomic():
        response = client.generic(access.method, url)
        transaction.set_rollback(True)
    return response


def ask(client: Client, access: Access, name: str, kwargs: dict[str, Any]) -> int:
    return answer(client, access, name, kwargs).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_route_answers_each_role_as_the_table_says(name: str, cast: Cast):
    access = ROUTES[name]
    kwargs = {argument: cast[key] for argument, key in access.kwargs.items()}
    expected = {role: access.allowed.get(role, access.denied) for role in ROLES}
    answers = {role: ask(cast.clients[role], access, name, kwargs) for role in ROLES}
    stranger = answer(Client(), access, name, kwargs)
    answers[ANONYMOUS] = stranger.status_code
    assert answers == {**expected, ANONYMOUS: access.anonymous}
    if access.anonymous == 302 and name not in LED_ELSEWHERE:
        assert stranger.url.split("?")[0] == reverse("accounts:login")


FOREIGN = sorted(name for name, access in ROUTES.items() if access.foreign_kwargs)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOREIGN)
def test_route_hides_what_belongs_to_others(name: str, cast: Cast):
    access = ROUTES[name]
    kwargs = {argument: cast[key] for argument, key in access.kwargs.items()}
    kwargs |= {argument: cast[key] for argument, key in access.foreign_kwargs.items()}
    roles = [role for role in BOUND if role in access.allowed]
    answers = {role: ask(cast.clients[role], access, name, kwargs) for role in roles}
    assert answers == dict.fromkeys(roles, access.foreign)


@pytest.mark.django_db
def test_admin_pages_open_to_staff_alone(cast: Cast):
    names = [name for name, _ in url_names(get_resolver().url_patterns) if name.startswith(ADMIN)]
    lists = [name for name in names if name.endswith(("_changelist", "_add", ":index"))]
    assert lists
    staff = cast.clients["administrator"]
    staff.user.is_staff = staff.user.is_superuser = True
    staff.user.save()
    for name in lists:
        url = reverse(name)
        assert Client().get(url).status_code == 302, name
        for role in ROLES:
            if role != "administrator":
                assert cast.clients[role].get(url).status_code == 302, (name, role)
        assert staff.get(url).status_code in (200, 403), name
