"""Where a login leads that was asked for on the way."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from core.http import is_readable

pytestmark = pytest.mark.django_db
ANSWER = "/figures/5/answer/"


def asked(answer):
    """Return where the login will lead; None for the person's own first page."""
    assert answer.status_code == 302
    parts = urlsplit(answer.url)
    assert parts.path == reverse("accounts:login")
    return parse_qs(parts.query).get("next", [None])[0]


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("/figures/", True),
        ("/figures/?state=open", True),
        (ANSWER, False),
        ("/no/such/page/", False),
    ],
)
def test_page_is_told_from_an_address_that_only_takes_forms(path, is_page):
    assert is_readable(path) is is_page


def test_page_that_was_asked_for_is_led_to(client):
    assert asked(client.get("/figures/?state=open")) == "/figures/?state=open"


@pytest.mark.parametrize("method", ["get", "post"])
def test_form_leads_back_to_the_page_on_which_it_stood(client, method):
    send = getattr(client, method)
    answer = send(ANSWER, headers={"referer": "http://testserver/figures/5/?from=list"})
    assert asked(answer) == "/figures/5/?from=list"


@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/figures/5/", f"http://testserver{ANSWER}", "http://testserver//x"],
)
def test_without_such_a_page_the_login_leads_to_the_first_page(client, referer):
    assert asked(client.post(ANSWER, headers={"referer": referer})) is None


def test_login_on_the_way_of_a_form_ends_on_a_page(client, college_manager_client):
    user = college_manager_client.membership.user
    user.set_password("очень-длинный-пароль-7")
    user.save()
    answer = client.post("/imports/1/apply/", headers={"referer": "http://testserver/imports/"})
    data = {"username": user.email, "password": "очень-длинный-пароль-7", "next": asked(answer)}
    landed = client.post(answer.url, data, follow=True)
    assert landed.status_code == 200
    assert landed.redirect_chain[-1][0] == "/imports/"


def test_what_a_person_is_shown_is_kept_by_no_cache(client, college_teacher_client):
    page = college_teacher_client.get(reverse("colleges:group_list"))
    assert page.headers["Cache-Control"] == "no-store, private"
    # What everybody reads may be kept.
    assert "Cache-Control" not in client.get("/").headers
