"""What people see when a view fails: the portal's own page, and nothing of the reason."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls_that_break")]


@pytest.fixture
def broken(settings):
    settings.DEBUG = False
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ru", "Ошибка портала"), ("kk", "Портал қатесі"), ("en", "Portal error")],
)
def test_failing_view_answers_with_the_page_in_the_reader_s_language(
    broken, settings, language, heading
):
    broken.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = broken.get("/broken/")
    assert answer.status_code == 500
    assert f"<h1>{heading}</h1>" in answer.text
    assert f'<html lang="{language}">' in answer.text
    assert "Секретная" not in answer.text
    assert "Traceback" not in answer.text


def test_failing_view_keeps_the_policy_of_content(broken):
    answer = broken.get("/broken/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
