import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from core.models import AuditEntry
from tests.cast import RoleClient
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
WRONG = "неверный-пароль"


def log_in(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": email, "password": password, **extra})


# --- coming in --------------------------------------------------------------------------------
def test_login_opens_the_home_page_and_leaves_a_line(client):
    user = UserFactory(email="head@example.invalid")
    answer = log_in(client, "head@example.invalid")
    assert (answer.status_code, answer.url) == (302, "/home/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEntry.objects.get().action == "accounts.log_in"


def test_login_ignores_case_and_spaces_of_the_mail(client):
    UserFactory(email="head@example.invalid")
    assert log_in(client, " Head@Example.Invalid ").status_code == 302


def test_login_returns_to_the_page_that_was_asked_for(client):
    user = UserFactory()
    assert client.get("/profile/").url == "/login/?next=/profile/"
    assert log_in(client, user.email, next="/profile/").url == "/profile/"


def test_login_does_not_lead_to_another_host(client):
    user = UserFactory()
    assert log_in(client, user.email, next="https://evil.example/").url == "/home/"


def test_login_with_wrong_password_says_what_to_check(client):
    user = UserFactory()
    answer = log_in(client, user.email, WRONG)
    assert answer.status_code == 200
    assert "Почта или пароль не подходят. Проверьте раскладку клавиатуры" in answer.text
    assert "_auth_user_id" not in client.session


def test_login_of_unknown_and_of_blocked_person_answers_alike(client):
    blocked = UserFactory(is_active=False)
    for email in ("nobody@example.invalid", blocked.email):
        answer = log_in(client, email)
        assert answer.status_code == 200
        assert "Почта или пароль не подходят" in answer.text


# --- throttling -------------------------------------------------------------------------------
def test_login_is_paused_after_five_wrong_passwords(client):
    user = UserFactory()
    answers = [log_in(client, user.email, WRONG).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    paused = log_in(client, user.email)
    assert paused.status_code == 429
    assert "Вход приостановлен" in paused.text
    assert "возможна через 15 минут" in paused.text


def test_login_pause_counts_spellings_of_one_mail_together(client):
    UserFactory(email="head@example.invalid")
    for spelling in ("head", "HEAD", "Head", " head", "hEad"):
        last = log_in(client, f"{spelling}@example.invalid", WRONG)
    assert last.status_code == 429


def test_login_pause_is_over_after_the_time_named(client):
    user = UserFactory()
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)) as clock:
        for _ in range(5):
            log_in(client, user.email, WRONG)
        clock.shift(dt.timedelta(minutes=14))
        assert log_in(client, user.email).status_code == 429
        # An attempt during the pause begins it anew.
        clock.shift(dt.timedelta(minutes=14))
        assert log_in(client, user.email).status_code == 429
        clock.shift(dt.timedelta(minutes=16))
        assert log_in(client, user.email).status_code == 302


def test_login_pause_of_one_person_does_not_touch_another(client):
    first, second = UserFactory(), UserFactory()
    for _ in range(5):
        log_in(client, first.email, WRONG)
    assert log_in(client, second.email).status_code == 302


# --- headers and cookies ----------------------------------------------------------------------
def test_pages_carry_the_strict_content_security_policy(client):
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    assert sorted(part.strip() for part in policy.split(";")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    ]


def test_pages_forbid_frames_and_foreign_referrers(client):
    headers = client.get(LOGIN).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_session_cookie_is_closed_to_scripts_and_lives_half_a_day(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    user = UserFactory()
    cookies = log_in(client, user.email).cookies
    session = cookies["sessionid"]
    assert session["httponly"] is True
    assert session["secure"] is True
    assert session["samesite"] == "Lax"
    assert session["max-age"] == 12 * 3600
    assert cookies["csrftoken"]["httponly"] is True


# --- going out, roles -------------------------------------------------------------------------
def test_logout_ends_the_session(region_officer_client):
    assert region_officer_client.post("/logout/").status_code == 302
    assert "_auth_user_id" not in region_officer_client.session


def test_logout_by_get_changes_nothing(region_officer_client):
    region_officer_client.get("/logout/")
    assert "_auth_user_id" in region_officer_client.session


def test_role_switch_changes_what_the_person_is(region_officer):
    expert = MembershipFactory(association_expert=True, user=region_officer.user)
    client = RoleClient(region_officer)
    assert client.get("/profile/").context["membership"] == region_officer
    assert client.post("/role/", {"membership": expert.pk}).status_code == 302
    assert client.get("/profile/").context["membership"] == expert


def test_role_switch_to_role_of_somebody_else_is_not_found(region_officer_client, administrator):
    answer = region_officer_client.post("/role/", {"membership": administrator.pk})
    assert answer.status_code == 404
    assert region_officer_client.get("/users/").status_code == 403


def test_role_that_ended_is_no_choice(region_officer_client):
    ended = MembershipFactory(
        administrator=True, user=region_officer_client.user, valid_to=dt.date(2020, 1, 1)
    )
    assert region_officer_client.post("/role/", {"membership": ended.pk}).status_code == 404


def test_person_without_role_reaches_the_profile_that_says_so(client):
    client.force_login(UserFactory())
    page = client.get(reverse("accounts:home"), follow=True)
    assert page.redirect_chain == [("/profile/", 302)]
    assert "Роль не назначена" in page.text


def test_blocked_person_is_out_at_the_next_click(region_officer_client):
    region_officer_client.user.is_active = False
    region_officer_client.user.save()
    assert region_officer_client.get("/profile/").status_code == 302


def test_service_part_is_offered_to_those_who_may_enter_it(region_officer_client):
    assert "/admin/" not in region_officer_client.get("/profile/").text
    region_officer_client.user.is_staff = True
    region_officer_client.user.save()
    assert 'href="/admin/"' in region_officer_client.get("/profile/").text
