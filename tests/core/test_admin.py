import pytest
from django.contrib import admin
from django.forms.models import model_to_dict

from core.admin import AuditedAdmin, ReadOnlyAdmin
from core.audit import record_action
from core.enums import ImportState
from core.models import AuditEntry, ImportBatch, Job
from tests.factories.accounts import UserFactory
from tests.factories.colleges import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service_client(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def rows(now):
    return {
        "job": Job.objects.create(kind="test.kind", created_at=now, due_at=now),
        "auditentry": record_action(action="test.do", actor_id=None, now=now),
        "importbatch": ImportBatch.objects.create(
            kind="test",
            file_name="список.csv",
            content="Секретная Фамилия".encode(),
            state=ImportState.CHECKED,
            uploaded_at=now,
        ),
    }


@pytest.mark.parametrize("name", ["job", "auditentry", "importbatch"])
def test_rows_are_shown_and_cannot_be_changed(service_client, rows, name):
    row = rows[name]
    assert service_client.get(f"/admin/core/{name}/").status_code == 200
    page = service_client.get(f"/admin/core/{name}/{row.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert "Секретная Фамилия" not in page.text
    for deed in ("add/", f"{row.pk}/delete/"):
        assert service_client.post(f"/admin/core/{name}/{deed}").status_code == 403
    before = type(row).objects.count()
    service_client.post(f"/admin/core/{name}/{row.pk}/change/", {"kind": "other"})
    assert type(row).objects.count() == before


def test_audit_lines_survive_every_request(service_client, rows):
    line = rows["auditentry"]
    service_client.post(
        "/admin/core/auditentry/",
        {"action": "delete_selected", "_selected_action": line.pk, "post": "yes"},
    )
    assert AuditEntry.objects.filter(pk=line.pk).exists()


def test_what_is_changed_by_hand_stands_in_the_journal(service_client):
    place = MunicipalityFactory(name="Петровский")
    form = {
        name: value
        for name, value in model_to_dict(place).items()
        if value not in (None, "", False)
    } | {"name": "Петровский округ"}

    changed = service_client.post(f"/admin/colleges/municipality/{place.pk}/change/", form)
    removed = service_client.post(f"/admin/colleges/municipality/{place.pk}/delete/", {"post": 1})

    assert (changed.status_code, removed.status_code) == (302, 302)
    actor = int(service_client.session["_auth_user_id"])
    lines = AuditEntry.objects.order_by("pk").values_list(
        "action", "actor_id", "object_type", "object_id", "details"
    )
    assert list(lines) == [
        (
            "core.change_by_hand",
            actor,
            "colleges.municipality",
            str(place.pk),
            {"fields": "Наименование"},
        ),
        ("core.remove_by_hand", actor, "colleges.municipality", str(place.pk), {}),
    ]


def test_every_page_that_writes_leaves_lines():
    """Pages for looking only have services of their own where something can be added."""
    ours = [page for page in admin.site._registry.values() if not isinstance(page, ReadOnlyAdmin)]
    assert len(ours) > 10
    assert [page for page in ours if not isinstance(page, AuditedAdmin)] == []


def test_journal_speaks_in_words(service_client, rows):
    record_action(action="accounts.log_in", actor_id=None, now=rows["job"].created_at)

    listed = service_client.get("/admin/core/auditentry/", {"action": "accounts.log_in"})

    assert [line.action for line in listed.context["cl"].queryset] == ["accounts.log_in"]
    assert "вход в портал" in listed.text


def test_kinds_of_work_are_called_by_their_names(service_client, now):
    for kind in ("assessments.run_readiness", "test.gone"):
        Job.objects.create(kind=kind, created_at=now, due_at=now)
    kept = Job.objects.get(kind="assessments.run_readiness")

    listed = service_client.get("/admin/core/job/")
    chosen = service_client.get("/admin/core/job/", {"kind": "assessments.run_readiness"})
    page = service_client.get(f"/admin/core/job/{kept.pk}/change/")

    assert "Расчёт готовности региона" in listed.text
    # What nothing does any more keeps its code.
    assert "test.gone" in listed.text
    assert list(chosen.context["cl"].queryset) == [kept]
    assert "Расчёт готовности региона" in page.text
    assert "assessments.run_readiness<" not in page.text
