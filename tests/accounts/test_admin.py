import pytest
from axes.models import AccessAttempt, AccessLog

from accounts.models import User
from core.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service_client(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_service_part_lists_people_by_mail(service_client):
    user = UserFactory(email="head@example.invalid", display_name="Громова Е. А.")
    page = service_client.get("/admin/accounts/user/?q=громова")
    assert page.status_code == 200
    assert user.email in page.text


def test_service_part_shows_roles_of_a_person(service_client):
    held = MembershipFactory(college_teacher=True)
    page = service_client.get(f"/admin/accounts/user/{held.user_id}/change/")
    assert page.status_code == 200
    assert 'name="memberships-0-role"' in page.text


def test_service_part_creates_person_with_mail_in_lower_case(service_client):
    answer = service_client.post(
        "/admin/accounts/user/add/",
        {
            "email": " Head@Example.Invalid",
            "display_name": "Громова Е. А.",
            "usable_password": "true",
            "password1": "озимая-пшеница-26",
            "password2": "озимая-пшеница-26",
        },
    )
    assert answer.status_code == 302
    assert User.objects.get(email="head@example.invalid").check_password("озимая-пшеница-26")


def test_service_part_refuses_a_mail_that_is_taken(service_client):
    UserFactory(email="head@example.invalid")
    answer = service_client.post(
        "/admin/accounts/user/add/",
        {
            "email": "HEAD@example.invalid",
            "display_name": "",
            "usable_password": "true",
            "password1": "озимая-пшеница-26",
            "password2": "озимая-пшеница-26",
        },
    )
    assert answer.status_code == 200
    assert "Пользователь с такой почтой уже есть." in answer.text


def test_service_part_removes_neither_a_person_nor_a_journal_of_logins(service_client):
    user = UserFactory()
    entry = AccessLog.objects.create(
        username="a@example.invalid", ip_address="192.0.2.7", path_info="/login/"
    )

    for path in (f"accounts/user/{user.pk}", f"axes/accesslog/{entry.pk}"):
        assert service_client.get(f"/admin/{path}/change/").status_code == 200
        assert service_client.post(f"/admin/{path}/delete/", {"post": "yes"}).status_code == 403
    assert service_client.get("/admin/auth/group/").status_code == 404


def test_service_part_lets_in_whom_wrong_passwords_keep_out(service_client):
    attempt = AccessAttempt.objects.create(
        username="a@example.invalid", ip_address="192.0.2.7", failures_since_start=5
    )

    service_client.post(f"/admin/axes/accessattempt/{attempt.pk}/delete/", {"post": "yes"})

    assert not AccessAttempt.objects.exists()
    assert AuditEntry.objects.filter(action="core.remove_by_hand").count() == 1


def test_service_part_is_closed_without_the_right(region_officer_client):
    assert region_officer_client.get("/admin/accounts/user/").status_code == 302


def test_service_part_names_its_icon(service_client):
    """Browsers would ask for /favicon.ico otherwise, which is not there."""
    page = service_client.get("/admin/accounts/user/").content.decode()
    assert page.count('<link rel="icon" href="/static/img/icon.svg" type="image/svg+xml">') == 1
