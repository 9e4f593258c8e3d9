import re

import pytest
from django.core import mail

from core.models import AuditEntry, Job
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "озимая-пшеница-26"


def ask(client, email):
    return client.post("/password/reset/", {"email": email})


def link_of_letter() -> str:
    (letter,) = mail.outbox
    return re.findall(r"https?://[^/]+(\S+)", letter.body)[0]


@pytest.mark.usefixtures("frozen_now")
def test_password_reset_from_letter_to_login(client, run_jobs):
    user = UserFactory()
    assert ask(client, user.email.upper()).url == "/password/reset/sent/"
    run_jobs()
    page = client.get(link_of_letter(), follow=True)
    assert "Придумайте новый пароль" in page.text
    answer = client.post(
        page.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW}, follow=True
    )
    assert answer.redirect_chain[0] == ("/home/", 302)
    assert "Пароль сохранён, вы вошли в портал." in answer.text
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert AuditEntry.objects.filter(action="accounts.set_password").count() == 1


@pytest.mark.usefixtures("frozen_now")
def test_password_link_works_once(client, run_jobs):
    ask(client, UserFactory().email)
    run_jobs()
    link = link_of_letter()
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    client.logout()
    again = client.get(link, follow=True)
    assert "Ссылка не действует" in again.text
    assert "new_password1" not in again.text


@pytest.mark.usefixtures("frozen_now")
def test_password_from_letter_ends_the_pause_of_wrong_attempts(client, run_jobs):
    user = UserFactory()
    for _ in range(5):
        client.post("/login/", {"username": user.email, "password": "не тот пароль"})
    ask(client, user.email)
    run_jobs()
    page = client.get(link_of_letter(), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    client.logout()
    assert client.post("/login/", {"username": user.email, "password": NEW}).status_code == 302


def test_password_reset_of_unknown_mail_answers_the_same_and_writes_nothing(client):
    assert ask(client, "nobody@example.invalid").url == "/password/reset/sent/"
    assert ask(client, UserFactory(is_active=False).email).url == "/password/reset/sent/"
    assert not Job.objects.exists()


@pytest.mark.usefixtures("frozen_now")
def test_password_reset_twice_in_five_minutes_sends_one_letter(client, run_jobs):
    user = UserFactory()
    ask(client, user.email)
    run_jobs()
    ask(client, user.email)
    run_jobs()
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("frozen_now")
def test_password_letter_names_the_public_address(client, run_jobs, settings):
    settings.PUBLIC_URL = "https://ready.example/"
    ask(client, UserFactory().email)
    run_jobs()
    assert "\nhttps://ready.example/password/" in mail.outbox[0].body


@pytest.mark.usefixtures("frozen_now")
def test_weak_password_is_refused_in_russian(client, run_jobs):
    ask(client, UserFactory().email)
    run_jobs()
    page = client.get(link_of_letter(), follow=True)
    answer = client.post(
        page.request["PATH_INFO"], {"new_password1": "12345", "new_password2": "12345"}
    )
    assert answer.status_code == 200
    assert "Введённый пароль слишком короткий" in answer.text


def test_password_change_asks_for_the_old_one(region_officer_client):
    form = {"new_password1": NEW, "new_password2": NEW}
    wrong = region_officer_client.post("/password/change/", {"old_password": "не тот", **form})
    assert wrong.status_code == 200
    right = region_officer_client.post("/password/change/", {"old_password": PASSWORD, **form})
    assert right.url == "/profile/"
    region_officer_client.user.refresh_from_db()
    assert region_officer_client.user.check_password(NEW)
    # The person stays logged in.
    assert region_officer_client.get("/profile/").status_code == 200
