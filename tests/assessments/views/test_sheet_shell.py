"""What browsers keep of a sheet names nobody, and belongs to the session that saw it."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.urls import reverse

from assessments.views.sheet_shell import sheet_shell
from tests.cast import RoleClient
from tests.factories.assessments import SheetFactory
from tests.factories.colleges import EnrolmentFactory, ProgrammeFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

SHELL = reverse("assessments:sheet_shell")


@pytest.fixture
def sheet(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college))
    EnrolmentFactory(group=group, student__college=college)
    return SheetFactory(group=group)


def url_of(sheet):
    return reverse("assessments:sheet_detail", args=[sheet.pk])


def test_shell_is_the_same_for_everybody_and_bears_no_token(
    client, college_teacher_client, college_teacher
):
    response = college_teacher_client.get(SHELL)
    page = response.content.decode()

    assert page == client.get(SHELL).content.decode()
    assert '<meta name="csrf-token" content="">' in page
    assert "csrftoken" not in response.cookies
    assert college_teacher.user.email not in page
    assert "data-user" not in page
    assert response["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_shell_leaves_messages_for_the_next_real_page(college_teacher):
    request = RequestFactory().get(SHELL)
    request.user = college_teacher.user
    request._messages = CookieStorage(request)
    messages.success(request, "Сохранено, Алёхин Павел.")

    assert "Алёхин" not in sheet_shell(request).content.decode()
    assert [str(message) for message in request._messages] == ["Сохранено, Алёхин Павел."]
    assert request.user == college_teacher.user


def test_worker_knows_the_shell_and_nobody(client):
    response = client.get(reverse("assessments:sheet_worker"))
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert f'const SHELL = "{SHELL}";' in response.content.decode().replace("\\u002D", "-")


def test_mark_stands_on_open_sheets_and_goes_with_the_session(
    college_teacher, college_manager, sheet
):
    client = RoleClient(college_teacher)
    client.get(reverse("assessments:tasks"))
    assert "kept_page" not in client.cookies
    client.get(url_of(sheet))
    mark = client.cookies["kept_page"].value
    assert mark.startswith(f"{college_teacher.user_id}.")
    assert client.cookies["sessionid"].value not in mark
    client.get(reverse("assessments:tasks"))
    assert client.cookies["kept_page"].value == mark

    client.post(reverse("accounts:logout"))
    assert client.cookies["kept_page"].value == ""
    client.cookies["kept_page"] = mark
    client.force_login(college_manager.user)
    client.get(reverse("assessments:tasks"))
    assert client.cookies["kept_page"].value == ""
    client.force_login(college_teacher.user)
    client.get(url_of(sheet))
    assert client.cookies["kept_page"].value not in ("", mark)
